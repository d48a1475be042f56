#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Events of one emission on one device, planned but not built: 64 bytes whatever their number.
///
/// Model: event i is at start + i * spacing. With a `cycle`, `per_cycle` events come at that spacing
///        from the start of each cycle, then there is a pause until the next cycle.
/// The events in [begin, end) happen; cutting changes these two only, so indices keep their meaning.
struct PlannedRun {
  Time start;
  Duration spacing;
  Duration cycle;         ///< 0: none
  std::uint64_t key = 0;  ///< of its draws
  std::uint32_t per_cycle = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 1;
  std::uint32_t from_last = 0;  ///< which text it takes, see EventMaker
  std::uint16_t emission = 0;   ///< among all emissions of the attack
  std::uint16_t phase = 0;
  bool fork = false;  ///< the forks just before the execs

  Time time_of(std::uint32_t i) const {
    if (cycle == Duration()) return start + spacing * std::int64_t{i};
    return start + cycle * std::int64_t{i / per_cycle} + spacing * std::int64_t{i % per_cycle};
  }
  /// How many of the events 0, 1, 2, ... are before `t`.
  std::uint64_t count_before(Time t) const;
  bool empty() const { return begin >= end; }
  Time first_time() const { return time_of(begin); }
  Time last_time() const { return time_of(end - 1); }
  /// Nothing from `t` on.
  void cut(Time t);
  /// Nothing before `t`.
  void skip(Time t);
};

}  // namespace picket::sim
