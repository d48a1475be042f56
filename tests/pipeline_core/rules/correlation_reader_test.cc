#include "pipeline_core/rules/correlation_reader.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/rules/correlation_text.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CorrelationReader, reads_every_key) {
  ReadRules read(base_rule("a") + base_rule("b") +
                 "title: c\nname: c\ngenerate: true\ncorrelation:\n"
                 "  type: value_count\n  rules: [a, b]\n  group-by: [device, who]\n  timespan: 90m\n"
                 "  condition: {field: [SourceIp, User], gt: 10, lte: 20}\n"
                 "  aliases: {who: {a: User, b: Image}}\n");
  ASSERT_THAT(read.messages(), IsEmpty());
  const Rule& rule = read.rules.rules()[2];
  EXPECT_TRUE(rule.is_correlation);
  EXPECT_TRUE(rule.generate);
  const Correlation& c = rule.correlation;
  EXPECT_EQ(c.type, CorrelationType::kValueCount);
  EXPECT_EQ(c.timespan, Duration::minutes(90));
  EXPECT_EQ(c.references.size(), 2u);
  EXPECT_EQ(c.group_by[1].text, "who");
  EXPECT_EQ(c.value_fields.size(), 2u);
  EXPECT_TRUE(c.condition.holds(11) && c.condition.holds(20) && !c.condition.holds(10) && !c.condition.holds(21));
  EXPECT_TRUE(c.resolved);
  EXPECT_TRUE(c.by_device);
}

TEST(CorrelationReader, takes_all_types_and_all_units) {
  for (const char* type :
       {"event_count", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_percentile"}) {
    const std::string field = std::string(type).starts_with("value") ? "field: ProcessId, " : "";
    const std::string percentile = std::string(type) == "value_percentile" ? "percentile: 95, " : "";
    for (const auto& [text, span] : std::vector<std::pair<std::string, Duration>>{{"30s", Duration::seconds(30)},
                                                                                  {"5m", Duration::minutes(5)},
                                                                                  {"2h", Duration::hours(2)},
                                                                                  {"1d", Duration::days(1)}}) {
      ReadRules read(base_rule("a") + correlation_rule("c", "type: " + std::string(type) +
                                                                ", rules: [a], group-by: [device], timespan: " + text +
                                                                ", condition: {" + field + percentile + "gte: 1}"));
      ASSERT_THAT(read.messages(), IsEmpty()) << type;
      EXPECT_EQ(to_string(read.rules.rules()[1].correlation.type), type);
      EXPECT_EQ(read.rules.rules()[1].correlation.timespan, span);
    }
  }
}

TEST(CorrelationReader, wants_all_rules_of_a_temporal_correlation_unless_told_otherwise) {
  ReadRules read(
      base_rule("a") + base_rule("b") +
      correlation_rule("all", "type: temporal, rules: [a, b], group-by: [device], timespan: 1m") +
      correlation_rule("one", "type: temporal, rules: [a, b], group-by: [device], timespan: 1m, condition: {gte: 1}"));
  ASSERT_THAT(read.messages(), IsEmpty());
  EXPECT_FALSE(read.rules.rules()[2].correlation.condition.holds(1));
  EXPECT_TRUE(read.rules.rules()[2].correlation.condition.holds(2));
  EXPECT_TRUE(read.rules.rules()[3].correlation.condition.holds(1));
}

TEST(CorrelationReader, refuses_what_is_wrong_at_its_place) {
  struct Case {
    const char* section;
    const char* message;
  };
  const std::string count = "type: event_count, rules: [a], group-by: [device], timespan: 1m";
  const Case cases[] = {
      {"rules: [a], group-by: [device], timespan: 1m", "needs 'type'"},
      {"type: event_cont, rules: [a], group-by: [device], timespan: 1m", "did you mean 'event_count'"},
      {"type: value_median, rules: [a], group-by: [device], timespan: 1m", "not part of Sigma 2.1.0"},
      {"type: temporal, group-by: [device], timespan: 1m", "needs 'rules'"},
      {"type: temporal, rules: [], group-by: [device], timespan: 1m", "refers to no rule"},
      {"type: temporal, rules: a, group-by: [device], timespan: 1m", "'rules' must be a list"},
      {"type: temporal, rules: [a, a], group-by: [device], timespan: 1m", "'a' is given twice"},
      {"type: temporal, rules: [a], timespan: 1m", "needs 'group-by'"},
      {"type: temporal, rules: [a], group-by: device, timespan: 1m", "'group-by' must be a list"},
      {"type: temporal, rules: [a], group-by: [device]", "needs 'timespan'"},
      {"type: temporal, rules: [a], group-by: [device], timespan: 1w", "followed by s, m, h or d"},
      {"type: temporal, rules: [a], group-by: [device], timespan: 0m", "followed by s, m, h or d"},
      {"type: temporal, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2}", "has 1 rules"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m", "needs 'condition'"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {}", "has no comparison"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gtee: 2}", "did you mean 'gte'"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: '2'}", "expected a number"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2.5}",
       "expected a whole number"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: -1}", "from 0 to 1000000"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: .inf}", "expected a number"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 0}", "every number fulfils"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gt: 5, lt: 6}", "or none does"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gt: 5, gte: 6}",
       "must be a range"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {eq: 5, lt: 6}", "must be a range"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gt: 5, lt: 9, neq: 7}",
       "at most two"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2, field: User}",
       "no meaning for event_count"},
      {"type: value_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2}",
       "value_count needs 'field'"},
      {"type: value_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 5000, field: User}",
       "from 0 to 4096"},
      {"type: value_sum, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2, field: [User, Image]}",
       "only value_count"},
      {"type: value_percentile, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2, field: ProcessId}",
       "needs 'percentile'"},
      {"type: value_percentile, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2, field: ProcessId, "
       "percentile: 101}",
       "at most 100"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2}, alias: {}",
       "did you mean 'aliases'"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2}, aliases: [x]",
       "'aliases' must be a map"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2}, aliases: {x: User}",
       "must map rules to fields"},
      {"type: event_count, rules: [a], group-by: [device], timespan: 1m, condition: {gte: 2}, generate: yes",
       "must be true or false"},
  };
  for (const Case& c : cases) {
    ReadRules read(base_rule("a") + correlation_rule("c", c.section));
    ASSERT_EQ(read.diagnostics.size(), 1u) << c.section;
    EXPECT_THAT(read.diagnostics[0].message, HasSubstr(c.message)) << c.section;
    EXPECT_EQ(read.added, 1u) << c.section;
  }
  ReadRules placed(correlation_rule("c", count + ", condition: {gtee: 2}"));
  EXPECT_EQ(to_string(placed.diagnostics[0]),
            "r.yml:4:92: error: unknown key 'gtee' in a condition; did you mean 'gte'? (rule id-c)");
}

