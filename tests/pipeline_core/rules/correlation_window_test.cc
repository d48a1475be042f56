#include "pipeline_core/rules/correlation_window.h"

#include <gtest/gtest.h>

#include <string>

namespace picket {
namespace {

using Operator = CorrelationCondition::Operator;

std::vector<CorrelationMember> members_of(
    std::initializer_list<std::pair<std::int64_t, std::uint32_t>> times_and_references) {
  std::vector<CorrelationMember> members;
  for (const auto& [time, reference] : times_and_references) {
    CorrelationMember m;
    m.time = Time::from_unix_seconds(time);
    m.reference = reference;
    m.value = m.amount = reference;
    members.push_back(m);
  }
  return members;
}

Correlation of(CorrelationType type, double at_least, std::size_t references = 4) {
  Correlation c;
  c.type = type;
  c.timespan = Duration::seconds(10);
  c.condition.add(Operator::kGte, at_least);
  c.references.resize(references);
  return c;
}

TEST(CorrelationWindow, measures_the_longest_row_of_rules) {
  const Correlation c = of(CorrelationType::kTemporalOrdered, 4);
  EXPECT_EQ(measure(c, members_of({{0, 0}, {1, 1}, {2, 2}, {3, 3}})), 4);
  EXPECT_EQ(measure(c, members_of({{0, 3}, {1, 2}, {2, 1}, {3, 0}})), 1);
  EXPECT_EQ(measure(c, members_of({{0, 0}, {1, 3}, {2, 1}, {3, 2}})), 3);
  EXPECT_EQ(measure(c, members_of({{0, 0}, {0, 1}, {0, 2}, {0, 3}})), 4);  // one moment: any order
  EXPECT_EQ(measure(c, members_of({{0, 2}, {0, 2}, {0, 2}})), 1);
  EXPECT_EQ(measure(c, {}), 0);
}

// Ten values from 1 to 10: rank ceil(p / 10).
TEST(CorrelationWindow, ranks_as_the_inverse_distribution_function) {
  std::vector<CorrelationMember> members;
  for (const std::uint64_t v : {7, 3, 10, 1, 9, 2, 8, 4, 6, 5}) {
    members.emplace_back();
    members.back().amount = v;
  }
  Correlation c = of(CorrelationType::kValuePercentile, 1);
  for (const auto& [percentile, value] : std::vector<std::pair<double, double>>{
           {1, 1}, {10, 1}, {10.5, 2}, {50, 5}, {51, 6}, {90, 9}, {99, 10}, {100, 10}}) {
    c.percentile = percentile;
    EXPECT_EQ(measure(c, members), value) << percentile;
  }
  members[2].weight = 90;  // the 10: of 99 events nine are smaller
  c.percentile = 10;
  EXPECT_EQ(measure(c, members), 10);
  c.percentile = 9;
  EXPECT_EQ(measure(c, members), 9);
}

// The rank is ceil(p * n / 100), here in whole numbers: p in tenths of a per cent. Values are 1 to n.
TEST(CorrelationWindow, finds_the_rank_that_whole_numbers_give) {
  Correlation c = of(CorrelationType::kValuePercentile, 1);
  for (const std::size_t n : {1, 2, 7, 25, 50, 99, 100, 101, 333, 1'000, 2'000}) {
    std::vector<CorrelationMember> members(n);
    for (std::size_t i = 0; i < n; ++i) members[i].amount = i + 1;
    for (std::size_t tenths = 1; tenths <= 1'000; tenths += n < 300 ? 1 : 7) {
      c.percentile = std::stod(std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10));
      ASSERT_EQ(measure(c, members), static_cast<double>((tenths * n + 999) / 1'000)) << c.percentile << " of " << n;
    }
  }
}

TEST(CorrelationWindow, has_no_average_or_percentile_of_nothing) {
  EXPECT_FALSE(measure(of(CorrelationType::kValueAvg, 1), {}));
  EXPECT_FALSE(measure(of(CorrelationType::kValuePercentile, 1), {}));
  EXPECT_EQ(measure(of(CorrelationType::kValueSum, 1), {}), 0);
}

TEST(CorrelationWindow, finds_the_earliest_window_that_holds_the_member) {
  const auto members = members_of({{0, 0}, {4, 0}, {9, 0}, {13, 0}, {19, 0}, {40, 0}});
  const Correlation three = of(CorrelationType::kEventCount, 3);
  const auto window = find_window(three, members, 2);
  ASSERT_TRUE(window);
  EXPECT_EQ(*window, std::pair(std::size_t{0}, std::size_t{3}));
  EXPECT_EQ(*find_window(three, members, 3), std::pair(std::size_t{1}, std::size_t{4}));
  EXPECT_EQ(*find_window(three, members, 4), std::pair(std::size_t{2}, std::size_t{5}));
  EXPECT_FALSE(find_window(three, members, 5));
  EXPECT_FALSE(find_window(of(CorrelationType::kEventCount, 4), members, 2));
}

}  // namespace
}  // namespace picket
