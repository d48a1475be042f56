#include "pipeline_core/rules/rule_metadata.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/pipeline_core/rules/rule_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> metadata_problems(const std::string& yaml) {
  RuleProblems problems;
  read_metadata(YAML::Load(yaml), problems);
  std::vector<std::string> out;
  for (const RuleProblem& p : problems.list()) out.push_back(p.message);
  return out;
}

TEST(RuleMetadata, keeps_the_metadata) {
  ReadRules reading(
      "title: t\nid: i\nname: n\nstatus: test\ndescription: d\nlicense: MIT\nauthor: a\nreferences: [r1, r2]\n"
      "date: 2026-01-02\nmodified: 2026-02-03\ntaxonomy: sigma\ntags: [attack.t1059]\nfields: [f]\nscope: [server]\n"
      "falsepositives: [fp]\nlevel: critical\nrelated: [{id: o, type: derived}]\nown: {anything: 1}\n"
      "logsource: {category: login, product: linux, definition: x}\ndetection: {s: {User: x}, condition: s}\n");
  ASSERT_THAT(reading.diagnostics, IsEmpty());
  const Rule& rule = reading.rules.rules()[0];
  const RuleMetadata& m = rule.metadata;
  EXPECT_EQ(m.status + m.description + m.license + m.author + m.date + m.modified + m.level,
            "testdMITa2026-01-022026-02-03critical");
  EXPECT_THAT(m.references, ElementsAre("r1", "r2"));
  EXPECT_THAT(m.falsepositives, ElementsAre("fp"));
  EXPECT_THAT(m.related, ElementsAre(std::pair<std::string, std::string>{"o", "derived"}));
  EXPECT_EQ(rule.severity, Severity::kHigh);
  EXPECT_EQ(rule.source, (LogSource{"linux", "login", ""}));
  EXPECT_EQ(rule.line, 1);
}

TEST(RuleMetadata, is_optional) {
  EXPECT_THAT(metadata_problems("{}"), IsEmpty());
  EXPECT_THAT(metadata_problems("{description: null, author: , references: null, related: null, scope: null}"),
              IsEmpty());
  RuleProblems problems;
  const RuleMetadata m = read_metadata(YAML::Load("{references: one, level: low}"), problems);
  EXPECT_THAT(m.references, ElementsAre("one")) << "a list of one may be written without brackets";
  EXPECT_EQ(m.level, "low");
  EXPECT_EQ(m.status + m.date + m.author, "");
}

TEST(RuleMetadata, says_what_is_wrong_with_it_all_at_once) {
  EXPECT_THAT(
      metadata_problems(
          "{status: stabel, level: hi, date: 2026-1-1, modified: 2026-02-32, taxonomy: own, author: [a], "
          "references: {a: b}, falsepositives: [[x]], related: [{id: x}, {id: y, type: derived}], license: " +
          std::string(257, 'x') + "}"),
      ::testing::UnorderedElementsAre(
          "unknown status 'stabel'; did you mean 'stable'?", "unknown level 'hi'", "'date' must be a date YYYY-MM-DD",
          "'modified' must be a date YYYY-MM-DD", "taxonomy 'own' is not known here", "'author' must be a text",
          "'references' must be a list of texts", "'falsepositives' must be a list of texts",
          "an entry of 'related' needs id and type", "'license' is longer than 256 characters"));
  for (const char* date : {"2026-00-10", "2026-13-01", "2026-01-00", "20260101", "2026/01/01", "2026-01-01T00:00:00Z", "''"})
    EXPECT_THAT(metadata_problems(std::string("{date: ") + date + "}"), ElementsAre("'date' must be a date YYYY-MM-DD"))
        << date;
  EXPECT_THAT(metadata_problems("{related: {id: x, type: derived}}"),
              ElementsAre("'related' must be a list of id and type"));
}

/// Independent truth: the enumerations of the specification's JSON schema.
TEST(RuleMetadata, takes_the_words_of_the_schema) {
  const char* root = std::getenv("PICKET_DATA");
  if (root == nullptr) GTEST_SKIP() << "set PICKET_DATA to run";
  const YAML::Node schema = YAML::Load(read_text(std::string(root) + "/detection/sigma-spec/json-schema/sigma-detection-rule-schema.json"));
  const auto words = [](const YAML::Node& property) {
    std::vector<std::string> out;
    for (const YAML::Node& one : property["enum"]) out.push_back(one.Scalar());
    for (const YAML::Node& one : property["oneOf"]) out.push_back(one["const"].Scalar());
    return out;
  };
  const YAML::Node properties = schema["properties"];
  const auto relation = properties["related"]["items"]["properties"]["type"];
  ASSERT_THAT(words(properties["status"]), ::testing::SizeIs(5));
  ASSERT_THAT(words(properties["level"]), ::testing::SizeIs(5));
  ASSERT_THAT(words(relation), ::testing::SizeIs(::testing::Ge(5u)));
  for (const std::string& word : words(properties["status"]))
    EXPECT_THAT(metadata_problems("{status: " + word + "}"), IsEmpty());
  for (const std::string& word : words(properties["level"]))
    EXPECT_THAT(metadata_problems("{level: " + word + "}"), IsEmpty());
  for (const std::string& word : words(relation))
    EXPECT_THAT(metadata_problems("{related: [{id: x, type: " + word + "}]}"), IsEmpty());
}

}  // namespace
}  // namespace picket
