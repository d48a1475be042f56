#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "pipeline_core/pipeline.h"

namespace picket {

/// A finding before the last suppression and before the sink.
struct Candidate {
  Time trigger;  ///< acceptance of the record, or the moment a silence became too long
  std::uint32_t alert = 0;
  std::uint32_t rule = 0;
  DeviceId device;
  std::uint32_t sequence = 0;
  Time window_start;
  Time window_end;
  bool absence = false;
  std::vector<Evidence> evidence;
  bool resolved = false;

  auto order() const { return std::tuple(trigger, device, rule, sequence, window_start, window_end); }
};

/// Something that stage one saw and stage two decides on, since it needs other devices.
struct FleetEvent {
  Time time;  ///< acceptance
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  bool is_novelty = false;
  std::uint32_t rule = 0;       ///< correlation, or the NoveltyFamily
  std::uint32_t reference = 0;  ///< correlations: which of its rules
  std::uint32_t weight = 1;     ///< correlations; novelty: points
  std::uint64_t group = 0;
  std::uint64_t value = 0;  ///< correlations: counted value; novelty: key
  Time event_time;

  auto order() const { return std::tuple(time, device, sequence, observation, is_novelty, rule, reference, value); }
};

}  // namespace picket
