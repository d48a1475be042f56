#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/explain/explanation.h"
#include "sim/explain/rerun.h"

namespace picket::sim {

/// An observation with events of the unit that the pipeline read.
struct UnitObservation {
  MessageKey message;
  std::uint32_t observation = 0;
  Time accepted;
  Encoding encoding = Encoding::kG2FlatBuffers;
  const Observation* seen = nullptr;  ///< in the record
  std::uint16_t step = 0;             ///< of the first of the unit's events in it
  bool attributed = true;
};

/// What became of a unit's events in a run that was repeated with the focus on it.
class UnitEvidence {
 public:
  /// `step`: of that step alone.
  UnitEvidence(const Rerun& rerun, std::uint32_t unit, std::optional<std::uint16_t> step = std::nullopt);

  std::uint32_t unit() const { return unit_; }
  /// By acceptance, then device, sequence and observation.
  std::span<const UnitObservation> observations() const { return observations_; }
  bool holds(const Evidence& evidence) const;
  /// True if the alert rests on an observation of the unit; of an absence: if the judge took it for the unit's device.
  bool is_told_by(const RecordedFinding& finding) const;
  /// The first observation that holds events of the act; null if none arrived.
  const UnitObservation* observation_of(std::uint32_t act) const;
  /// Numbers of the unit's acts, in the order of the steps, then of their first event.
  std::span<const std::uint32_t> acts() const { return acts_; }
  const Act& act(std::uint32_t number) const { return rerun_.trace()->acts()[number - 1]; }
  /// Where the act's events ended that are in no observation that the pipeline read.
  std::vector<LossText> losses_of(std::uint32_t act) const;
  /// Its largest loss, as "cache_overflow at the agent (5 of 7 events)"; empty if nothing was lost.
  std::string main_loss_of(std::uint32_t act) const;
  std::vector<StepText> steps() const;

 private:
  std::vector<HubActText> hub_acts_of(std::uint16_t step) const;
  std::vector<ReachedText> reached_of(std::uint32_t act) const;
  /// Events of the act in the observation.
  std::uint64_t events_in(const UnitObservation& observation, std::uint32_t act) const;

  const Rerun& rerun_;
  std::uint32_t unit_;
  std::vector<UnitObservation> observations_;
  std::vector<std::uint32_t> acts_;
};

}  // namespace picket::sim
