// Correlations over events of other origin. Every rule here asks for failed logins; times are seconds since 1970.

#include "pipeline_core/rules/correlation_trial.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/rules/rule_text.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string failed_login_and(const std::string& section) {
  return "title: base\nname: base\nlogsource: {category: login}\ndetection: {s: {LoginOperation: LoginFailed}, condition: s}\n---\n"
         "title: corr\nname: corr\ncorrelation: {rules: [base], " +
         section + "}\n";
}

std::string failed_login(const std::string& rest) {
  return "{\"LoginOperation\": \"LoginFailed\", " + rest + "}";
}

/// With every rule heard, those too that only feed others.
RuleSet load_heard(const std::string& yaml) {
  RuleSet rules = load(yaml);
  for (Rule& rule : rules.rules()) rule.silent = false;
  return rules;
}

struct Tried {
  RuleSet rules;
  CorrelationTrial trial;
  std::vector<std::string> problems;

  Tried(const std::string& yaml, const std::vector<std::string>& events) : rules(load_heard(yaml)), trial(rules) {
    RuleMatcher matcher(rules);
    std::uint32_t number = 0;
    for (const std::string& text : events) {
      const FlatEvent event = json(text);
      std::vector<std::uint32_t> fired;
      matcher.match(event, {}, fired);
      if (const auto problem = trial.add(event, ++number, fired, matcher.reader())) problems.push_back(*problem);
    }
  }
  std::vector<std::vector<std::uint32_t>> firings() {
    std::vector<std::vector<std::uint32_t>> out;
    for (const CorrelationTrial::Firing& firing : trial.judge()) out.push_back(firing.events);
    return out;
  }
};

const std::string kTwo = failed_login_and("type: event_count, group-by: [User], timespan: 5m, condition: {gte: 2}");

TEST(CorrelationTrial, groups_matches_by_what_the_correlation_says) {
  Tried tried(kTwo, {failed_login("\"User\": \"eve\", \"_time\": 0"), failed_login("\"User\": \"bob\", \"_time\": 10"),
                     failed_login("\"User\": \"eve\", \"_time\": 300")});
  EXPECT_THAT(tried.firings(), ElementsAre(ElementsAre(1u, 3u)));
  EXPECT_EQ(tried.trial.matches_of(1), 3u);
  EXPECT_EQ(tried.trial.timed(), 3u);
}

// 301 s are more than five minutes; 300 s are not.
TEST(CorrelationTrial, keeps_to_the_time_span_whatever_the_order_of_lines) {
  EXPECT_THAT(Tried(kTwo, {failed_login("\"_time\": 301"), failed_login("\"_time\": 0")}).firings(), IsEmpty());
  EXPECT_THAT(Tried(kTwo, {failed_login("\"_time\": 301"), failed_login("\"_time\": 1")}).firings(),
              ElementsAre(ElementsAre(2u, 1u)));
}

TEST(CorrelationTrial, takes_events_without_a_time_with_the_one_before_and_all_without_any_for_one_moment) {
  Tried some(kTwo, {failed_login("\"a\": 1"), failed_login("\"timestamp\": 1000"), failed_login("\"a\": 1"),
                    failed_login("\"timestamp\": 9000")});
  EXPECT_THAT(some.firings(), ElementsAre(ElementsAre(1u, 2u)));
  EXPECT_EQ(some.trial.untimed(), 2u);
  Tried none(kTwo, {failed_login("\"a\": 1"), failed_login("\"a\": 2")});
  EXPECT_THAT(none.firings(), ElementsAre(ElementsAre(1u, 2u)));
  EXPECT_EQ(none.trial.timed(), 0u);
}

TEST(CorrelationTrial, reads_dates_and_seconds_and_refuses_what_is_no_time) {
  Tried tried(kTwo,
              {failed_login("\"UtcTime\": \"2026-01-31 23:59:59.25\""),
               failed_login("\"@timestamp\": \"2026-02-01T00:00:01Z\""), failed_login("\"time\": \"soon\""),
               failed_login("\"time\": 1769904000000"), failed_login("\"time\": -1"), failed_login("\"time\": true")});
  EXPECT_THAT(tried.problems,
              ElementsAre(HasSubstr("field 'time': 'soon' is no time"), HasSubstr("'1769904000000' is no time"), HasSubstr("'-1'"), HasSubstr("'true'")));
  EXPECT_THAT(tried.firings(), ElementsAre(ElementsAre(1u, 2u)));
}

// "Fewer than two within a minute" is known when the minute is over: after the last event time goes on. One window has the
// event; the one after it has none, and says so once.
TEST(CorrelationTrial, judges_windows_that_end_after_the_last_event) {
  Tried tried(failed_login_and("type: event_count, group-by: [], timespan: 1m, condition: {lt: 2}"),
              {failed_login("\"_time\": 5")});
  const auto firings = tried.trial.judge();
  ASSERT_EQ(firings.size(), 2u);
  EXPECT_FALSE(firings[0].absence);
  EXPECT_TRUE(firings[1].absence);
  EXPECT_THAT(firings[1].events, ElementsAre(1u));
}

// Two users with two failed logins each are two firings of the inner correlation, of events 2 and 4: one of the outer.
TEST(CorrelationTrial, feeds_correlations_over_correlations) {
  const std::string outer = "---\ntitle: outer\ncorrelation: {type: event_count, rules: [corr], group-by: [], timespan: 1h, condition: {gte: 2}}\n";
  Tried tried(kTwo + outer, {failed_login("\"User\": \"eve\""), failed_login("\"User\": \"eve\""),
                             failed_login("\"User\": \"bob\""), failed_login("\"User\": \"bob\"")});
  EXPECT_THAT(tried.firings(), ElementsAre(ElementsAre(1u, 2u), ElementsAre(3u, 4u), ElementsAre(2u, 4u)));
}

TEST(CorrelationTrial, tells_devices_apart_by_their_field) {
  const std::string yaml = failed_login_and("type: event_count, group-by: [device], timespan: 5m, condition: {gte: 2}");
  EXPECT_THAT(Tried(yaml, {failed_login("\"device\": \"a\""), failed_login("\"device\": \"b\"")}).firings(), IsEmpty());
  EXPECT_THAT(Tried(yaml, {failed_login("\"device\": \"a\""), failed_login("\"device\": \"a\"")}).firings(),
              ElementsAre(ElementsAre(1u, 2u)));
}

TEST(CorrelationTrial, counts_matches_that_lack_what_is_measured) {
  Tried tried(failed_login_and("type: value_count, group-by: [], timespan: 5m, condition: {gte: 2, field: User}"),
              {failed_login("\"User\": \"a\""), failed_login("\"a\": 1"), failed_login("\"User\": \"b\"")});
  EXPECT_THAT(tried.firings(), ElementsAre(ElementsAre(1u, 3u)));
  EXPECT_EQ(tried.trial.without_value(), 1u);
}

}  // namespace
}  // namespace picket
