#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/learn/novelty.h"

namespace picket {

/// All numbers are estimates.
struct RareSequenceSettings {
  std::uint32_t hours = 6;              ///< with a rare command, so many ...
  Duration window = Duration::days(7);  ///< ... within this time
  double factor = 3;                    ///< and at least so many times the class's median
};

/// A sequence of rare commands at a slow pace: what `sim.novel_process`, which wants them within an hour, never sees.
///
/// Model:  the steps of a sequence are hours of event time in which a device ran a command that is new to it and rare in
///         its class (L0, `novelty.h`); what else happens in that hour is the same step, so one session of an
///         administrator or one burst is one. Alarm at the step that makes `hours` within `window` and at least `factor`
///         times the median of the class's devices. A class whose devices all go on finding new commands (after an update,
///         or after too short a time of learning) has a high median and raises nothing.
/// State:  some 230 bytes, room for kMaxSteps steps of 12, for a device that had any since its last alarm, and a histogram
///         of 17 numbers by class. Steps are forgotten when the next one of the device comes, so the median may be that
///         of a busier past.
/// Limits: not the order of processes: observations that an agent merged tell only first and last times, and many daemons
///         run between two commands of one hand. A command that the class knows is no step, whoever runs it.
/// Source: A38 of workloads.md 3.3 ("rare (cmdline, uid) novelties", 2 to 6 commands a day); the rule is ours.
class RareSequence {
 public:
  static constexpr std::size_t kMaxSteps = 16;
  struct Alarm {
    std::array<Sighting, kMaxSteps> steps{};  ///< in the order in which they came
    std::size_t count = 0;
    double limit = 0;  ///< steps that were needed
  };

  void add_device() { ++devices_; }
  /// A rare first sighting of a device of the class. True: `alarm` has its steps, which are spent.
  bool add(DeviceId device, const Sighting& sighting, const RareSequenceSettings& settings, Alarm& alarm);
  /// Steps that half of the class's devices have at most.
  std::size_t median() const;

 private:
  struct Steps {
    std::array<Sighting, kMaxSteps> kept{};
    std::size_t count = 0;
  };
  std::uint32_t devices_ = 0;
  std::array<std::uint32_t, kMaxSteps + 1> having_{};  ///< devices by their number of steps; at 0 not counted
  std::unordered_map<DeviceId, Steps> steps_;          ///< never iterated
};

}  // namespace picket
