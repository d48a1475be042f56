#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/message_marking.h"
#include "sim/scenario/field.h"
#include "sim/scenario/route_condition.h"

namespace picket::sim {

/// What a route of a hub takes messages from, in the words of the hub's resource.
/// Source: iot-hub-devguide-messages-d2c.
enum class RouteSource : std::uint8_t { kDeviceMessages, kTwinChangeEvents, kDeviceLifecycleEvents, kDeviceConnectionStateEvents };
inline std::span<const EnumName<RouteSource>> enum_names(RouteSource) {
  static constexpr std::array<EnumName<RouteSource>, 4> kNames{
      {{RouteSource::kDeviceMessages, "DeviceMessages"},
       {RouteSource::kTwinChangeEvents, "TwinChangeEvents"},
       {RouteSource::kDeviceLifecycleEvents, "DeviceLifecycleEvents"},
       {RouteSource::kDeviceConnectionStateEvents, "DeviceConnectionStateEvents"}}};
  return kNames;
}

/// The name of the built-in endpoint; every other one is a custom endpoint.
inline constexpr std::string_view kBuiltInEndpoint = "events";

/// One route of a hub, as the scenario describes it.
struct HubRoute {
  std::string name;
  RouteSource source = RouteSource::kDeviceMessages;
  std::string condition = "true";
  std::string endpoint{kBuiltInEndpoint};
  bool enabled = true;
  bool operator==(const HubRoute&) const = default;
};

template <class Visitor>
void describe(Visitor& v, HubRoute& r) {
  v.field("name", r.name, {.says = "Name of the route.", .required = true});
  v.field("source", r.source,
          {.says = "What it takes: DeviceMessages, TwinChangeEvents, DeviceLifecycleEvents (of attacks that create or delete identities) or "
                   "DeviceConnectionStateEvents."});
  v.field("condition", r.condition,
          {.says = "Which of them: 'true', or that a property has a value: \"opType = 'updateTwin'\". Of an application property its "
                   "name, of a system property $contentType, $contentEncoding, $connectionDeviceId or $connectionModuleId.",
           .source = "iot-hub-devguide-routing-query-syntax"});
  v.field("endpoint", r.endpoint, {.says = "Where to: 'events' is the built-in endpoint; a custom one of any other name only counts."});
  v.field("enabled", r.enabled, {.says = "The route is in use."});
}

/// A message that is to be routed; all is borrowed.
struct RoutedMessage {
  RouteSource source;
  std::string_view device;
  std::string_view module;  ///< empty: the device's own identity
  const MessageMarking& marking;
};

/// Where a hub's messages go, and how many went where.
///
/// Model:  a message goes to the endpoints of all enabled routes that fit, to each once. A device's message that fits none goes to
///         the built-in endpoint while the fallback route is on, else it is orphaned; other sources have no fallback. So with
///         a route that fits, a message no longer reaches the built-in endpoint, unless another one takes it there.
/// Limits: custom endpoints only count, and are never full or away. That security messages reach the security service does not
///         depend on routes: the hub knows them by a system property.
/// Source: iot-hub-devguide-messages-d2c; defender.md 3.1 for security messages.
class MessageRoutes {
 public:
  /// Routes whose condition is not understood take nothing; the scenario reader refuses them.
  MessageRoutes(const std::vector<HubRoute>& routes, bool fallback_route);

  /// Where a message went.
  struct Routed {
    bool at_events = false;  ///< at the built-in endpoint
    int elsewhere = 0;       ///< custom endpoints
    int endpoints() const { return elsewhere + (at_events ? 1 : 0); }
  };
  Routed route(const RoutedMessage& message);
  /// An enabled route takes messages of the source.
  bool takes(RouteSource source) const;

  /// By endpoint.
  const std::map<std::string, std::uint64_t>& routed() const { return routed_; }
  /// Device messages that no route took.
  std::uint64_t orphaned() const { return orphaned_; }

 private:
  struct Enabled {
    RouteSource source;
    RouteCondition condition;
    std::string endpoint;
  };
  std::vector<Enabled> routes_;
  bool fallback_;
  std::map<std::string, std::uint64_t> routed_;
  std::uint64_t orphaned_ = 0;
};

}  // namespace picket::sim
