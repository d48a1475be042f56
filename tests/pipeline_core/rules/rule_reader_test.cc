#include "pipeline_core/rules/rule_reader.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Reading {
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  std::size_t added = 0;
  explicit Reading(std::string_view yaml) {
    added = RuleReader(rules, diagnostics).read(yaml, "r.yml");
    rules.resolve(diagnostics);
  }
};

std::string process_rule(std::string_view selection, std::string_view condition = "s", const std::string& id = "the-id") {
  return "title: t\nid: " + id + "\nlogsource: {product: linux, category: process_creation}\ndetection:\n  s:\n    " +
         std::string(selection) + "\n  condition: " + std::string(condition) + "\n";
}

bool fires(std::string_view yaml, const Observation& o, const TextTable& texts) {
  Reading reading(yaml);
  EXPECT_THAT(reading.diagnostics, IsEmpty()) << to_string(reading.diagnostics[0]);
  RuleMatcher matcher(reading.rules);
  std::vector<std::uint32_t> out;
  matcher.match(o, texts, out);
  return !out.empty();
}

TEST(RuleReader, refuses_a_second_rule_of_one_id_and_a_file_without_rules) {
  Reading twice(process_rule("CommandLine|contains: a") + "---\n" + process_rule("CommandLine|contains: b"));
  EXPECT_EQ(twice.added, 1u);
  ASSERT_EQ(twice.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(twice.diagnostics[0]), "r.yml:10:5: error: the id is another rule's (rule the-id)");
  Reading none("# nothing\n");
  ASSERT_EQ(none.diagnostics.size(), 1u);
  EXPECT_EQ(to_string(none.diagnostics[0]), "r.yml:1:1: error: the file holds no rule");
}

TEST(RuleReader, reports_place_and_rule_and_loads_the_rest) {
  Reading reading(process_rule("CommandLine|contains: a") + "---\n" + process_rule("CommandLine|base64: x", "s", "second") + "---\n" +
                  process_rule("CommandLine|bogus: x", "s", "third"));
  EXPECT_EQ(reading.added, 1u);
  ASSERT_EQ(reading.diagnostics.size(), 2u);
  EXPECT_EQ(to_string(reading.diagnostics[0]), "r.yml:14:5: error: modifier 'base64' is not supported (rule second)");
  EXPECT_TRUE(reading.diagnostics[0].unsupported);
  EXPECT_EQ(to_string(reading.diagnostics[1]), "r.yml:22:5: error: unknown modifier 'bogus' (rule third)");
  EXPECT_FALSE(reading.diagnostics[1].unsupported);
}

TEST(RuleReader, refuses_what_it_would_have_to_weaken) {
  struct Case {
    std::string yaml;
    const char* message;
  };
  const std::string head = "title: t\nlogsource: {product: linux, category: process_creation}\n";
  for (const Case& c : std::vector<Case>{
           {process_rule("ParentImage: x"), "field 'ParentImage' is not carried"},
           {process_rule("DestinationPort: 1"), "is not carried by process observations"},
           {head + "detection: {s: [a, b], condition: s}", "keyword"},
           {process_rule("CommandLine|contains: 8080"), "put the value in quotes"},
           {process_rule("CommandLine: a", "1 of x*"), "no search matches 'x*'"},
           {process_rule("CommandLine: a", "s | count() > 3"), "'|' in a condition was removed"},
           {process_rule("CommandLine: a\n    CommandLine: b"), "given twice"},
           {process_rule("CommandLine|re: '(?<=a)b'"), "regular expression"},
           {"title: t\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image: x}, "
            "condition: s}",
            "product 'windows'"},
           {"title: t\nlogsource: {category: login}\ndetection: {s: {SourceIp|cidr: 10.0.0.1/8}, condition: s}",
            "host bits"},
           {"title: t\nlogsource: {category: process_creation}\ndetection: {s: {Image: x}}", "no condition"},
           {"title: [", "end of sequence"},
           {"title: t\nfilter: {}\nlogsource: {category: login}", "filters are not supported"},
       }) {
    Reading reading(c.yaml);
    ASSERT_FALSE(reading.diagnostics.empty()) << c.yaml;
    EXPECT_THAT(reading.diagnostics[0].message, HasSubstr(c.message)) << c.yaml;
  }
}

