#include "pipeline_core/findings/attack_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "pipeline_core/findings/alert_text.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A rule with techniques in its tags, one with a tactic only that raises an alert of the product.
struct Content : Bench {
  Content() {
    builder.add_rule(
        "title: Tagged\nid: 11111111-1111-4111-8111-111111111111\nlogsource: {category: process_creation}\n"
        "tags: [attack.execution, attack.t1059.004, attack.t1105, attack.t1059.004, attack.g0001, attack.txyz]\n"
        "detection: {sel: {Image: /bin/a}, condition: sel}\n",
        "tagged.yml");
    builder.add_rule(
        "title: Untagged\nid: 22222222-2222-4222-8222-222222222222\nlogsource: {category: process_creation}\n"
        "alert: IoT_ReverseShell\ntags: [attack.execution]\ndetection: {sel: {Image: /bin/b}, condition: sel}\n",
        "untagged.yml");
    start();
    EXPECT_THAT(builder.diagnostics(), IsEmpty());
  }
};

TEST(AttackPattern, takes_the_techniques_of_a_rules_tags_each_once) {
  const Content c;
  EXPECT_THAT(techniques_of(*c.content, 0, c.content->rules().rules()[0].alert), ElementsAre("T1059.004", "T1105"));
}

TEST(AttackPattern, takes_those_of_the_alerts_words_where_a_rule_names_none_and_for_models) {
  const Content c;
  EXPECT_THAT(techniques_of(*c.content, 1, *c.content->find_alert("IoT_ReverseShell")),
              ElementsAre("T1059.004", "T1095"));
  EXPECT_THAT(techniques_of(*c.content, c.content->rule_index(Model::kEgressSlow), c.content->alert_of(Model::kEgressSlow)),
              ElementsAre("T1030", "T1048"));
  EXPECT_THAT(
      techniques_of(*c.content, c.content->rule_index(Model::kActivityLevel), c.content->alert_of(Model::kActivityLevel)),
      IsEmpty());
}

std::vector<std::string> lines_of(const std::string& name) {
  std::ifstream file(std::string(std::getenv("PICKET_DATA")) + "/detection/attack/" + name);
  EXPECT_TRUE(file) << name;
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

/// Source: MITRE's tables of Enterprise and ICS tactics. One that both have has two ids; ours is Enterprise's.
TEST(AttackPattern, has_the_ids_that_mitre_publishes) {
  if (std::getenv("PICKET_DATA") == nullptr) GTEST_SKIP() << "PICKET_DATA is not set";
  std::map<std::string, std::set<std::string>> ids;  // by domain and name
  for (const std::string& line : lines_of("tactics.csv")) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    const std::string name = line.substr(second + 1, line.find(',', second + 1) - second - 1);
    ids[line.substr(0, first) == "enterprise" ? name : "ics " + name].insert(line.substr(first + 1, second - first - 1));
  }
  for (std::size_t t = 0; t < static_cast<std::size_t>(Tactic::kCount_); ++t) {
    const std::string name(to_string(static_cast<Tactic>(t)));
    const auto& published = ids.contains(name) ? ids[name] : ids["ics " + name];
    EXPECT_THAT(published, ElementsAre(std::string(tactic_uid(static_cast<Tactic>(t))))) << name;
  }
}

/// Every technique that a finding of our own content can name is one that MITRE has.
TEST(AttackPattern, names_no_technique_that_mitre_does_not_have) {
  if (std::getenv("PICKET_DATA") == nullptr) GTEST_SKIP() << "PICKET_DATA is not set";
  std::set<std::string> known;
  for (const std::string& line : lines_of("techniques.csv")) {
    const std::size_t first = line.find(',');
    known.insert(line.substr(first + 1, line.find(',', first + 1) - first - 1));
  }
  Bench bench;
  add_own_rules(bench.builder);
  bench.start();
  std::size_t named = 0;
  for (std::uint32_t rule = 0; rule < bench.content->rules().rules().size(); ++rule) {
    for (const std::string& uid : techniques_of(*bench.content, rule, bench.content->rules().rules()[rule].alert)) {
      EXPECT_TRUE(known.contains(uid)) << uid << " of " << bench.content->rule_title(rule);
      ++named;
    }
  }
  EXPECT_GT(named, 20U);
}

}  // namespace
}  // namespace picket
