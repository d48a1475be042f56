#include "sim/compare/unit_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/statistics/log_rank.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// Attacked at `start` seconds; detected so long afterwards, or never.
UnitOutcome unit(std::uint32_t device, double start, std::optional<double> after, std::uint64_t events = 5) {
  UnitOutcome u;
  u.device = device;
  u.start_us = static_cast<std::int64_t>(start * 1e6);
  u.detected = after.has_value();
  u.detected_us = static_cast<std::int64_t>(after.value_or(0) * 1e6);
  u.events = events;
  return u;
}

// Two devices, both watched for 900 s of 1,000. Before: one after 100 s, one never. After: after 50 s and after 400 s,
// which is beyond the deadline of 300 s.
TEST(UnitComparison, compares_shares_times_and_the_same_units) {
  const std::vector<UnitsOfRun> before{{unit(1, 100, 100), unit(2, 100, std::nullopt)}};
  const std::vector<UnitsOfRun> after{{unit(1, 100, 50), unit(2, 100, 400)}};
  const UnitComparison c = compare_units(before, after, true, 300, 1000, 1000);
  EXPECT_THAT(c.detected_before, ElementsAre(0.5));
  EXPECT_THAT(c.detected_after, ElementsAre(0.5));
  EXPECT_DOUBLE_EQ(c.horizon_seconds, 900);
  // Before: (100 + 900) / 2; after: (50 + 400) / 2.
  EXPECT_NEAR(c.seconds_before.at(0), 500, 1e-9);
  EXPECT_NEAR(c.seconds_after.at(0), 225, 1e-9);
  EXPECT_EQ(c.pairs.value().both, 1U);
  EXPECT_EQ(c.pairs.value().neither, 1U);
  EXPECT_EQ(c.median_before.value(), 100);
  EXPECT_EQ(c.median_after.value(), 50);
  EXPECT_EQ(c.units_before, 2U);
}

TEST(UnitComparison, units_are_paired_by_device_whatever_their_order) {
  const std::vector<UnitsOfRun> before{{unit(1, 0, 10), unit(2, 0, std::nullopt), unit(3, 0, 10)}};
  const std::vector<UnitsOfRun> after{{unit(3, 0, std::nullopt), unit(2, 0, 10), unit(1, 0, 10)}};
  const PairedDetections pairs = compare_units(before, after, true, 60, 1000, 1000).pairs.value();
  EXPECT_EQ(pairs.both, 1U);
  EXPECT_EQ(pairs.only_first, 1U);
  EXPECT_EQ(pairs.only_second, 1U);
  EXPECT_EQ(pairs.pairs(), 3U);
}

TEST(UnitComparison, a_unit_without_a_malicious_event_says_nothing) {
  const std::vector<UnitsOfRun> before{{unit(1, 0, 10), unit(2, 0, std::nullopt, 0)}, {unit(1, 0, std::nullopt, 0)}, {unit(1, 0, 10)}};
  const std::vector<UnitsOfRun> after{{unit(1, 0, 10), unit(2, 0, std::nullopt, 0)}, {unit(1, 0, 10)}, {unit(1, 0, std::nullopt)}};
  const UnitComparison c = compare_units(before, after, true, 60, 1000, 1000);
  EXPECT_THAT(c.detected_before, ElementsAre(1, 1));
  EXPECT_THAT(c.detected_after, ElementsAre(1, 0));
  EXPECT_THAT(c.runs_before, ElementsAre(0U, 2U));
  EXPECT_EQ(c.pairs.value().only_first, 1U);
}

TEST(UnitComparison, unpaired_sides_keep_all_their_replications_and_have_no_pairs) {
  const std::vector<UnitsOfRun> before{{unit(1, 0, 10)}};
  const std::vector<UnitsOfRun> after{{unit(7, 0, 20)}, {unit(8, 0, std::nullopt)}};
  const UnitComparison c = compare_units(before, after, false, 60, 1000, 500);
  EXPECT_THAT(c.detected_after, ElementsAre(1, 0));
  EXPECT_FALSE(c.pairs.has_value());
  EXPECT_DOUBLE_EQ(c.horizon_seconds, 500);
  EXPECT_NEAR(c.seconds_after.at(1), 500, 1e-9);
}

