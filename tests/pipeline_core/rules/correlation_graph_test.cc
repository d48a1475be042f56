#include "pipeline_core/rules/correlation_graph.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/rules/correlation_text.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string counting(const std::string& name, const std::string& rules, const std::string& groups = "device") {
  return correlation_rule(
      name, "type: event_count, rules: [" + rules + "], group-by: [" + groups + "], timespan: 1m, condition: {gte: 2}");
}

TEST(CorrelationGraph, finds_rules_by_id_and_name_wherever_they_stand) {
  ReadRules read(counting("outer", "inner, id-b") + counting("inner", "a") + base_rule("b") + base_rule("a"));
  ASSERT_THAT(read.messages(), IsEmpty());
  const auto& rules = read.rules.rules();
  EXPECT_EQ(rules[0].correlation.references[0].rule, 1u);
  EXPECT_EQ(rules[0].correlation.references[1].rule, 2u);
  EXPECT_EQ(rules[0].correlation.depth, 1);
  EXPECT_EQ(rules[0].correlation.reach, Duration::minutes(2));
  EXPECT_EQ(read.rules.longest_timespan(), Duration::minutes(2));
  ASSERT_EQ(rules[2].feeds.size(), 1u);
  EXPECT_EQ(rules[2].feeds[0].correlation, 0u);
  EXPECT_EQ(rules[2].feeds[0].reference, 1u);
}

TEST(CorrelationGraph, silences_all_but_the_outermost_unless_told_to_generate) {
  ReadRules read(
      base_rule("a") + base_rule("b") + counting("inner", "a") + counting("outer", "inner") +
      correlation_rule(
          "loud", "type: event_count, rules: [b], group-by: [], timespan: 1m, condition: {gte: 2}, generate: true"));
  ASSERT_THAT(read.messages(), IsEmpty());
  std::vector<bool> silent;
  for (const Rule& rule : read.rules.rules()) silent.push_back(rule.silent);
  EXPECT_THAT(silent, ElementsAre(true, false, true, false, false));
}

TEST(CorrelationGraph, reports_names_that_fit_no_rule_or_several_at_their_place) {
  ReadRules read(base_rule("a") + counting("c", "a, nobody"));
  EXPECT_THAT(read.messages(),
              ElementsAre("r.yml:10:45: error: correlation refers to 'nobody', which is not loaded (rule id-c)"));
  EXPECT_FALSE(read.rules.rules()[1].correlation.resolved);
  // A rule under a correlation that never fires speaks for itself.
  EXPECT_FALSE(read.rules.rules()[0].silent);
  std::string twin = base_rule("a");
  twin.replace(twin.find("id-a"), 4, "id-z");
  ReadRules several(base_rule("a") + twin + counting("c", "a"));
  ASSERT_EQ(several.diagnostics.size(), 1u);
  EXPECT_THAT(several.diagnostics[0].message, HasSubstr("'a', which several rules are called"));
  ReadRules twice(base_rule("a") + counting("c", "a, id-a"));
  ASSERT_EQ(twice.diagnostics.size(), 1u);
  EXPECT_THAT(twice.diagnostics[0].message, HasSubstr("'id-a' is a rule that the correlation refers to already"));
}

TEST(CorrelationGraph, names_circles_and_what_leads_into_them) {
  ReadRules self(counting("c", "c"));
  ASSERT_EQ(self.diagnostics.size(), 1u);
  EXPECT_THAT(self.diagnostics[0].message, HasSubstr("in a circle: c -> c"));
  ReadRules read(base_rule("x") + counting("a", "b, x") + counting("b", "c") + counting("c", "a") +
                 counting("over", "b") + counting("fine", "x"));
  std::vector<std::string> messages;
  for (const Diagnostic& d : read.diagnostics) messages.push_back(d.rule_id + ": " + d.message);
  EXPECT_THAT(messages, ElementsAre("id-a: correlations refer to each other in a circle: a -> b -> c -> a",
                                    "id-b: correlations refer to each other in a circle: a -> b -> c -> a",
                                    "id-c: correlations refer to each other in a circle: a -> b -> c -> a",
                                    "id-over: correlation refers to 'b', which leads into a circle of correlations"));
  EXPECT_TRUE(read.rules.rules()[5].correlation.resolved);
}

