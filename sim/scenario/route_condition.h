#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace picket::sim {

/// System properties that a condition may ask about.
inline constexpr std::array<std::string_view, 4> kRouteSystemProperties{"$contentType", "$contentEncoding", "$connectionDeviceId",
                                                                        "$connectionModuleId"};

/// The condition of a route: what a property must be.
struct RouteCondition {
  std::string property;  ///< empty: every message fits; with a $: a system property
  std::string value;
};
/// Limits: of the hub's language, `true` and the equality of one property and a text.
/// Errors: none for what is not understood.
std::optional<RouteCondition> parse_route_condition(std::string_view text);

}  // namespace picket::sim
