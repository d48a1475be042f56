#include "pipeline_core/explain/correlation_standing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "pipeline_core/rules/correlation_window.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using testing_support::kStart;

Correlation counting(CorrelationCondition::Operator op, double number, Duration timespan) {
  Correlation c;
  c.condition.add(op, number);
  c.timespan = timespan;
  return c;
}

CorrelationMember weighted_member(std::int64_t seconds, std::uint32_t weight = 1) {
  CorrelationMember m;
  m.time = kStart + Duration::seconds(seconds);
  m.weight = weight;
  return m;
}

// Guesses at 0, 10, 50, 55, 58 and 200 s, a span of a minute: 0 to 58 holds five, and no window holds more.
TEST(CorrelationStanding, tells_how_many_of_how_many_in_which_window) {
  const Correlation c = counting(CorrelationCondition::Operator::kGte, 6, Duration::minutes(1));
  const std::vector members{weighted_member(0),  weighted_member(10), weighted_member(50),
                            weighted_member(55), weighted_member(58), weighted_member(200)};
  const CorrelationStanding standing = standing_of(c, members);
  EXPECT_EQ(standing.reached, 5);
  EXPECT_FALSE(standing.holds);
  EXPECT_EQ(standing.first, 0U);
  EXPECT_EQ(standing.end, 5U);
  EXPECT_TRUE(standing_of(counting(CorrelationCondition::Operator::kGte, 5, Duration::minutes(1)), members).holds);
}

TEST(CorrelationStanding, weighs_members_and_takes_the_earliest_of_equal_windows) {
  const Correlation c = counting(CorrelationCondition::Operator::kGt, 10, Duration::seconds(10));
  const std::vector members{weighted_member(0, 4), weighted_member(100, 1), weighted_member(105, 3),
                            weighted_member(300, 4)};
  const CorrelationStanding standing = standing_of(c, members);
  EXPECT_EQ(standing.reached, 4);
  EXPECT_EQ(standing.first, 0U);
  EXPECT_EQ(standing.end, 1U);
}

TEST(CorrelationStanding, looks_for_the_quietest_window_where_few_are_wanted) {
  const Correlation c = counting(CorrelationCondition::Operator::kLt, 2, Duration::seconds(10));
  const std::vector members{weighted_member(0), weighted_member(1), weighted_member(2), weighted_member(100),
                            weighted_member(101)};
  const CorrelationStanding standing = standing_of(c, members);
  EXPECT_EQ(standing.reached, 1);
  EXPECT_TRUE(standing.holds);
  EXPECT_EQ(standing.first, 2U);
}

TEST(CorrelationStanding, is_nothing_without_members) {
  EXPECT_EQ(standing_of(counting(CorrelationCondition::Operator::kGte, 1, Duration::seconds(1)), {}).end, 0U);
}

// Independent truth: every stretch of members that fits the span, one by one.
TEST(CorrelationStanding, is_the_largest_result_of_all_stretches) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const Correlation c = counting(CorrelationCondition::Operator::kGte, 5, Duration::seconds(20));
    std::vector<CorrelationMember> members;
    std::int64_t at = 0;
    for (int i = 0; i < 20; ++i)
      members.push_back(weighted_member(at += static_cast<std::int64_t>(random() % 12), 1 + random() % 3));
    double largest = 0;
    for (std::size_t a = 0; a < members.size(); ++a) {
      for (std::size_t b = a; b < members.size() && members[b].time - members[a].time <= c.timespan; ++b)
        largest = std::max(largest, *measure(c, std::span(members).subspan(a, b + 1 - a)));
    }
    ASSERT_EQ(standing_of(c, members).reached, largest) << "round " << round;
  }
}

}  // namespace
}  // namespace picket