TEST(RuleReader, treats_not_over_a_missing_field_as_true) {
  TextTable texts;
  const Observation silent = at(kStart, ProcessRecord{{}, texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec});
  EXPECT_TRUE(fires(process_rule("CommandLine|contains: x", "not s"), silent, texts));
  EXPECT_FALSE(fires(process_rule("CommandLine|contains: x"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine|exists: false"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine: null"), silent, texts));
  EXPECT_TRUE(fires(process_rule("CommandLine|neq: x"), silent, texts));
}

TEST(RuleReader, reads_image_names_with_and_without_a_path) {
  TextTable texts;
  const std::string rule = process_rule("Image|endswith: '/nohup'");
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "x", "/usr/bin/nohup"), texts));
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "x", "nohup"), texts));
  EXPECT_TRUE(fires(rule, exec(texts, kStart, "nohup ./a", ""), texts));
  EXPECT_FALSE(fires(rule, exec(texts, kStart, "nohup ./a", "/bin/sh"), texts));
}

TEST(RuleReader, compares_numbers_addresses_and_directions) {
  TextTable texts;
  const auto rule = [](std::string_view selection) {
    return "title: t\nlogsource: {category: network_connection}\ndetection: {s: {" + std::string(selection) +
           "}, condition: s}";
  };
  Observation out = flow(kStart, "10.1.2.3", 8080, 5000);
  EXPECT_TRUE(fires(rule("DestinationPort: 8080"), out, texts));
  EXPECT_TRUE(fires(rule("DestinationPort: '80*'"), out, texts));
  EXPECT_TRUE(fires(rule("BytesOut|gte: 5000"), out, texts));
  EXPECT_FALSE(fires(rule("BytesOut|gt: 5000"), out, texts));
  EXPECT_TRUE(fires(rule("DestinationIp|cidr: 10.0.0.0/8"), out, texts));
  EXPECT_FALSE(fires(rule("DestinationIp|cidr: 10.0.0.0/16"), out, texts));
  EXPECT_TRUE(fires(rule("RemoteScope: private, Initiated: 'true'"), out, texts));
  std::get<NetworkRecord>(out.record).direction = Direction::kInbound;
  EXPECT_TRUE(fires(rule("SourcePort: 8080, DestinationPort: 40000, Initiated: 'false'"), out, texts));
}

TEST(RuleReader, marks_rules_under_a_correlation_silent_unless_it_generates) {
  const std::string base =
      "title: b\nname: b\nlogsource: {category: login}\ndetection: {s: {User: x}, condition: s}\n---\n";
  const std::string correlation =
      "title: c\ncorrelation: {type: event_count, rules: [b], group-by: [device], timespan: 1h, condition: {gt: 2}";
  Reading silent(base + correlation + "}");
  EXPECT_TRUE(silent.rules.rules()[0].silent);
  Reading loud(base + correlation + ", generate: true}");
  EXPECT_FALSE(loud.rules.rules()[0].silent);
}

TEST(RuleReader, survives_hostile_text) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string text = process_rule("CommandLine|re: 'a.*b'", "s and not (1 of s*)");
    for (int i = 0; i < 6; ++i) text[random.below(text.size())] = static_cast<char>(random.below(256));
    Reading reading(text);
    EXPECT_TRUE(reading.added + reading.diagnostics.size() > 0) << "seed " << seed;
  }
  Reading deep(process_rule("CommandLine: a", std::string(5000, '(') + "s"));
  EXPECT_EQ(deep.diagnostics.size(), 1u);
  Reading nested("title: t\nx: " + std::string(200, '[') + std::string(200, ']'));
  EXPECT_EQ(nested.diagnostics.size(), 1u);
}

}  // namespace
}  // namespace picket
