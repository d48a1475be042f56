#include "sim/exchange/event_hubs.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

using Json = nlohmann::json;

HubEvent security_message() {
  HubEvent event;
  event.hub = "west";
  event.device = "kiosk-000001";
  event.module = "azureiotsecurity";
  event.enqueued = Time::from_unix_microseconds(1'772'500'000'123'456);
  event.marking = security_marking();
  event.body = R"({"Events":[]})";
  return event;
}

// Names as the service side of a hub gives them: iot-hub.md, 5.2.
TEST(EventHubsLine, names_annotations_and_properties_as_the_endpoint_does) {
  const Json line = Json::parse(event_hubs_line(security_message(), {2, 7, 4711}));
  EXPECT_EQ(line["partitionId"], "2");
  EXPECT_EQ(line["sequenceNumber"], 7);
  EXPECT_EQ(line["offset"], "4711");
  EXPECT_EQ(line["enqueuedTimeUtc"], "2026-03-03T01:06:40.123456Z");
  const Json& system = line["systemProperties"];
  EXPECT_EQ(system["iothub-connection-device-id"], "kiosk-000001");
  EXPECT_EQ(system["iothub-connection-module-id"], "azureiotsecurity");
  EXPECT_EQ(system["iothub-message-source"], "Telemetry");
  EXPECT_EQ(system["iothub-interface-id"], "urn:azureiot:Security:SecurityAgent:1");
  EXPECT_EQ(system["iothub-enqueuedtime"], 1'772'500'000'123);
  EXPECT_EQ(system["content-type"], "application/json");
  EXPECT_EQ(system["content-encoding"], "utf-8");
  EXPECT_EQ(Json::parse(system["iothub-connection-auth-method"].get<std::string>()),
            Json::parse(R"({"scope":"module","type":"sas","issuer":"iothub","acceptingIpFilterRule":null})"));
  EXPECT_EQ(system["iothub-connection-auth-generation-id"].get<std::string>().size(), 18U);
  EXPECT_TRUE(line["applicationProperties"].empty());
  EXPECT_EQ(line["body"], Json::parse(R"({"Events":[]})"));
}

TEST(EventHubsLine, gives_a_body_that_is_no_json_as_base64) {
  HubEvent event = security_message();
  event.marking = micro_agent_marking(MessageSource::kLinux);
  event.body = std::string("\x00\xff\n", 3);
  const std::string text = event_hubs_line(event, {});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const Json line = Json::parse(text);
  EXPECT_EQ(line["body"], "AP8K");
  EXPECT_EQ(line["applicationProperties"]["mti"], "2.3-1-1-0");
  EXPECT_FALSE(line["systemProperties"].contains("content-type"));
}

TEST(EventHubsLine, gives_a_body_that_claims_json_and_is_no_text_as_base64) {
  HubEvent event = security_message();
  event.body = "{\"a\":\"\xff\"}";
  EXPECT_EQ(Json::parse(event_hubs_line(event, {}))["body"], "eyJhIjoi/yJ9");
}

TEST(EventHubsLine, says_how_a_device_with_a_certificate_is_known) {
  HubEvent event = security_message();
  event.module.clear();
  event.auth_type = AuthType::kX509;
  const Json line = Json::parse(event_hubs_line(event, {}));
  EXPECT_FALSE(line["systemProperties"].contains("iothub-connection-module-id"));
  EXPECT_EQ(Json::parse(line["systemProperties"]["iothub-connection-auth-method"].get<std::string>())["type"], "x509Certificate");
}

// The documented sample 000000000000000001D7F744182052190000000C... begins with the time in 100 ns since 1601.
TEST(ConnectionStateBody, grows_with_time_and_then_with_its_number) {
  const auto number_of = [](Time time, std::uint64_t number) {
    return Json::parse(connection_state_body(time, number))["sequenceNumber"].get<std::string>();
  };
  const Time time = Time::from_unix_seconds(1'642'178'213);
  EXPECT_EQ(number_of(time, 3).size(), 64U);
  EXPECT_EQ(number_of(time, 3).substr(0, 32), "000000000000000001D80964EFAE8080");
  EXPECT_LT(number_of(time, 3), number_of(time, 4));
  EXPECT_LT(number_of(time, 99), number_of(time + Duration::seconds(1), 0));
}

TEST(TwinChangeBody, carries_the_patch_with_its_metadata) {
  const Json body = Json::parse(twin_change_body(Time::from_unix_seconds(1'772'500'000), 3, R"({"interval":"PT1H"})"));
  EXPECT_EQ(body["version"], 4);
  const Json& desired = body["properties"]["desired"];
  EXPECT_EQ(desired["interval"], "PT1H");
  EXPECT_EQ(desired["$version"], 3);
  EXPECT_EQ(desired["$metadata"]["interval"]["$lastUpdatedVersion"], 3);
  EXPECT_EQ(desired["$metadata"]["$lastUpdated"], "2026-03-03T01:06:40.000000Z");
  EXPECT_EQ(Json::parse(twin_change_body(Time(), 2, ""))["properties"]["desired"].size(), 2U);
}

}  // namespace
}  // namespace picket::sim
