#pragma once

#include <cstdint>
#include <optional>

#include "agent_core/message/record.h"
#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/detectors/hourly_frequent.h"

namespace picket {

/// Finds a device that floods one address, and one that tries one address and port again and again.
///
/// Model:  a flow out to a public address is unanswered if it brought nothing back. Flood: unanswered bytes to one
///         address within an hour of event time. Retry: unanswered attempts (hits) over TCP at one address and port
///         within an hour. Floods by the one most frequent target, attempts by three (hourly_frequent.h), each once an
///         hour: a bot tries its servers in turn.
/// State:  64 bytes a device.
/// Limits: a flood over many targets, or mixed with as much other unanswered traffic, is not seen, nor are attempts
///         among three times as many at other targets; agents of generation 1 report no bytes, so nothing is unanswered
///         there: an attempt is one only if the sensor shows the bytes of its packets, since without any it could as well
///         be a connection whose bytes are not shown. A flood whose target answers at all is
///         left to sim.egress_volume, since uploads look like it. Agents that count packets reach the bound
///         of retries with a tenth of the attempts. A device that did so while learning is not judged: a
///         camera may send datagrams to an outside recorder all day.
/// Source: A01 and A03 of workloads.md 3.3 (C2 down: 360 attempts an hour, half of them at each of two servers in the
///         recorded bot, IoT-23 8-1).
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
  HourlyFrequent<1, std::uint64_t> flood_;
  HourlyFrequent<3, std::uint32_t> retry_;
  Once flood_raised_;
  Once retry_raised_;
};
static_assert(sizeof(Unanswered) == 64, "see State");

}  // namespace picket
