#pragma once

#include <string>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Length of "2026-03-03T00:00:00.000000Z", the form of all times in results. It sorts as time does.
inline constexpr std::size_t kUtcMicrosLength = 27;
/// Limits: years 1970 to 9999; others are held at the range's ends.
void append_utc(Time time, std::string& out);
std::string utc_text(Time time);

}  // namespace picket::sim
