#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// The first multiple of `interval` at or after `time`: stage two works at this pace.
inline Time next_multiple(Time time, Duration interval) {
  if (interval <= Duration()) return time;
  const std::int64_t past = time.unix_microseconds() % interval.count_microseconds();
  return past == 0 ? time : time + interval - Duration::microseconds(past);
}

}  // namespace picket
