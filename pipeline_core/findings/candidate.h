#pragma once

#include <cstdint>
#include <memory>
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
  std::shared_ptr<const IndicatorReason> indicator = {};  ///< of findings about listed values
  Reason reason{};

  auto order() const { return std::tuple(trigger, device, rule, sequence, window_start, window_end); }
};

/// What stage one did not raise again, since the same alert of the device was raised a short while ago.
struct Repeat {
  Time time;
  DeviceId device;
  std::uint32_t alert = 0;
  std::uint32_t rule = 0;

  auto said() const { return std::tuple(time, device, alert); }
  auto order() const { return std::tuple(time, device, alert, rule); }
};

/// Something that stage one saw and stage two decides on, since it needs other devices.
struct FleetEvent {
  Time time;  ///< acceptance
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  bool is_novelty = false;
  bool is_address = false;      ///< novelty: the key is a remote network
  /// Correlation, or the NoveltyFamily, or kNoveltyFamilies + the Feature that shifted, or kNewContact, kRegularContact.
  std::uint32_t rule = 0;
  std::uint32_t reference = 0;  ///< correlations: which of its rules; novelty: 1 while frozen; shifts: 1 for a drift
  std::uint32_t weight = 1;     ///< correlations; novelty: points
  std::uint64_t value = 0;      ///< correlations: counted value; novelty, contacts: key
  std::uint64_t amount = 0;     ///< correlations: measured value; novelty: observations of the family before this one
  Time event_time;
  /// Correlations: group-by values. Regular contact: its start in us, the gaps' variation (a double's bits), then
  /// evidence: sequence << 32 | observation.
  std::vector<std::uint64_t> parts;

  auto order() const {
    return std::tie(time, device, sequence, observation, is_novelty, rule, reference, value, event_time, parts);
  }
};

}  // namespace picket
