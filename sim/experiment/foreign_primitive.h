#pragma once

#include <string>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket::sim {

/// The same primitive from outside the tree, watched: whatever it does wrong while a run goes on is told with its name
/// and the file that it is from. It decides as it did before.
///
/// Errors: what its code throws, and timers that do nothing but ask for the next one, end the run as a
///         std::runtime_error; parameters that it makes nothing of are a WrongInput.
/// Limits: a timer is idle if it neither sends, loses nor forgets. Idle timers less than kShortTimer apart may be
///         kFreeIdleTimers and kIdleTimersPerEvent for each event of a primitive; others are as many as simulated time
///         has room for. A call that does not return is not bounded. All three numbers are ours: a primitive that
///         waits for a pause asks once for each event, and ten million timers take a second or two.
/// Cost:   an atomic addition an event.
PrimitiveInfo watched_primitive(const PrimitiveInfo& info, const std::string& file);

inline constexpr std::uint32_t kShortTimerMs = 100;
inline constexpr std::uint64_t kFreeIdleTimers = 10'000'000;
inline constexpr std::uint64_t kIdleTimersPerEvent = 100;

}  // namespace picket::sim
