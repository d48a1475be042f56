#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/agent.h"
#include "sim/sensor/sensor.h"

namespace picket::sim {

/// What an attack did on the traced device: equal events of one step, and what became of them there.
struct Act {
  std::uint32_t unit = 0;  ///< index into AttackPlan::units()
  std::uint16_t step = 0;
  Record record;           ///< of its first event, as it happened
  VaryingField vary = VaryingField::kNone;  ///< the field that differs between its events
  bool wrong_clock = false;  ///< its events are observations that carry wrong times; `record` is that of the first
  Time first;
  Time last;
  std::uint64_t events = 0;
  Counts<SensorLoss, std::uint64_t> sensor_lost;
  std::uint64_t no_agent = 0;
  Counts<DropReason, std::uint64_t> agent_lost;
  Counts<DropReason, std::uint64_t> gateway_lost;
};

/// Follows the acts of attacks on one device, for explanations. Labels carry an act's number; 0 is no act.
///
/// Model:  events of one step are one act if their records are equal but for process ids, the local port, byte counts
///         and the field that varies.
/// State:  at most kMaxActs acts; what comes later joins the last one.
class AttackTrace {
 public:
  static constexpr std::size_t kMaxActs = 256;

  explicit AttackTrace(DeviceId device) : device_(device) {}
  DeviceId device() const { return device_; }
  /// Events of a step happen; gives the number of their act.
  std::uint32_t note(std::uint32_t unit, std::uint16_t step, const EventRun& run);
  /// An observation carries a wrong time, which is the step's doing; all of a step are one act.
  std::uint32_t note_clock(std::uint32_t unit, std::uint16_t step, const Record& record, Time time);
  Act& act(std::uint32_t number) { return acts_[number - 1]; }
  const std::vector<Act>& acts() const { return acts_; }

 private:
  /// Adds the act to the one found, or as a new one.
  std::uint32_t join(std::vector<Act>::iterator found, Act&& act);

  DeviceId device_;
  std::vector<Act> acts_;
};

}  // namespace picket::sim
