#pragma once

#include <optional>
#include <string_view>

namespace picket::sim {

/// Days from 1970-01-01 to the day that an ISO date ("2026-11-23", or a time that begins so) names; none if it names none.
/// Limits: years 1 to 9999 of the Gregorian calendar.
std::optional<int> day_of(std::string_view iso);

}  // namespace picket::sim
