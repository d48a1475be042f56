#include "sim/hub/message_routes.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

MessageMarking marking_with(const std::string& name, const std::string& value) {
  MessageMarking marking = security_marking();
  marking.application_properties = {{name, value}};
  return marking;
}

TEST(MessageRoutes, take_telemetry_alone_to_the_built_in_endpoint_by_default) {
  MessageRoutes routes({}, true);
  const MessageMarking marking = security_marking();
  EXPECT_TRUE(routes.route({RouteSource::kDeviceMessages, "d", "m", marking}).at_events);
  EXPECT_FALSE(routes.route({RouteSource::kTwinChangeEvents, "d", "m", marking}).at_events);
  EXPECT_FALSE(routes.takes(RouteSource::kTwinChangeEvents));
  EXPECT_EQ(routes.routed(), (std::map<std::string, std::uint64_t>{{"events", 1}}));
  EXPECT_EQ(routes.orphaned(), 0U) << "other sources have no fallback";
}

TEST(MessageRoutes, keep_a_message_from_the_built_in_endpoint_unless_one_takes_it_there) {
  const HubRoute cold{.name = "cold", .condition = "level = 'cold'", .endpoint = "storage"};
  const HubRoute both{.name = "both", .condition = "level = 'cold'"};
  const HubRoute again{.name = "again", .condition = "true"};
  MessageRoutes only({cold}, true);
  EXPECT_FALSE(only.route({RouteSource::kDeviceMessages, "d", "", marking_with("level", "cold")}).at_events);
  EXPECT_TRUE(only.route({RouteSource::kDeviceMessages, "d", "", marking_with("level", "hot")}).at_events) << "the fallback";
  EXPECT_EQ(only.routed(), (std::map<std::string, std::uint64_t>{{"events", 1}, {"storage", 1}}));
  MessageRoutes all({cold, both, again}, true);
  EXPECT_TRUE(all.route({RouteSource::kDeviceMessages, "d", "", marking_with("level", "cold")}).at_events);
  EXPECT_EQ(all.routed(), (std::map<std::string, std::uint64_t>{{"events", 1}, {"storage", 1}})) << "each endpoint once";
}

TEST(MessageRoutes, count_what_nothing_takes_as_orphaned) {
  HubRoute off{.name = "off", .endpoint = "storage"};
  off.enabled = false;
  MessageRoutes routes({off, {.name = "one", .condition = "$connectionDeviceId = 'a'"}}, false);
  EXPECT_TRUE(routes.route({RouteSource::kDeviceMessages, "a", "", security_marking()}).at_events);
  EXPECT_FALSE(routes.route({RouteSource::kDeviceMessages, "b", "", security_marking()}).at_events);
  EXPECT_EQ(routes.orphaned(), 1U);
}

TEST(MessageRoutes, know_system_properties) {
  MessageMarking marking = security_marking();
  const auto taken = [&](const std::string& condition) {
    MessageRoutes routes({{.name = "r", .condition = condition}}, false);
    return routes.route({RouteSource::kDeviceMessages, "d", "m", marking}).at_events;
  };
  EXPECT_TRUE(taken("$contentType = 'application/json'"));
  EXPECT_TRUE(taken("$contentEncoding = 'utf-8'"));
  EXPECT_TRUE(taken("$connectionModuleId = 'm'"));
  EXPECT_FALSE(taken("$contentType = 'text/plain'"));
  EXPECT_FALSE(taken("level = 'hot'")) << "it has no such property";
}

}  // namespace
}  // namespace picket::sim
