#include "sim/experiment/agent_clock.h"

#include "agent_core/base/check.h"

namespace picket::sim {

Time AgentClock::shown(Time time) const {
  if (!is_touched_) return time;
  const auto clock = attacks_.clock(device_, time);
  return clock ? time + clock->error : time;
}

Observation AgentClock::shown(Observation observation) const {
  for (Time* time : {&observation.first_time, &observation.last_time, &observation.window_start, &observation.window_end})
    *time = shown(*time);
  return observation;
}

AgentClock::Evidence AgentClock::evidence(const Observation& right, Time made) const {
  for (const Time time : {right.first_time, right.last_time, right.window_start, right.window_end, made}) {
    const auto clock = attacks_.clock(device_, time);
    if (clock && clock->error != Duration()) return {*clock, std::max(time, clock->since)};
  }
  PICKET_CHECK(false, "the clock was right; device", device_.value());
  return {};
}

}  // namespace picket::sim