TEST(CorrelationReader, tells_every_problem_at_once) {
  ReadRules read(base_rule("a") + correlation_rule("c", "type: event_count, ruls: [a], rules: [a], group-by: User, timespan: 5w, condition: {gtee: 2}, aliases: [x]"));
  EXPECT_THAT(read.problems(), ElementsAre(HasSubstr("did you mean 'rules'"), HasSubstr("followed by s, m, h or d"), HasSubstr("'group-by' must be a list"),
                                           HasSubstr("'aliases' must be a map"), HasSubstr("did you mean 'gte'")));
}

TEST(CorrelationReader, bounds_the_number_of_rules_and_groups) {
  std::string many = "[r0";
  for (int i = 1; i < 10'000; ++i) many += ", r" + std::to_string(i);
  ReadRules count(correlation_rule(
      "c", "type: event_count, rules: " + many + "], group-by: [], timespan: 1m, condition: {gte: 1}"));
  ASSERT_EQ(count.diagnostics.size(), 1u);
  EXPECT_THAT(count.diagnostics[0].message, HasSubstr("more than 1024 rules are not supported"));
  EXPECT_TRUE(count.diagnostics[0].unsupported);
  std::string some = "[r0";
  for (int i = 1; i < 65; ++i) some += ", r" + std::to_string(i);
  ReadRules temporal(correlation_rule("c", "type: temporal, rules: " + some + "], group-by: [], timespan: 1m"));
  ASSERT_EQ(temporal.diagnostics.size(), 1u);
  EXPECT_THAT(temporal.diagnostics[0].message, HasSubstr("more than 64 rules"));
}

/// The correlation files that the specification tests its schema with. Their rules are not there, and some of
/// their fields are Windows' or proxies'; each is read and complains of nothing but that.
TEST(CorrelationReader, reads_the_files_of_the_specification) {
  const char* data = std::getenv("PICKET_DATA");
  const std::filesystem::path folder =
      std::filesystem::path(data == nullptr ? "" : data) / "detection/sigma-spec/schema/correlation";
  if (data == nullptr || !std::filesystem::exists(folder)) GTEST_SKIP() << "the published data is not there";
  std::size_t read_files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    ReadRules read(read_text(file.path()));
    ++read_files;
    if (file.path().filename() == "value_percentile.yml") {
      // Its field is a text and it names no percentile: what it means the specification does not say.
      ASSERT_EQ(read.diagnostics.size(), 1u);
      EXPECT_THAT(read.diagnostics[0].message, HasSubstr("needs 'percentile'"));
      continue;
    }
    EXPECT_EQ(read.added, 1u) << file.path();
    ASSERT_FALSE(read.diagnostics.empty());
    for (const Diagnostic& d : read.diagnostics)
      EXPECT_THAT(d.message, HasSubstr("which is not loaded")) << file.path();
  }
  EXPECT_EQ(read_files, 8u);
}

TEST(CorrelationReader, survives_damaged_text) {
  const std::string good =
      base_rule("a") + base_rule("b") +
      correlation_rule("c",
                       "type: value_count, rules: [a, b], group-by: [x], timespan: 5m, condition: {field: User, "
                       "gte: 2, lte: 9}, aliases: {x: {a: User, b: Image}}") +
      correlation_rule("d", "type: temporal_ordered, rules: [c, b], group-by: [device], timespan: 5m");
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string text = good;
    for (int i = 0; i < 8; ++i) text[random.below(text.size())] = static_cast<char>(random.below(128));
    ReadRules read(text);
    EXPECT_GT(read.added + read.diagnostics.size(), 0u) << "seed " << seed;
  }
}

}  // namespace
}  // namespace picket