TEST(CorrelationGraph, takes_a_circle_of_ten_thousand_without_recursion) {
  std::vector<Rule> rules(10'000);
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    rules[i].name = "r" + std::to_string(i);
    rules[i].is_correlation = true;
    rules[i].correlation.references.push_back({{"r" + std::to_string((i + 1) % rules.size()), 1, 1}, 0, false, {}, {}});
  }
  std::vector<Diagnostic> diagnostics;
  resolve_correlations(rules, diagnostics);
  ASSERT_EQ(diagnostics.size(), 10'000u);
  EXPECT_THAT(diagnostics[0].message, HasSubstr("r6 -> r7 -> (9992 more) -> r0"));
  EXPECT_LT(diagnostics[0].message.size(), 200u);
}

TEST(CorrelationGraph, takes_a_chain_of_ten_thousand_and_refuses_its_depth) {
  std::vector<Rule> rules(10'000);
  rules[0].name = "r0";
  for (std::uint32_t i = 1; i < rules.size(); ++i) {
    rules[i].name = "r" + std::to_string(i);
    rules[i].is_correlation = true;
    rules[i].correlation.timespan = Duration::minutes(1);
    rules[i].correlation.references.push_back({{"r" + std::to_string(i - 1), 1, 1}, 0, false, {}, {}});
  }
  std::vector<Diagnostic> diagnostics;
  resolve_correlations(rules, diagnostics);
  EXPECT_TRUE(rules[9].correlation.resolved);
  EXPECT_EQ(rules[9].correlation.depth, 8);
  EXPECT_FALSE(rules[10].correlation.resolved);
  ASSERT_EQ(diagnostics.size(), 9'990u);
  EXPECT_THAT(diagnostics[0].message, HasSubstr("more than 8 deep"));
  EXPECT_THAT(diagnostics[1].message, HasSubstr("which has errors"));
}

// Nine levels of ten, each naming all ten below: one event would make ten to the power of nine firings.
TEST(CorrelationGraph, refuses_more_paths_than_one_event_may_take) {
  std::string yaml = base_rule("a");
  for (int level = 0; level < 9; ++level) {
    std::string below = "a";
    for (int i = 0; level > 0 && i < 10; ++i)
      below = (i == 0 ? "" : below + ", ") + "c" + std::to_string(level - 1) + std::to_string(i);
    for (int i = 0; i < 10; ++i) yaml += counting("c" + std::to_string(level) + std::to_string(i), below, "");
  }
  ReadRules read(yaml);
  std::size_t resolved = 0;
  for (const Rule& rule : read.rules.rules()) resolved += rule.correlation.resolved ? 1 : 0;
  EXPECT_EQ(resolved, 40u);  // 1, 10, 100 and 1,000 paths
  ASSERT_FALSE(read.diagnostics.empty());
  EXPECT_THAT(read.diagnostics[0].message,
              HasSubstr("one event could reach this correlation on 10000 paths; more than 1024 are not supported"));
}

// As many references as a correlation may have are as many paths.
TEST(CorrelationGraph, takes_as_many_correlations_as_a_correlation_may_name) {
  std::string yaml = base_rule("a");
  std::string below;
  for (int i = 0; i < 1'024; ++i) {
    yaml += counting("c" + std::to_string(i), "a", "");
    below += (i == 0 ? "c" : ", c") + std::to_string(i);
  }
  EXPECT_THAT(ReadRules(yaml + counting("outer", below, "")).messages(), IsEmpty());
}

TEST(CorrelationGraph, resolves_aliases_for_each_rule) {
  ReadRules read(
      base_rule("a") +
      "title: n\nname: n\nlogsource: {category: network_connection}\ndetection: {s: {DestinationPort: 22}, condition: "
      "s}\n---\n" +
      correlation_rule("c",
                       "type: temporal, rules: [a, n], group-by: [peer, device], timespan: 1m, aliases: {peer: {a: "
                       "SourceIp, n: DestinationIp}}"));
  ASSERT_THAT(read.messages(), IsEmpty());
  const Correlation& c = read.rules.rules()[2].correlation;
  EXPECT_EQ(c.references[0].groups[0].field, Field::kSourceIp);
  EXPECT_EQ(c.references[1].groups[0].field, Field::kDestinationIp);
  EXPECT_EQ(c.references[1].groups[1].field, Field::kDevice);
  EXPECT_TRUE(c.by_device);
}

TEST(CorrelationGraph, refuses_aliases_that_would_lose_a_rule_or_never_agree) {
  const std::string network =
      "title: n\nname: n\nlogsource: {category: network_connection}\ndetection: {s: {DestinationPort: 22}, condition: "
      "s}\n---\n";
  const auto message = [&](const std::string& aliases) {
    ReadRules read(base_rule("a") + network + base_rule("z") +
                   correlation_rule("c", "type: temporal, rules: [a, n], group-by: [x], timespan: 1m, aliases: {x: " +
                                             aliases + "}"));
    return read.diagnostics.empty() ? std::string() : read.diagnostics[0].message;
  };
  EXPECT_THAT(message("{a: SourceIp}"), HasSubstr("alias 'x' names no field of 'n'"));
  EXPECT_THAT(message("{a: SourceIp, n: DestinationIp, z: SourceIp}"),
              HasSubstr("names 'z', which the correlation does not refer to"));
  EXPECT_THAT(message("{a: SourceIp, n: DestinationPort}"), HasSubstr("'x' of 'n' can never equal that of 'a'"));
  EXPECT_THAT(message("{a: SourceIp, n: LogonId}"), HasSubstr("field 'LogonId' is not carried by security messages"));
  EXPECT_THAT(message("{a: SourcIp, n: SourceIp}"), HasSubstr("not carried by security messages; did you mean 'SourceIp'?"));
  EXPECT_THAT(message("{a: DestinationIp, n: DestinationIp}"), HasSubstr("'DestinationIp' is not carried by 'a'"));
}

TEST(CorrelationGraph, lets_a_correlation_pass_on_only_what_it_groups_by) {
  const std::string inner = base_rule("a") + counting("inner", "a", "device, SourceIp");
  ReadRules good(inner + counting("outer", "inner", "SourceIp"));
  EXPECT_THAT(good.messages(), IsEmpty());
  EXPECT_FALSE(good.rules.rules()[2].correlation.by_device);
  EXPECT_EQ(good.rules.rules()[2].correlation.references[0].groups[0].part, 1u);
  ReadRules bad(inner + counting("outer", "inner", "User"));
  ASSERT_EQ(bad.diagnostics.size(), 1u);
  EXPECT_THAT(bad.diagnostics[0].message, HasSubstr("'User' is not one that correlation 'inner' groups by"));
  ReadRules no_device(base_rule("a") + counting("inner", "a", "SourceIp") + counting("outer", "inner", "device"));
  ASSERT_EQ(no_device.diagnostics.size(), 1u);
  EXPECT_THAT(no_device.diagnostics[0].message, HasSubstr("'device' is not one that correlation 'inner' groups by"));
  ReadRules counted(inner + correlation_rule("outer",
                                             "type: value_count, rules: [inner], group-by: [SourceIp], timespan: 1m, "
                                             "condition: {field: device, gte: 3}"));
  EXPECT_THAT(counted.messages(), IsEmpty());
}

TEST(CorrelationGraph, measures_numbers_only) {
  const auto message = [&](const std::string& rule, const std::string& field) {
    ReadRules read(base_rule("a") + counting("inner", "a", "device, ProcessId") +
                   correlation_rule("c", "type: value_sum, rules: [" + rule +
                                             "], group-by: [device], timespan: 1m, condition: {field: " + field +
                                             ", gte: 3}"));
    return read.diagnostics.empty() ? std::string() : read.diagnostics[0].message;
  };
  EXPECT_THAT(message("a", "ProcessId"), IsEmpty());
  EXPECT_THAT(message("a", "User"), HasSubstr("value_sum needs a numeric field; 'User' is none"));
  EXPECT_THAT(message("a", "SourceIp"), HasSubstr("'SourceIp' is none"));
  EXPECT_THAT(message("a", "device"), HasSubstr("'device' is none"));
  EXPECT_THAT(message("inner", "ProcessId"), HasSubstr("over a correlation is not supported"));
}

}  // namespace
}  // namespace picket
