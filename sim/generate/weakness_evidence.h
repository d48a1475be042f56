#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/generate/weakness_plan.h"

namespace picket::sim {

/// A message whose observations show a weak unit.
struct WeakMessage {
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t unit = 0;  ///< index into WeaknessPlan::units()
};

/// How far each weak unit came on its way to the pipeline, under one policy: whether a report showed it, and when the
/// hub first accepted a message with it, or a record that shows it could first be read.
///
/// Threads: `reported` may be called for different units at once, while one other thread calls the rest; `was_reported`
///          once all have ended.
/// State:   9 bytes a unit, and an entry for each message on its way.
class WeaknessEvidence {
 public:
  explicit WeaknessEvidence(std::size_t units) : reported_(units, 0), reached_(units, Time::max()) {}

  /// The agent took a report with it.
  void reported(std::uint32_t unit) { reported_[unit] = 1; }
  /// Messages that were handed over for sending.
  void sent(const std::vector<WeakMessage>& messages);
  /// The hub has enqueued the message; messages that show nothing are passed over.
  void accepted(DeviceId device, std::uint32_t sequence, Time enqueued);
  /// The message will never reach a hub.
  void dropped(DeviceId device, std::uint32_t sequence) { under_way_.erase({device.value(), sequence}); }
  /// The hub logged a connection with weak TLS.
  void connected(const WeaknessPlan& plan, DeviceId device, Time time, Time available);
  /// A record in the hub's log, or a line of an export, that the pipeline can read then.
  void recorded(std::uint32_t unit, Time available);

  /// Something that shows it came to be, in a report or at the hub.
  bool was_reported(std::uint32_t unit) const { return reported_[unit] != 0 || reached_[unit] != Time::max(); }
  /// Time::max(): never.
  Time reached(std::uint32_t unit) const { return reached_[unit]; }

 private:
  std::vector<std::uint8_t> reported_;  ///< bytes, so that threads write apart
  std::vector<Time> reached_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> under_way_;  ///< by device, sequence
};

}  // namespace picket::sim
