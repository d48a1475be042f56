#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::testing_support {

inline constexpr Time kStart = Time::from_unix_seconds(1'800'000'000);  ///< a whole hour: divisible by 3,600

constexpr Time second(std::int64_t s) {
  return kStart + Duration::seconds(s);
}
constexpr Time minute(std::int64_t m) {
  return kStart + Duration::minutes(m);
}
constexpr Time hour(std::int64_t h) {
  return kStart + Duration::hours(h);
}
/// In the middle of an hour, or so many minutes after its beginning.
inline Time in_hour(std::int64_t h, double minutes = 30) {
  return hour(h) + Duration::from_seconds(minutes * 60);
}
constexpr Time unix_second(std::int64_t s) {
  return Time::from_unix_seconds(s);
}

}  // namespace picket::testing_support
