#include "sim/results/resource_log.h"

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

// The names of iot-hub.md 5.5, in the page's order, with JSON inside JSON inside JSON.
TEST(ResourceLog, a_record_has_the_names_of_the_page) {
  OperationRow row;
  row.record.time = picket::test::at(7);
  row.record.operation = OperationName::kTwinRead;
  row.record.result_type = 429'003;
  row.generated = picket::test::at(99);
  row.device_name = "dev-1";
  row.resource_id = "/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/HUB";
  auto detail = std::make_shared<OperationDetail>();
  detail->took = Duration::milliseconds(1'250);
  row.detail = std::move(detail);
  const auto record = nlohmann::ordered_json::parse(resource_log_record(row));
  std::vector<std::string> names;
  for (const auto& [name, value] : record.items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"time", "resourceId", "operationName", "category", "level", "resultType", "resultDescription", "durationMs",
                                             "location", "properties"}));
  EXPECT_EQ(record["time"].get<std::string>().substr(11, 8), "00:00:07");
  EXPECT_EQ(record["category"], "D2CTwinOperations");
  EXPECT_EQ(record["operationName"], "read");
  EXPECT_EQ(record["level"], "Error");
  EXPECT_EQ(record["resultType"], "429003");
  EXPECT_EQ(record["resultDescription"], "ThrottlingBacklogTimeout");
  EXPECT_EQ(record["durationMs"], "1250");
  const auto properties = nlohmann::json::parse(record["properties"].get<std::string>());
  EXPECT_EQ(properties["deviceId"], "dev-1");
  EXPECT_EQ(nlohmann::json::parse(properties["authenticationType"].get<std::string>())["scope"], "device");
}

TEST(ResourceLog, what_went_well_has_no_result) {
  OperationRow row;
  const auto record = nlohmann::json::parse(resource_log_record(row));
  EXPECT_EQ(record["level"], "Information");
  EXPECT_EQ(record["resultType"], "");
  EXPECT_EQ(record["resultDescription"], "");
}

}  // namespace
}  // namespace picket::sim
