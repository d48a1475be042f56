#include "sim/compare/unit_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(UnitComparison, no_units_at_all_is_no_value) {
  const UnitComparison c = compare_units({{}}, {{}}, true, 60, 1000, 1000);
  EXPECT_TRUE(c.detected_before.empty());
  EXPECT_FALSE(c.median_before.has_value());
  EXPECT_EQ(c.pairs.value().pairs(), 0U);
}

}  // namespace
}  // namespace picket::sim
