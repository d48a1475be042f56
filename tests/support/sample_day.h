#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::test {

/// 2026-03-03T00:00:00Z in Unix seconds: the beginning of a day, and so of its minutes and hours.
inline constexpr std::int64_t kMidnight = 1'772'496'000;

/// So many seconds after kMidnight.
inline Time at(double seconds) { return Time::from_unix_seconds(kMidnight) + Duration::from_seconds(seconds); }

/// 12:00 of that day.
inline const Time kNoon = at(43'200);

}  // namespace picket::test
