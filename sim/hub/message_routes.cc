#include "sim/hub/message_routes.h"

#include <algorithm>
#include <set>

namespace picket::sim {
namespace {

bool fits(const RouteCondition& condition, const RoutedMessage& message) {
  if (condition.property.empty()) return true;
  if (condition.property == kRouteSystemProperties[0]) return message.marking.content_type == condition.value;
  if (condition.property == kRouteSystemProperties[1]) return message.marking.content_encoding == condition.value;
  if (condition.property == kRouteSystemProperties[2]) return message.device == condition.value;
  if (condition.property == kRouteSystemProperties[3]) return message.module == condition.value;
  return std::ranges::any_of(message.marking.application_properties, [&](const MessageMarking::Property& property) {
    return property.name == condition.property && property.value == condition.value;
  });
}

}  // namespace

MessageRoutes::MessageRoutes(const std::vector<HubRoute>& routes, bool fallback_route) : fallback_(fallback_route) {
  for (const HubRoute& route : routes) {
    if (!route.enabled) continue;
    if (auto condition = parse_route_condition(route.condition)) routes_.push_back({route.source, std::move(*condition), route.endpoint});
  }
}

MessageRoutes::Routed MessageRoutes::route(const RoutedMessage& message) {
  std::set<std::string_view> endpoints;
  for (const Enabled& route : routes_) {
    if (route.source == message.source && fits(route.condition, message)) endpoints.insert(route.endpoint);
  }
  if (endpoints.empty() && message.source == RouteSource::kDeviceMessages) {
    if (fallback_) {
      endpoints.insert(kBuiltInEndpoint);
    } else {
      ++orphaned_;
    }
  }
  for (const std::string_view endpoint : endpoints) ++routed_[std::string(endpoint)];
  const bool at_events = endpoints.contains(kBuiltInEndpoint);
  return {at_events, static_cast<int>(endpoints.size()) - (at_events ? 1 : 0)};
}

bool MessageRoutes::takes(RouteSource source) const {
  return std::ranges::any_of(routes_, [source](const Enabled& route) { return route.source == source; });
}

}  // namespace picket::sim
