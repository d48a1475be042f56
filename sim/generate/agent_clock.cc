#include "sim/generate/agent_clock.h"

#include <algorithm>

namespace picket::sim {

Time AgentClock::shown(Time time) const {
  if (!is_touched_) return time;
  const auto clock = attacks_.clock(device_, time);
  return time + (clock ? clock->error : faults_.clock_error(device_, time));
}

Observation AgentClock::shown(Observation observation) const {
  for (Time* time : {&observation.first_time, &observation.last_time, &observation.window_start, &observation.window_end})
    *time = shown(*time);
  return observation;
}

std::optional<AgentClock::Evidence> AgentClock::evidence(const Observation& right, Time made) const {
  for (const Time time : {right.first_time, right.last_time, right.window_start, right.window_end, made}) {
    const auto clock = attacks_.clock(device_, time);
    if (clock && clock->error != Duration()) return Evidence{*clock, std::max(time, clock->since)};
  }
  return std::nullopt;
}

}  // namespace picket::sim
