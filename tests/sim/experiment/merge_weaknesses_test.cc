#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/merge.h"
#include "tests/sim/experiment/lane_samples.h"

// The scenario lasts 3 h; its weakness begins 1 h into it and is mended at 2 h.

namespace picket::sim {
namespace {

using test::kSecond;
using test::sample_lane;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Scenario weak_scenario() { return test::small_scenario({"weaknesses=[{kind: open_port, start: 1 h, mend: 2 h}]"}); }

WeaknessOutcome found(std::int64_t after, std::int64_t resolved_after, bool resolved = true) {
  WeaknessOutcome unit;
  unit.kind = "open_port";
  unit.start_us = 3'600 * kSecond;
  unit.found = true;
  unit.late = after >= 3'600;
  unit.found_us = after * kSecond;
  unit.mended = true;
  unit.mend_us = 7'200 * kSecond;
  unit.to_resolve = true;
  unit.resolved = resolved;
  unit.resolved_us = resolved_after * kSecond;
  return unit;
}

WeaknessOutcome missed(const std::string& reason) {
  WeaknessOutcome unit;
  unit.kind = "open_port";
  unit.start_us = 3'600 * kSecond;
  unit.missed_because = reason;
  unit.mended = true;
  unit.mend_us = 7'200 * kSecond;
  return unit;
}

// Found after 60 s, 600 s and, late, 4,000 s; two missed. The curve of five units steps by a fifth each time and is at
// 3/5 after the third, so the median is that. Two of three are resolved.
TEST(MergeWeaknesses, counts_states_and_censors_what_was_never_found) {
  LaneResult lane = sample_lane("picket", 0, 1);
  lane.weaknesses = {found(60, 30), found(600, 90), found(4'000, 3'600, false), missed("not_due"), missed("not_due")};
  lane.weakness_noise = {{"open_port", 3, 4.5, 2}};
  const auto rows = merge_weaknesses(weak_scenario(), "picket", {&lane});
  ASSERT_EQ(rows.size(), 1U);
  const WeaknessResult& row = rows[0];
  EXPECT_EQ(row.policy, "picket");
  EXPECT_EQ(row.kind, "open_port");
  EXPECT_EQ(row.units, 5U);
  EXPECT_EQ(row.found, 2U);
  EXPECT_EQ(row.found_late, 1U);
  EXPECT_EQ(row.missed, 2U);
  EXPECT_DOUBLE_EQ(row.found_share.value, 0.4);
  EXPECT_EQ(row.time_to_appear.units, 5U);
  EXPECT_EQ(row.time_to_appear.events, 3U);
  EXPECT_DOUBLE_EQ(row.time_to_appear.probability.value, 0.6);
  EXPECT_DOUBLE_EQ(row.time_to_appear.median_seconds.value().value, 4'000);
  EXPECT_THAT(row.time_to_appear.curve, IsEmpty());
  EXPECT_EQ(row.mended, 5U);
  ASSERT_TRUE(row.time_to_resolve.has_value());
  EXPECT_EQ(row.time_to_resolve->units, 3U);
  EXPECT_EQ(row.time_to_resolve->events, 2U);
  EXPECT_DOUBLE_EQ(row.time_to_resolve->median_seconds.value().value, 90);
  EXPECT_EQ(row.wrong, 3U);
  EXPECT_DOUBLE_EQ(row.exposure_device_days, 4.5);
  EXPECT_DOUBLE_EQ(row.wrong_per_device_day.value().value, 3 / 4.5);
  EXPECT_DOUBLE_EQ(row.stood_before, 2);
  EXPECT_THAT(row.missed_because, ElementsAre("not_due: 2 units"));
}

// Six replications with shares 1/2, 1/2, 1, 1/2, 1/2 and 1: the mean is 2/3, and n are the replications and not the units.
TEST(MergeWeaknesses, takes_replications_as_the_unit) {
  std::vector<LaneResult> lanes;
  for (std::uint32_t r = 0; r < 6; ++r) {
    lanes.push_back(sample_lane("picket", r, 1));
    lanes.back().weaknesses = {found(60 + r, 30), r % 3 == 2 ? found(90, 30) : missed("no_rule")};
    lanes.back().weakness_noise = {{"open_port", r == 0 ? 1 : 0, 2, 0}};
  }
  PolicyLanes of;
  for (const LaneResult& lane : lanes) of.push_back(&lane);
  const WeaknessResult row = merge_weaknesses(weak_scenario(), "picket", of).at(0);
  EXPECT_NEAR(row.found_share.value, 2.0 / 3, 1e-9);
  EXPECT_EQ(row.found_share.n, 6U);
  ASSERT_TRUE(row.found_share.ci_low && row.found_share.ci_high);
  EXPECT_LT(*row.found_share.ci_low, 2.0 / 3);
  EXPECT_GT(*row.found_share.ci_high, 2.0 / 3);
  ASSERT_TRUE(row.time_to_appear.median_seconds.has_value());
  EXPECT_TRUE(row.time_to_appear.median_seconds->ci_low.has_value());
  EXPECT_NEAR(row.wrong_per_device_day.value().value, 1.0 / 12, 1e-9);
  EXPECT_EQ(row.wrong_per_device_day->n, 6U);
}

TEST(MergeWeaknesses, leaves_out_what_there_is_none_of) {
  LaneResult lane = sample_lane("picket", 0, 1);
  EXPECT_THAT(merge_weaknesses(weak_scenario(), "picket", {&lane}), IsEmpty());
  lane.weaknesses = {missed("not_collected")};
  lane.weakness_noise = {{"open_port", 0, 0, 0}};
  const WeaknessResult row = merge_weaknesses(weak_scenario(), "picket", {&lane}).at(0);
  EXPECT_FALSE(row.time_to_resolve.has_value());
  EXPECT_FALSE(row.time_to_appear.median_seconds.has_value());
  EXPECT_FALSE(row.wrong_per_device_day.has_value());
}

}  // namespace
}  // namespace picket::sim
