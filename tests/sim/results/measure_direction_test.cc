#include "sim/results/measure_direction.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(MeasureDirection, less_is_better_of_what_is_paid_for_and_of_waiting) {
  for (const char* name : {"cost_usd_per_month", "uplink_bytes_per_device_day", "false_alerts_per_device_day", "site_peak_bytes_per_second_1s",
                           "blocks_per_day", "connections_lost_by_nat_total", "cell_utilisation_1h_max", "p_miss", "radio_energy_joules_per_device_day", "battery_life_lost_days.water_gas_meter", "time_to_detect_restricted_mean_seconds"}) {
    EXPECT_EQ(better_of(name), Better::kLess) << name;
  }
}

TEST(MeasureDirection, more_is_better_of_what_is_seen) {
  for (const char* name : {"detected_share", "evidence_share", "detected_by_deadline", "gateway_attribution_kept_share"}) {
    EXPECT_EQ(better_of(name), Better::kMore) << name;
  }
}

TEST(MeasureDirection, the_measure_of_one_attack_goes_the_way_of_the_measure) {
  EXPECT_EQ(better_of("detected_by_deadline.miner"), Better::kMore);
  EXPECT_EQ(better_of("time_to_detect_restricted_mean_seconds.a01_mirai"), Better::kLess);
}

TEST(MeasureDirection, what_happens_anyway_has_no_good_way_nor_has_an_unknown_name) {
  for (const char* name : {"raw_events_per_device_day", "observations_per_device_day", "incidents_per_device_day", "", "zzz", "detected"}) {
    EXPECT_EQ(better_of(name), Better::kNeither) << name;
  }
}

TEST(MeasureDirection, has_words) {
  EXPECT_EQ(to_string(Better::kLess), "less");
  EXPECT_EQ(to_string(Better::kMore), "more");
  EXPECT_EQ(to_string(Better::kNeither), "");
}

}  // namespace
}  // namespace picket::sim
