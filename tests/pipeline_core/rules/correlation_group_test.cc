#include "pipeline_core/rules/correlation_group.h"

#include <gtest/gtest.h>

#include <set>

#include "pipeline_core/rules/correlation_window.h"

namespace picket {
namespace {

using Operator = CorrelationCondition::Operator;

Correlation correlation(CorrelationType type, Operator op, double number, std::size_t references = 2) {
  Correlation c;
  c.type = type;
  c.condition.add(op, number);
  c.timespan = Duration::seconds(100);
  c.references.resize(references);
  return c;
}

CorrelationMember valued_member(std::int64_t s, std::uint64_t value = 0, std::uint32_t reference = 0) {
  CorrelationMember m;
  m.time = Time::from_unix_seconds(s);
  m.value = m.amount = value;
  m.reference = reference;
  return m;
}

struct Group {
  Correlation c;
  CorrelationGroup group;
  CorrelationLosses losses;
  explicit Group(Correlation given) : c(std::move(given)) {}
  std::optional<std::size_t> add(const CorrelationMember& m) { return group.insert(c, m, true, losses); }
};

TEST(CorrelationGroup, keeps_order_whatever_the_order_of_arrival) {
  Group g(correlation(CorrelationType::kTemporal, Operator::kGte, 2));
  EXPECT_EQ(g.add(valued_member(5)), 0u);
  EXPECT_EQ(g.add(valued_member(9)), 1u);
  EXPECT_EQ(g.add(valued_member(7)), 1u);
  EXPECT_EQ(g.add(valued_member(9, 0, 1)), 3u);
  EXPECT_EQ(g.add(valued_member(1)), 0u);
  EXPECT_EQ(g.group.size(), 5u);
  g.group.expire(Time::from_unix_seconds(7));
  EXPECT_EQ(g.group.members().front().time, Time::from_unix_seconds(7));
  EXPECT_EQ(g.group.size(), 3u);
}

// Full of one value, it gives up an older one of the value that comes, and the rare one stays.
TEST(CorrelationGroup, gives_up_repeats_before_what_is_rare) {
  Group g(correlation(CorrelationType::kTemporal, Operator::kGte, 3, 3));
  EXPECT_TRUE(g.add(valued_member(0, 0, 1)));
  for (int i = 1; i < 1'000; ++i) EXPECT_TRUE(g.add(valued_member(i / 20, 0, 0)));
  EXPECT_EQ(g.group.size(), CorrelationGroup::capacity_of(g.c));
  EXPECT_EQ(g.losses.dropped, 1'000 - CorrelationGroup::capacity_of(g.c));
  EXPECT_FALSE(g.group.latest_window(g.c));
  EXPECT_TRUE(g.add(valued_member(60, 0, 2)));
  EXPECT_TRUE(g.group.latest_window(g.c));
}

TEST(CorrelationGroup, counts_over_old_members_drop_and_over_present_ones_join) {
  Group count(correlation(CorrelationType::kEventCount, Operator::kGte, 2'000'000));
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(count.add(valued_member(i / 1'000)));
  EXPECT_EQ(count.losses.dropped, 0u);
  EXPECT_GT(count.losses.merged, 0u);
  std::uint64_t events = 0;
  for (const CorrelationMember& m : count.group.members()) events += m.weight;
  EXPECT_EQ(events, 10'000u);
  Group old(correlation(CorrelationType::kEventCount, Operator::kGte, 10));
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(old.add(valued_member(i * 200)));
  EXPECT_EQ(old.losses.dropped, 200u - 64u);
  EXPECT_EQ(old.losses.merged, 0u);
  // Older than all of a full group: it is the one that goes.
  EXPECT_FALSE(old.add(valued_member(0)));
}

// A sum of pairs is the sum; nothing of a window that will be judged is lost.
TEST(CorrelationGroup, keeps_the_sum_of_a_window_that_overflows) {
  Group g(correlation(CorrelationType::kValueSum, Operator::kLt, 5));
  for (int i = 0; i < 50'000; ++i) EXPECT_TRUE(g.add(valued_member(i / 1'000, 3)));
  std::uint64_t sum = 0;
  for (const CorrelationMember& m : g.group.members()) sum += m.amount;
  EXPECT_EQ(sum, 150'000u);
  EXPECT_EQ(g.losses.dropped, 0u);
  EXPECT_EQ(g.losses.merged + g.group.size(), 50'000u);
}

std::set<std::uint64_t> values_of(const CorrelationGroup& group) {
  std::set<std::uint64_t> values;
  for (const CorrelationMember& m : group.members()) values.insert(m.value);
  return values;
}

// Of many distinct values of one moment, enough stay to be past every number that the condition knows.
TEST(CorrelationGroup, thins_a_window_that_waits_only_where_it_is_past_every_threshold) {
  Group few(correlation(CorrelationType::kValueCount, Operator::kLt, 5));
  for (std::uint64_t i = 0; i < 20'000; ++i) EXPECT_TRUE(few.add(valued_member(1, i)));
  EXPECT_EQ(few.group.size() + few.losses.dropped, 20'000u);
  EXPECT_GT(few.losses.dropped, 0u);
  EXPECT_GT(values_of(few.group).size(), 5u);
  // No member may go while a window could still be compared with 4,096: what comes then goes.
  Group many(correlation(CorrelationType::kValueCount, Operator::kLt, 4'096));
  for (std::uint64_t i = 0; i < 20'000; ++i) many.add(valued_member(1, i));
  EXPECT_EQ(many.group.size(), 4u * 4'096u);
  EXPECT_EQ(many.losses.dropped, 20'000u - 4u * 4'096u);
  EXPECT_GT(values_of(many.group).size(), 4'096u);
}

/// Independent truth: all members, every window that begins with one of them. A rare value among many repeats stays in
/// every window that had it, and no window has a value that it had not.
TEST(CorrelationGroup, keeps_every_value_of_every_window_that_waits) {
  Group g(correlation(CorrelationType::kTemporal, Operator::kLt, 3, 8));
  std::vector<CorrelationMember> all;
  for (int i = 0; i < 18'000; ++i) {
    const std::uint32_t rule = i % 1'000 == 7 ? 2 + static_cast<std::uint32_t>(i / 1'000) % 6 : static_cast<std::uint32_t>(i % 2);
    all.push_back(valued_member(i / 4, 0, rule));
    EXPECT_TRUE(g.add(all.back()));
  }
  EXPECT_GT(g.losses.dropped, 10'000u);
  EXPECT_EQ(g.losses.dropped + g.group.size(), 18'000u);
  const auto rules_in = [&](std::span<const CorrelationMember> members, Time start) {
    std::set<std::uint32_t> rules;
    for (const CorrelationMember& m : members) {
      if (m.time >= start && m.time - start <= g.c.timespan) rules.insert(m.reference);
    }
    return rules;
  };
  for (int s = -100; s < 4'600; s += 7) {
    const Time start = Time::from_unix_seconds(s);
    ASSERT_EQ(rules_in(g.group.members(), start), rules_in(all, start)) << s;
  }
}

// Rows: rule 1 between two of rule 0 must stay where it is; three that follow each other are two.
TEST(CorrelationGroup, thins_rows_only_where_rules_repeat_without_another_between) {
  Group g(correlation(CorrelationType::kTemporalOrdered, Operator::kLt, 3, 3));
  std::vector<CorrelationMember> all;
  for (int i = 0; i < 18'000; ++i) {
    all.push_back(valued_member(i / 8, 0, static_cast<std::uint32_t>(i / 60 * 7 % 3)));
    EXPECT_TRUE(g.add(all.back()));
  }
  EXPECT_GT(g.losses.dropped, 1'000u);
  const auto row_from = [&](std::span<const CorrelationMember> members, Time start) {
    std::vector<CorrelationMember> window;
    for (const CorrelationMember& m : members) {
      if (m.time >= start && m.time - start <= g.c.timespan) window.push_back(m);
    }
    return measure(g.c, window);
  };
  for (int s = -100; s < 2'300; s += 3) {
    const Time start = Time::from_unix_seconds(s);
    ASSERT_EQ(row_from(g.group.members(), start), row_from(all, start)) << s;
  }
}

// Joined amounts are cut off rather than wrapped around.
TEST(CorrelationGroup, sums_of_the_largest_amounts_stay_large) {
  Group g(correlation(CorrelationType::kValueSum, Operator::kLt, 5));
  for (int i = 0; i < 40'000; ++i) EXPECT_TRUE(g.add(valued_member(1, kMaxMemberAmount)));
  EXPECT_GE(*measure(g.c, g.group.members()), static_cast<double>(kMaxMemberAmount));
}

TEST(CorrelationGroup, is_bounded_whatever_it_is_for) {
  for (const CorrelationType type :
       {CorrelationType::kEventCount, CorrelationType::kValueCount, CorrelationType::kTemporal,
        CorrelationType::kTemporalOrdered, CorrelationType::kValueSum, CorrelationType::kValueAvg,
        CorrelationType::kValuePercentile}) {
    for (const double number : {1.0, 100.0, 1'000'000.0}) {
      EXPECT_LE(CorrelationGroup::capacity_of(correlation(type, Operator::kGte, number, 64)), 4u * 4'096u);
      EXPECT_GE(CorrelationGroup::capacity_of(correlation(type, Operator::kGte, number, 64)), 64u);
    }
  }
}

}  // namespace
}  // namespace picket
