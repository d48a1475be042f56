#include "sim/results/workspace_rows.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/results/operation_properties.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

TEST(WorkspaceRows, an_operation_has_properties_with_json_inside_json) {
  OperationRow row;
  row.device_name = "dev-1";
  row.module_name = "azureiotsecurity";
  row.record.module = true;
  const Json properties = Json::parse(operation_properties(row));
  EXPECT_EQ(properties.at("deviceId"), "dev-1");
  EXPECT_EQ(properties.at("moduleId"), "azureiotsecurity");
  EXPECT_EQ(Json::parse(properties.at("authType").get<std::string>()).at("scope"), "module");
  row.record.module = false;
  EXPECT_FALSE(Json::parse(operation_properties(row)).contains("moduleId"));
  row.device_name = {};
  EXPECT_FALSE(Json::parse(operation_properties(row)).contains("deviceId")) << "of the hub's own configuration";
}

TEST(WorkspaceRows, an_operation_is_valid_json_of_the_stated_length_whenever_it_happened) {
  OperationRow row;
  row.device_name = "dev-1";
  row.module_name = "azureiotsecurity";
  row.hub_name = "hub";
  row.record.operation = OperationName::kTelemetryError;
  row.record.result_type = 429'002;
  row.record.module = true;
  row.record.time = Time::from_unix_seconds(1'772'496'000);
  const std::string text = operation_row_json(row);
  const Json parsed = Json::parse(text);
  EXPECT_EQ(parsed.dump().size(), text.size());
  EXPECT_EQ(parsed.at("Category"), "DeviceTelemetry");
  EXPECT_EQ(parsed.at("ResultType"), "429002");
  EXPECT_EQ(Json::parse(parsed.at("properties_s").get<std::string>()).at("deviceId"), "dev-1");
  row.generated = row.record.time;
  EXPECT_EQ(operation_row_bytes(row), text.size());
}

// As in messages captured from hubs.
TEST(WorkspaceRows, an_operation_says_how_its_caller_authenticated) {
  OperationRow row;
  row.device_name = "dev-1";
  const auto how = [&] { return Json::parse(Json::parse(operation_properties(row)).at("authType").get<std::string>()); };
  row.record.auth_type = AuthType::kX509;
  EXPECT_EQ(how().dump(), R"({"acceptingIpFilterRule":null,"issuer":"external","scope":"device","type":"x509Certificate"})");
  row.record.auth_type = AuthType::kSas;
  row.record.module = true;
  row.module_name = "m";
  EXPECT_EQ(how().dump(), R"({"acceptingIpFilterRule":null,"issuer":"iothub","scope":"module","type":"sas"})");
}

TEST(WorkspaceRows, operations_and_results_have_the_hubs_words) {
  EXPECT_EQ(operation_category(OperationName::kDeviceDisconnect), "Connections");
  EXPECT_EQ(operation_category(OperationName::kTelemetryError), "DeviceTelemetry");
  EXPECT_EQ(operation_word(OperationName::kDeviceConnect), "deviceConnect");
  EXPECT_EQ(result_description(429'002), "ThrottleBacklogLimitExceeded");
  EXPECT_EQ(result_description(400'027), "ConnectionForcefullyClosedOnNewConnection");
  EXPECT_EQ(result_description(0), "");
}

}  // namespace
}  // namespace picket::sim
