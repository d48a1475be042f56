#include "pipeline_core/findings/daily_alerts.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

/// 2019-02-02T00:00:00Z, the day of the published sample.
const Time kDay = Time::from_unix_seconds(1'549'065'600);

AlertType type_of(std::string_view name) {
  static const AlertCatalogue catalogue;
  return catalogue[*catalogue.find(name)];
}

TEST(DailyAlerts, aggregates_by_type_and_utc_day) {
  DailyAlerts alerts;
  const AlertType failed = type_of("Failed Bruteforce attempt");
  alerts.add(failed, DeviceId(3), kDay);
  alerts.add(failed, DeviceId(3), kDay + Duration::hours(23));
  alerts.add(failed, DeviceId(1), kDay + Duration::hours(24) - Duration::microseconds(1));
  alerts.add(failed, DeviceId(1), kDay + Duration::hours(24));
  alerts.add(type_of("Reverse shells"), DeviceId(1), kDay);
  const auto all = alerts.aggregates();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].id, "IoT_Bruteforce_Fail/2019-02-03");
  EXPECT_EQ(all[1].id, "IoT_Bruteforce_Fail/2019-02-02");  // the published sample's name
  EXPECT_EQ(all[2].id, "IoT_ReverseShell/2019-02-02");
  EXPECT_EQ(all[1].count, 3u);
  EXPECT_EQ(all[1].aggregated_date_utc, kDay);
  EXPECT_EQ(all[1].reported_severity, Severity::kLow);
  EXPECT_EQ(all[1].effected_resource_type, "IoT Device");
  EXPECT_EQ(all[1].system_source, "Devices");
  EXPECT_EQ(all[1].action_taken, "Detected");
  EXPECT_THAT(all[1].top_devices_list, ElementsAre(DeviceCount{DeviceId(3), 2}, DeviceCount{DeviceId(1), 1}));
}

TEST(DailyAlerts, a_dismissed_aggregate_stays_so_and_leaves_the_overview) {
  DailyAlerts alerts;
  alerts.add(type_of("Reverse shells"), DeviceId(1), kDay);
  alerts.add(type_of("Bash history cleared"), DeviceId(2), kDay);
  EXPECT_FALSE(alerts.dismiss("IoT_ReverseShell/2019-02-03"));
  EXPECT_TRUE(alerts.dismiss("IoT_ReverseShell/2019-02-02"));
  alerts.add(type_of("Reverse shells"), DeviceId(1), kDay + Duration::hours(1));
  EXPECT_EQ(alerts.aggregates()[1].state, AggregateState::kDismissed);
  EXPECT_EQ(alerts.aggregates()[1].count, 2u);
  SolutionAnalytics overview = alerts.analytics(kDay, kDay);
  EXPECT_EQ(overview.unhealthy_device_count, 1u);
  EXPECT_EQ(overview.alerts[static_cast<std::size_t>(Severity::kHigh)], 0u);
  EXPECT_TRUE(alerts.reactivate("IoT_ReverseShell/2019-02-02"));
  overview = alerts.analytics(kDay, kDay);
  EXPECT_EQ(overview.alerts[static_cast<std::size_t>(Severity::kHigh)], 2u);
  EXPECT_EQ(overview.alerts[static_cast<std::size_t>(Severity::kLow)], 1u);
  EXPECT_THAT(overview.top_alerted_devices, ElementsAre(DeviceCount{DeviceId(1), 2}, DeviceCount{DeviceId(2), 1}));
  EXPECT_THAT(overview.most_prevalent_device_alerts,
              ElementsAre(Pair("IoT_ReverseShell", 2), Pair("IoT_ClearHistoryFile", 1)));
}

TEST(DailyAlerts, what_is_found_about_a_hub_is_no_devices) {
  DailyAlerts alerts;
  const AlertType added = type_of("New certificate added to an IoT Hub");
  alerts.add(added, hub_identity(HubId(0)), kDay);
  alerts.add(added, hub_identity(HubId(1)), kDay);
  alerts.add(type_of("Reverse shells"), DeviceId(1), kDay);
  const auto all = alerts.aggregates();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].alert_type, "IoT_CertificateSuccessfullyAddedToHub");
  EXPECT_EQ(all[0].count, 2u);
  EXPECT_EQ(all[0].effected_resource_type, "IoT Hub");
  EXPECT_THAT(all[0].top_devices_list, IsEmpty());
  EXPECT_EQ(all[1].effected_resource_type, "IoT Device");
  const SolutionAnalytics overview = alerts.analytics(kDay, kDay);
  EXPECT_EQ(overview.alerts[static_cast<std::size_t>(Severity::kMedium)], 2u);
  EXPECT_EQ(overview.unhealthy_device_count, 1u);
  EXPECT_THAT(overview.top_alerted_devices, ElementsAre(DeviceCount{DeviceId(1), 1}));
  EXPECT_THAT(overview.most_prevalent_device_alerts, ElementsAre(Pair("IoT_ReverseShell", 1)));
}

TEST(DailyAlerts, an_overview_covers_its_days_alone) {
  DailyAlerts alerts;
  for (int d = 0; d < 5; ++d) alerts.add(type_of("Reverse shells"), DeviceId(0), kDay + Duration::days(d));
  EXPECT_EQ(alerts.analytics(kDay + Duration::days(1), kDay + Duration::days(3)).alerts[3], 3u);
  EXPECT_THAT(alerts.analytics(kDay + Duration::days(9), kDay + Duration::days(9)).top_alerted_devices, IsEmpty());
}

TEST(DailyAlerts, keeps_bounded_days_and_devices_and_counts_the_rest) {
  DailyAlerts alerts({.days = 3, .devices = 2, .top_devices = 1});
  for (int d = 0; d < 5; ++d) alerts.add(type_of("Reverse shells"), DeviceId(0), kDay + Duration::days(d));
  EXPECT_EQ(alerts.aggregates().size(), 3u);
  EXPECT_EQ(alerts.alerts_of_dropped_days(), 2u);
  alerts.add(type_of("Reverse shells"), DeviceId(0), kDay);  // older than all that is kept
  EXPECT_EQ(alerts.alerts_of_dropped_days(), 3u);
  for (std::uint32_t device = 1; device < 4; ++device) {
    alerts.add(type_of("Reverse shells"), DeviceId(device), kDay + Duration::days(4));
  }
  EXPECT_EQ(alerts.devices_not_kept(), 2u);
  EXPECT_EQ(alerts.aggregates()[0].count, 4u);
  EXPECT_EQ(alerts.aggregates()[0].top_devices_list.size(), 1u);
}

TEST(UtcDateText, writes_dates_of_every_century) {
  EXPECT_EQ(utc_date_text(kDay), "2019-02-02");
  EXPECT_EQ(utc_date_text(Time::from_unix_seconds(0)), "1970-01-01");
  EXPECT_EQ(utc_date_text(Time::from_unix_seconds(951'782'400)), "2000-02-29");
}

}  // namespace
}  // namespace picket
