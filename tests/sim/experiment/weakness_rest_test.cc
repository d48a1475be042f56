#include "sim/experiment/weakness_rest.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "sim/experiment/merge.h"
#include "tests/sim/experiment/lane_samples.h"

// The scenario lasts 3 h; its weakness begins 1 h into it and is mended at 2 h.

namespace picket::sim {
namespace {

using test::kSecond;

LaneResult lane_with(std::uint32_t units) {
  LaneResult lane = test::sample_lane("picket", 0, 1);
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (std::uint32_t u = 0; u < units; ++u) {
    WeaknessOutcome unit;
    unit.kind = u % 3 == 0 ? "failed_baseline" : "open_port";
    unit.device = u;
    unit.start_us = 3'600 * kSecond;
    unit.mended = true;
    unit.mend_us = 7'200 * kSecond;
    unit.found = random.below(4) != 0;
    if (unit.found) {
      unit.found_us = static_cast<std::int64_t>(random.below(7'200)) * kSecond;
      unit.late = unit.found_us >= 3'600 * kSecond;
      unit.to_resolve = true;
      unit.resolved = random.below(2) != 0;
      unit.resolved_us = unit.resolved ? static_cast<std::int64_t>(random.below(3'600)) * kSecond : 3'600 * kSecond;
    } else {
      unit.missed_because = random.below(2) == 0 ? "not_due" : "not_collected";
    }
    lane.weaknesses.push_back(std::move(unit));
  }
  return lane;
}

TEST(WeaknessRest, leaves_as_many_as_the_bound_alone) {
  LaneResult lane = lane_with(kMaxWeaknessesTold);
  bound_weaknesses(lane, Duration::hours(3));
  EXPECT_EQ(lane.weaknesses.size(), kMaxWeaknessesTold);
  EXPECT_TRUE(lane.weakness_rest.empty());
}

// Four fifths of the units are told by their counts alone. Counts are those of all told one by one, times are off by less
// than a step of 3 h / 4,096 = 2.6 s, and the file is bounded.
TEST(WeaknessRest, keeps_totals_exact_and_times_to_a_step) {
  const LaneResult whole = lane_with(5 * kMaxWeaknessesTold);
  LaneResult bounded = whole;
  bound_weaknesses(bounded, Duration::hours(3));
  ASSERT_EQ(bounded.weaknesses.size(), kMaxWeaknessesTold);
  ASSERT_EQ(bounded.weakness_rest.size(), 2U);
  for (const WeaknessRest& rest : bounded.weakness_rest) {
    EXPECT_LE(rest.appear.size(), static_cast<std::size_t>(2 * (kWeaknessTimeSteps + 1)));
  }
  bounded = lane_result_from_json(to_json(bounded));
  const Scenario scenario = test::small_scenario(
      {"weaknesses=[{kind: open_port, start: 1 h, mend: 2 h}, {kind: failed_baseline, start: 1 h, mend: 2 h}]"});
  const auto expected = merge_weaknesses(scenario, "picket", {&whole});
  const auto rows = merge_weaknesses(scenario, "picket", {&bounded});
  ASSERT_EQ(rows.size(), 2U);
  ASSERT_EQ(expected.size(), 2U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].kind, expected[i].kind);
    EXPECT_EQ(rows[i].units, expected[i].units);
    EXPECT_EQ(rows[i].found, expected[i].found);
    EXPECT_EQ(rows[i].found_late, expected[i].found_late);
    EXPECT_EQ(rows[i].missed, expected[i].missed);
    EXPECT_EQ(rows[i].missed_because, expected[i].missed_because);
    EXPECT_EQ(rows[i].mended, expected[i].mended);
    EXPECT_DOUBLE_EQ(rows[i].found_share.value, expected[i].found_share.value);
    EXPECT_EQ(rows[i].time_to_appear.units, expected[i].time_to_appear.units);
    EXPECT_EQ(rows[i].time_to_appear.events, expected[i].time_to_appear.events);
    EXPECT_NEAR(rows[i].time_to_appear.median_seconds.value().value, expected[i].time_to_appear.median_seconds.value().value,
                2.7);
    ASSERT_TRUE(rows[i].time_to_resolve && expected[i].time_to_resolve);
    EXPECT_EQ(rows[i].time_to_resolve->events, expected[i].time_to_resolve->events);
  }
}

}  // namespace
}  // namespace picket::sim
