#include "sim/scenario/route_condition.h"

#include <algorithm>

namespace picket::sim {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool is_property_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

}  // namespace

std::optional<RouteCondition> parse_route_condition(std::string_view text) {
  text = trimmed(text);
  if (text == "true") return RouteCondition{};
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const std::string_view name = trimmed(text.substr(0, equals));
  std::string_view value = trimmed(text.substr(equals + 1));
  const bool system = name.starts_with('$');
  if (system && std::ranges::find(kRouteSystemProperties, name) == kRouteSystemProperties.end()) return std::nullopt;
  if (!system && !is_property_name(name)) return std::nullopt;
  if (value.size() < 2 || !value.starts_with('\'') || !value.ends_with('\'')) return std::nullopt;
  value = value.substr(1, value.size() - 2);
  if (value.find('\'') != std::string_view::npos) return std::nullopt;
  return RouteCondition{std::string(name), std::string(value)};
}

}  // namespace picket::sim
