#include "sim/experiment/own_hub_events.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

OwnHubEvent connected_event() {
  OwnHubEvent event;
  event.source = RouteSource::kDeviceConnectionStateEvents;
  event.operation = Time::from_unix_seconds(1'772'496'000);
  event.operation_type = "deviceConnected";
  return event;
}

std::string value_of(const MessageMarking& marking, const std::string& name) {
  for (const MessageMarking::Property& property : marking.application_properties) {
    if (property.name == name) return property.value;
  }
  return "none";
}

// Names and values of iot-hub-non-telemetry-event-schema.
TEST(OwnEventMarking, has_the_published_properties) {
  const MessageMarking marking = own_event_marking(connected_event(), "plant", "d1", "");
  EXPECT_EQ(value_of(marking, "hubName"), "plant");
  EXPECT_EQ(value_of(marking, "deviceId"), "d1");
  EXPECT_EQ(value_of(marking, "moduleId"), "none");
  EXPECT_EQ(value_of(marking, "opType"), "deviceConnected");
  EXPECT_EQ(value_of(marking, "iothub-message-schema"), "deviceConnectionStateNotification");
  EXPECT_EQ(value_of(marking, "operationTimestamp").substr(0, 19), "2026-03-03T00:00:00");
  EXPECT_EQ(marking.content_type, "application/json");
}

TEST(OwnEventMarking, names_a_module_and_the_schema_of_each_source) {
  OwnHubEvent event = connected_event();
  event.source = RouteSource::kTwinChangeEvents;
  const MessageMarking twin = own_event_marking(event, "plant", "d1", "azureiotsecurity");
  EXPECT_EQ(value_of(twin, "moduleId"), "azureiotsecurity");
  EXPECT_EQ(value_of(twin, "iothub-message-schema"), "twinChangeNotification");
  event.source = RouteSource::kDeviceLifecycleEvents;
  EXPECT_EQ(value_of(own_event_marking(event, "plant", "d1", ""), "iothub-message-schema"), "deviceLifecycleNotification");
}

TEST(OwnEventSources, are_those_that_an_enabled_route_takes) {
  OwnEventSources sources;
  sources.add(MessageRoutes({{.name = "a", .source = RouteSource::kTwinChangeEvents}, {.name = "b", .source = RouteSource::kDeviceLifecycleEvents, .enabled = false}}, true));
  EXPECT_TRUE(sources.twin_changes);
  EXPECT_FALSE(sources.lifecycle);
  EXPECT_FALSE(sources.connection_states);
}

}  // namespace
}  // namespace picket::sim
