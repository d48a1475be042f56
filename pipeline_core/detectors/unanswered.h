#pragma once

#include <cstdint>
#include <optional>

#include "agent_core/message/record.h"
#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/detectors/hourly_majority.h"

namespace picket {

/// Finds a device that floods one address, and one that tries one address and port again and again.
///
/// Model:  a flow out to a public address is unanswered if it brought nothing back. Flood: unanswered bytes to one
///         address within an hour of event time. Retry: unanswered attempts (hits) over TCP at one address and port
///         within an hour. Both by majority (hourly_majority.h), each once an hour.
/// State:  40 bytes a device.
/// Limits: a flood over many targets, or mixed with as much other unanswered traffic, is not seen; agents of
///         generation 1 report no bytes, so nothing is unanswered there. A flood whose target answers at all is
///         left to sim.egress_volume, since uploads look like it. Agents that count packets reach the bound
///         of retries with a tenth of the attempts. A device that did so while learning is not judged: a
///         camera may send datagrams to an outside recorder all day.
/// Source: A01 and A03 of workloads.md 3.3 (C2 down: 360 attempts an hour).
class Unanswered {
 public:
  std::optional<Detection> observe(const Observation& observation, std::uint32_t index, bool learning,
                                   const DetectorSettings& settings);

 private:
  /// The detection, if `count` reaches `limit` for the first time in the hour and is not this device's habit.
  struct Once {
    std::int32_t hour = -1;
    bool habit = false;
    bool reaches(std::uint64_t count, std::uint64_t limit, std::int32_t now, bool learning);
  };
  HourlyMajority flood_;
  HourlyMajority retry_;
  Once flood_raised_;
  Once retry_raised_;
};

}  // namespace picket
