// The properties of one record of each category of the resource log, against the names that monitor-iot-hub-reference, 2024-06-26,
// prints in its samples (iot-hub.md 5.5), in their order.
#include "sim/results/operation_properties.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using Properties = nlohmann::ordered_json;

OperationRow row_about(OperationName operation, std::uint32_t result = 0) {
  OperationRow row;
  row.record.time = at(60);
  row.record.operation = operation;
  row.record.result_type = result;
  row.record.masked_address = IpAddress::v4(0xcb007100);  // 203.0.113.0
  row.device_name = "dev-1";
  row.module_name = "azureiotsecurity";
  row.hub_name = "hub";
  row.resource_group = "picket";
  row.partition = 2;
  auto detail = std::make_shared<OperationDetail>();
  detail->request = Bytes(700);
  detail->response = Bytes(90);
  detail->number = 5;
  detail->deliveries = 1;
  detail->enqueued = at(10);
  detail->expires = at(3'610);
  detail->time_to_live = Duration::hours(1);
  detail->sdk_version = "2021-04-12";
  detail->subject = "SELECT * FROM devices";
  detail->endpoint = "archive";
  row.detail = std::move(detail);
  return row;
}

Properties properties_of(const OperationRow& row) { return Properties::parse(operation_properties(row)); }

std::vector<std::string> names_in(const Properties& properties) {
  std::vector<std::string> names;
  for (const auto& [name, value] : properties.items()) names.push_back(name);
  return names;
}

struct CategorySample {
  OperationName operation;
  std::vector<std::string> names;
};
/// Every category of the page.
const std::vector<CategorySample>& page_samples() {
  static const std::vector<CategorySample> kSamples{
      {OperationName::kDeviceConnect, {"deviceId", "sdkVersion", "protocol", "authType", "maskedIpAddress"}},
      {OperationName::kTelemetryError,
       {"deviceId", "batching", "messageSizeInBytes", "EventProcessedUtcTime", "EventEnqueuedUtcTime", "partitionId"}},
      {OperationName::kC2dExpired,
       {"deviceId", "messageId", "messageSizeInBytes", "protocol", "deliveryAcknowledgement", "deliveryCount", "expiryTime", "timeInSystem", "ttl",
        "EventProcessedUtcTime", "EventEnqueuedUtcTime", "maskedIpAddress", "statusCode"}},
      {OperationName::kIdentityOperation, {"maskedIpAddress", "deviceId", "statusCode"}},
      {OperationName::kC2dTwinRead, {"deviceId", "sdkVersion", "messageSize"}},
      {OperationName::kTwinUpdate, {"deviceId", "protocol", "authenticationType"}},
      {OperationName::kTwinQuery, {"query", "sdkVersion", "messageSize", "pageSize", "continuation", "resultSize"}},
      {OperationName::kDirectMethod, {"deviceId", "RequestSize", "ResponseSize", "sdkVersion"}},
      {OperationName::kFileUpload, {"deviceId", "protocol", "authType", "blobUri"}},
      {OperationName::kJob, {"jobId", "sdkVersion", "messageSize", "filter", "startTimeUtc", "duration"}},
      {OperationName::kEndpointUnhealthy, {"deviceId", "endpointName", "messageId", "details", "routeName", "statusCode"}},
      {OperationName::kConfiguration, {"configurationId", "sdkVersion", "messageSize", "statusCode"}},
      {OperationName::kTelemetryTrace, {"messageSize", "deviceId", "callerLocalTimeUtc", "calleeLocalTimeUtc"}},
      {OperationName::kDeviceStream,
       {"deviceId", "moduleId", "sdkVersion", "requestSize", "responseSize", "statusCode", "requestName", "direction"}},
  };
  return kSamples;
}

TEST(OperationProperties, one_record_of_each_category_has_the_names_of_the_page) {
  std::set<std::string_view> categories;
  for (const CategorySample& sample : page_samples()) {
    OperationRow row = row_about(sample.operation);
    row.record.module = sample.operation == OperationName::kDeviceStream;  // as its sample
    EXPECT_EQ(names_in(properties_of(row)), sample.names) << operation_category(sample.operation);
    categories.insert(operation_category(sample.operation));
  }
  // All that a diagnostic setting may name; the activity log is another log.
  for (std::size_t i = 0; i < kOperationNames; ++i) {
    const std::string_view category = operation_category(static_cast<OperationName>(i));
    EXPECT_TRUE(category == "Administrative" || categories.contains(category)) << category;
  }
  EXPECT_EQ(categories.size(), 14U);
}

TEST(OperationProperties, records_of_one_category_have_one_set_of_names) {
  for (std::size_t i = 0; i < kOperationNames; ++i) {
    const auto operation = static_cast<OperationName>(i);
    for (const CategorySample& sample : page_samples()) {
      if (operation_category(sample.operation) != operation_category(operation)) continue;
      OperationRow row = row_about(operation, 429'002);
      row.record.module = sample.operation == OperationName::kDeviceStream;
      EXPECT_EQ(names_in(properties_of(row)), sample.names) << operation_word(operation);
    }
  }
}

TEST(OperationProperties, say_what_the_record_and_its_detail_say) {
  const Properties command = properties_of(row_about(OperationName::kC2dExpired, 412'002));
  EXPECT_EQ(command.at("messageSizeInBytes"), "700");
  EXPECT_EQ(command.at("deliveryCount"), "1");
  EXPECT_EQ(command.at("timeInSystem"), "50");
  EXPECT_EQ(command.at("ttl"), 3'600) << "a number";
  EXPECT_EQ(command.at("maskedIpAddress"), "203.0.113.XXX");
  EXPECT_EQ(command.at("statusCode"), "412");
  EXPECT_EQ(command.at("messageId").get<std::string>().size(), 36U);
  const Properties method = properties_of(row_about(OperationName::kDirectMethod));
  EXPECT_EQ(method.at("RequestSize"), 700);
  EXPECT_EQ(method.at("ResponseSize"), 90);
  const Properties query = properties_of(row_about(OperationName::kTwinQuery));
  EXPECT_EQ(query.at("query"), "SELECT * FROM devices");
  EXPECT_EQ(query.at("continuation"), "false");
  EXPECT_EQ(query.at("resultSize"), "90");
  EXPECT_EQ(properties_of(row_about(OperationName::kTelemetryError, 429'002)).at("partitionId"), "2");
}

// The page's sample of Routes: no device, message or route, and the error's name as details.
TEST(OperationProperties, have_null_where_a_route_s_record_is_about_an_endpoint_alone) {
  OperationRow row = row_about(OperationName::kEndpointUnhealthy, 403'004);
  row.device_name = {};
  auto detail = std::make_shared<OperationDetail>();
  detail->endpoint = "anon-sb-1";
  row.detail = std::move(detail);
  EXPECT_EQ(operation_properties(row), R"({"deviceId":null,"endpointName":"anon-sb-1","messageId":null,"details":"DeviceMaximumQueueDepthExceeded",)"
                                       R"("routeName":null,"statusCode":"403"})");
}

TEST(OperationProperties, hold_credentials_as_json_inside_a_text) {
  OperationRow row = row_about(OperationName::kTwinRead);
  row.record.auth_type = AuthType::kX509;
  EXPECT_EQ(properties_of(row).at("authenticationType"),
            R"({"scope":"device","type":"x509Certificate","issuer":"external","acceptingIpFilterRule":null})");
  row.record.protocol = HubProtocol::kHttp;
  EXPECT_EQ(properties_of(row).at("protocol"), "Https");
}

// A record that came from elsewhere, or of which nothing more is known.
TEST(OperationProperties, stand_without_a_detail_too) {
  for (const CategorySample& sample : page_samples()) {
    OperationRow row = row_about(sample.operation);
    row.detail = nullptr;
    row.record.masked_address = {};
    row.record.module = sample.operation == OperationName::kDeviceStream;
    EXPECT_EQ(names_in(properties_of(row)), sample.names);
  }
}

}  // namespace
}  // namespace picket::sim