/// One device a replication, detected after so many seconds; negative: never.
std::vector<UnitsOfRun> single(const std::vector<double>& seconds) {
  std::vector<UnitsOfRun> out;
  for (const double s : seconds) out.push_back({unit(1, 0, s < 0 ? std::nullopt : std::optional(s))});
  return out;
}

TEST(UnitComparison, times_differ_by_their_restricted_means_in_seconds_within_the_horizon) {
  const UnitComparison c = compare_units(single({900, 990, -1, -1, -1, 980}), single({10, 20, 15, 12, 18, 14}), true, 60, 1000, 1000);
  EXPECT_EQ(c.time.n, 6U);
  EXPECT_FALSE(c.time.relative);
  // Means of 900, 990, 1000, 1000, 1000, 980 and of 10 to 20.
  EXPECT_NEAR(c.time.before.value, 5870.0 / 6, 1e-9);
  EXPECT_NEAR(c.time.effect, 89.0 / 6 - 5870.0 / 6, 1e-9);
  ASSERT_TRUE(c.time.interval.has_value());
  EXPECT_GE(c.time.interval->low, -1000);
  EXPECT_LT(c.time.interval->high, -900);
  // Every replication of the first side is later than all of the second.
  ASSERT_TRUE(c.log_rank_p.has_value());
  EXPECT_LT(*c.log_rank_p, 0.01);
}

// A part of Freireich's data; undetected units are censored at the end of the measured period.
TEST(UnitComparison, of_independent_sides_with_one_unit_each_the_curves_are_compared_by_the_plain_log_rank_test) {
  const std::vector<double> treated{6, 6, 6, 7, 10, 13, 16, 22, 23, -1, -1, -1};
  const std::vector<double> placebo{1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8};
  const UnitComparison c = compare_units(single(treated), single(placebo), false, 60, 35, 35);
  std::vector<SurvivalTime> x;
  std::vector<SurvivalTime> y;
  for (const double s : treated) x.push_back({s < 0 ? 35 : s, s >= 0});
  for (const double s : placebo) y.push_back({s, true});
  EXPECT_NEAR(c.log_rank_p.value(), log_rank(x, y).p_value, 1e-12);
  EXPECT_LT(c.log_rank_p.value(), 0.001);
}

// Units of a replication that fall together are one piece of evidence, however many they are.
TEST(UnitComparison, units_of_a_replication_are_no_independent_evidence_of_a_difference_of_curves) {
  const auto many = [](const std::vector<double>& seconds, std::uint32_t times) {
    std::vector<UnitsOfRun> out;
    for (const double s : seconds) {
      UnitsOfRun& units = out.emplace_back();
      for (std::uint32_t d = 0; d < times; ++d) units.push_back(unit(d, 0, s));
    }
    return out;
  };
  const std::vector<double> x{10, 40, 25, 60, 30, 80};
  const std::vector<double> y{20, 30, 55, 70, 15, 90};
  const double two = compare_units(many(x, 2), many(y, 2), false, 60, 100, 100).log_rank_p.value();
  const double fifty = compare_units(many(x, 50), many(y, 50), false, 60, 100, 100).log_rank_p.value();
  EXPECT_NEAR(two, fifty, 1e-9);
  const double paired = compare_units(many(x, 50), many(y, 50), true, 60, 100, 100).log_rank_p.value();
  EXPECT_GT(paired, 0.05);
}

TEST(UnitComparison, curves_of_few_replications_or_without_a_detection_are_not_tested) {
  EXPECT_FALSE(compare_units(single({1, 2, 3, 4}), single({5, 6, 7, 8}), true, 60, 100, 100).log_rank_p.has_value());
  EXPECT_FALSE(compare_units(single({-1, -1, -1, -1, -1}), single({-1, -1, -1, -1, -1}), true, 60, 100, 100).log_rank_p.has_value());
  EXPECT_EQ(compare_units(single({1}), single({2}), true, 60, 100, 100).time.n, 1U);
}

TEST(UnitComparison, no_units_at_all_is_no_value) {
  const UnitComparison c = compare_units({{}}, {{}}, true, 60, 1000, 1000);
  EXPECT_TRUE(c.detected_before.empty());
  EXPECT_FALSE(c.median_before.has_value());
  EXPECT_EQ(c.time.n, 0U);
  EXPECT_EQ(c.pairs.value().pairs(), 0U);
}

}  // namespace
}  // namespace picket::sim
