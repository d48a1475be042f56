#include "sim/import/hub_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

HubMetrics hourly() {
  HubMetrics out;
  read_hub_metrics(test::text_of(test::import_golden("hub_metrics.csv")), 0, out);
  return out;
}

/// Of hub_metrics.csv by hand: day 1 has 23 hours of 20 messages and one of 60, 520; day 2 twice that, 1,040; the third day
/// has one hour and is not whole. 350 bytes a message. After midnight the counter of the quota still stands 1,040 higher.
TEST(HubLoad, is_the_mean_of_whole_days) {
  const HubLoad load = hub_load(hourly(), 1'000);
  ASSERT_TRUE(load.messages);
  EXPECT_EQ(load.messages->days, 2U);
  EXPECT_DOUBLE_EQ(load.messages->per_day, 780);
  EXPECT_DOUBLE_EQ(load.messages->busiest_day, 1'040);
  EXPECT_EQ(load.messages->grain, Duration::hours(1));
  EXPECT_NEAR(load.messages->busiest_ratio, 120 / (1'567.0 / 49), 1e-9);
  EXPECT_DOUBLE_EQ(load.bytes_per_message.value_or(0), 350);
  EXPECT_DOUBLE_EQ(load.connected.value_or(0), 6);
  EXPECT_DOUBLE_EQ(load.devices.value_or(0), 8);
  EXPECT_DOUBLE_EQ(load.throttled.value_or(0), 4);
}

TEST(HubLoad, takes_the_quota_of_a_day_from_its_end) {
  const HubLoad load = hub_load(hourly(), 1'000);
  ASSERT_TRUE(load.quota);
  EXPECT_EQ(load.quota->days, 2U);
  EXPECT_DOUBLE_EQ(load.quota->most, 1'040);
  EXPECT_DOUBLE_EQ(load.quota->mean, 780);
  EXPECT_EQ(load.quota->days_at_quota, 1U);
  EXPECT_FALSE(load.quota->is_upper_bound);
  EXPECT_DOUBLE_EQ(load.quota_per_message.value_or(0), 1);
}

TEST(HubLoad, is_scaled_where_no_day_is_whole_and_is_none_without_metrics) {
  HubMetrics short_one;
  read_hub_metrics("Timestamp,Name,Total\n2026-11-01T00:00:00Z,Telemetry messages sent,10\n2026-11-01T01:00:00Z,Telemetry messages sent,20\n", 0, short_one);
  const HubLoad load = hub_load(short_one, std::nullopt);
  ASSERT_TRUE(load.messages);
  EXPECT_EQ(load.messages->days, 0U);
  EXPECT_DOUBLE_EQ(load.messages->per_day, 30 * 12);
  EXPECT_FALSE(hub_load({}, std::nullopt).messages);
}

TEST(HubLoad, averages_of_a_day_say_nothing_of_a_quota) {
  HubMetrics daily;
  read_hub_metrics("Timestamp,Name,Average\n2026-11-01,dailyMessageQuotaUsed,10\n2026-11-02,dailyMessageQuotaUsed,10\n", 0, daily);
  EXPECT_FALSE(hub_load(daily, std::nullopt).quota);
  HubMetrics most;
  read_hub_metrics("Timestamp,Name,Maximum\n2026-11-01,dailyMessageQuotaUsed,10\n2026-11-02,dailyMessageQuotaUsed,30\n", 0, most);
  const HubLoad load = hub_load(most, std::nullopt);
  ASSERT_TRUE(load.quota);
  EXPECT_TRUE(load.quota->is_upper_bound);
  EXPECT_DOUBLE_EQ(load.quota->mean, 20);
}

}  // namespace
}  // namespace picket::sim
