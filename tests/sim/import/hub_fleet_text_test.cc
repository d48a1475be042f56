#include "sim/import/hub_fleet_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HubFleetText, is_a_scenario_that_loads_with_what_was_counted_and_no_key) {
  Diagnostics diagnostics;
  HubFleetChoices choices;
  choices.group_by = "tags.model";
  choices.classes = {"cam-a=ip_camera"};
  choices.known_classes = {"iot_gateway", "ip_camera", "kiosk"};
  IdentityExportReader reader(group_path_of(choices.group_by, diagnostics));
  reader.feed(test::text_of(test::import_golden("devices.txt")));
  const IdentityExport registry = reader.finish();
  HubMetrics metrics;
  read_hub_metrics(test::text_of(test::import_golden("hub_metrics.csv")), 0, metrics);
  const auto fleet = hub_fleet(registry, choices, diagnostics);
  ASSERT_TRUE(fleet) << diagnostics.text();
  HubFleetSource source;
  source.registry_file = "devices.txt";
  source.metrics_files = {"hub_metrics.csv"};
  source.group_by = choices.group_by;
  source.tier = "S1";
  source.units = 2;
  source.daily_quota = 800'000;
  source.policies = {"g2_linux", "picket"};
  const HubLoad load = hub_load(metrics, source.daily_quota);
  const std::string file = hub_fleet_file(registry, *fleet, metrics, load, source);
  const std::string report = hub_fleet_report(registry, *fleet, metrics, load, source);
  const std::string problems = registry_problems_text(registry, "devices.txt") + metrics_problems_text(metrics, source.metrics_files);
  test::expect_import_golden("hub_fleet.yaml", file);
  test::expect_import_golden("hub_fleet.txt", problems + report);
  for (const std::string& text : {file, report, problems}) {
    for (const char* secret : {"c2VjcmV0", "0123456789ABCDEF", "cam-000", "gw-0"}) EXPECT_THAT(text, Not(HasSubstr(secret)));
  }
  Diagnostics loading;
  const LoadResult loaded = load_scenario_text(file, "f.yaml", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", loading);
  ASSERT_TRUE(loaded.ok()) << loading.text() << file;
  std::uint64_t devices = 0;
  for (const FleetGroup& group : loaded.scenario->fleet) devices += group.count;
  EXPECT_EQ(devices, 8U);
  EXPECT_NEAR(loaded.scenario->prices.business_messages_device_day, 780.0 / 8, 1e-3);
  EXPECT_EQ(loaded.scenario->prices.business_message_bytes, Bytes(350));
  EXPECT_EQ(loaded.scenario->hubs.at(0).units, 2U);
}

TEST(HubFleetText, a_coarse_peak_is_no_less_than_the_estimate) {
  HubLoad load;
  load.messages = HubMessages{100, 1, Duration::days(1), Duration::hours(1), 100, 2};
  EXPECT_EQ(business_load(load, 10).value().peak_ratio, 4);
  load.messages->grain = Duration::minutes(1);
  EXPECT_EQ(business_load(load, 10).value().peak_ratio, 2);
  EXPECT_EQ(business_load(load, 10).value().messages_device_day, 10);
  EXPECT_FALSE(business_load({}, 10));
}

}  // namespace
}  // namespace picket::sim
