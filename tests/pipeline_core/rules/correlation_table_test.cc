#include "pipeline_core/rules/correlation_table.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

Time at(std::int64_t s) {
  return Time::from_unix_seconds(1'000'000 + s);
}

RuleSet one_correlation(CorrelationType type, std::uint32_t threshold, std::uint32_t references = 1) {
  RuleSet rules;
  Rule rule;
  rule.is_correlation = true;
  rule.correlation.type = type;
  rule.correlation.threshold = threshold;
  rule.correlation.timespan = Duration::seconds(100);
  rule.correlation.references.assign(references, 0);
  rules.add_rule(rule);
  return rules;
}

CorrelationMember member(std::int64_t s, std::uint64_t value = 0, std::uint32_t weight = 1,
                         std::uint32_t reference = 0) {
  return {at(s), value, weight, DeviceId(0), 0, 0, reference};
}

struct Table {
  RuleSet rules;
  CorrelationTable table;
  std::vector<CorrelationMember> fired;
  explicit Table(RuleSet r, std::size_t groups = 100) : rules(std::move(r)), table(rules, groups, Duration::hours(1)) {}
  bool add(const CorrelationMember& m, std::int64_t arrival = 0, std::uint64_t group = 1) {
    return table.add(0, group, m, at(arrival), fired);
  }
};

TEST(CorrelationTable, slides_and_includes_both_ends) {
  Table t(one_correlation(CorrelationType::kEventCount, 3));
  EXPECT_FALSE(t.add(member(0)));
  EXPECT_FALSE(t.add(member(90)));
  EXPECT_FALSE(t.add(member(101)));  // 0 is 101 s away
  EXPECT_TRUE(t.add(member(190)));   // 90, 101, 190: exactly 100 s
  EXPECT_EQ(t.fired.size(), 3u);
  EXPECT_FALSE(t.add(member(191)));  // the fired ones are spent
}

TEST(CorrelationTable, sees_windows_that_a_late_member_completes) {
  Table t(one_correlation(CorrelationType::kEventCount, 3));
  EXPECT_FALSE(t.add(member(0)));
  EXPECT_FALSE(t.add(member(80)));
  EXPECT_FALSE(t.add(member(300)));
  EXPECT_TRUE(t.add(member(40), 300));
  EXPECT_EQ(t.fired.back().time, at(80));
}

TEST(CorrelationTable, counts_distinct_values_only) {
  Table t(one_correlation(CorrelationType::kValueCount, 3));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(t.add(member(i, i % 2)));
  EXPECT_TRUE(t.add(member(11, 7)));
  EXPECT_EQ(t.fired.size(), 3u);
}

TEST(CorrelationTable, weighs_members) {
  Table t(one_correlation(CorrelationType::kEventCount, 10));
  EXPECT_FALSE(t.add(member(0, 0, 4)));
  EXPECT_TRUE(t.add(member(1, 0, 6)));
}

TEST(CorrelationTable, wants_order_only_where_it_is_asked_for) {
  Table ordered(one_correlation(CorrelationType::kTemporalOrdered, 0, 2));
  EXPECT_FALSE(ordered.add(member(10, 0, 1, 1)));
  EXPECT_FALSE(ordered.add(member(20, 0, 1, 0)));
  EXPECT_TRUE(ordered.add(member(30, 0, 1, 1)));
  Table any(one_correlation(CorrelationType::kTemporal, 0, 2));
  EXPECT_FALSE(any.add(member(10, 0, 1, 1)));
  EXPECT_TRUE(any.add(member(20, 0, 1, 0)));
  Table moment(one_correlation(CorrelationType::kTemporalOrdered, 0, 2));
  EXPECT_FALSE(moment.add(member(10, 0, 1, 1)));
  EXPECT_TRUE(moment.add(member(10, 0, 1, 0)));
}

TEST(CorrelationTable, keeps_groups_apart_and_refuses_more_than_allowed) {
  Table t(one_correlation(CorrelationType::kEventCount, 2), 2);
  EXPECT_FALSE(t.add(member(0), 0, 1));
  EXPECT_FALSE(t.add(member(0), 0, 2));
  EXPECT_FALSE(t.add(member(0), 0, 3));
  EXPECT_EQ(t.table.groups_refused(), 1u);
  EXPECT_TRUE(t.add(member(1), 1, 1));
  EXPECT_FALSE(t.add(member(100'000), 100'000, 4));  // old groups have made room
  EXPECT_EQ(t.table.groups_refused(), 1u);
  EXPECT_EQ(t.table.groups(), 1u);
}

/// Independent truth for members in time order: count all windows by hand, spend on firing.
TEST(CorrelationTable, agrees_with_a_plain_count_in_order) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const bool values = seed % 2 == 1;
    Table t(one_correlation(values ? CorrelationType::kValueCount : CorrelationType::kEventCount, 5));
    std::vector<CorrelationMember> kept;
    std::int64_t now = 0;
    for (int i = 0; i < 300; ++i) {
      now += static_cast<std::int64_t>(random.below(40));
      const CorrelationMember m = member(now, random.below(8), 1 + static_cast<std::uint32_t>(random.below(2)));
      kept.push_back(m);
      std::uint64_t weight = 0;
      std::vector<bool> seen(8);
      for (const CorrelationMember& k : kept) {
        if (m.time - k.time > Duration::seconds(100)) continue;
        weight += k.weight;
        seen[k.value] = true;
      }
      const bool truth = values ? std::count(seen.begin(), seen.end(), true) >= 5 : weight >= 5;
      if (truth)
        std::erase_if(kept, [&](const CorrelationMember& k) { return m.time - k.time <= Duration::seconds(100); });
      ASSERT_EQ(t.add(m, now), truth) << "seed " << seed << " step " << i;
    }
  }
}

TEST(WeightWithin, takes_the_share_of_a_longer_span) {
  Observation o;
  o.hit_count = 60;
  o.first_time = at(0);
  o.last_time = at(600);
  EXPECT_EQ(weight_within(o, Duration::seconds(600)), 60u);
  EXPECT_EQ(weight_within(o, Duration::seconds(60)), 6u);
  EXPECT_EQ(weight_within(o, Duration::seconds(1)), 1u);
}

}  // namespace
}  // namespace picket
