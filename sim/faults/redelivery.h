#pragma once

#include <cstdint>

#include "agent_core/base/time.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// F13, what may become of a message that the hub has taken over a connection that is young: delivery is at least once, and
/// not in order.
enum class Delivery : std::uint8_t {
  kOnce,
  kAnswerLost,  ///< the client hears nothing, waits for its time and sends it again: a duplicate
  kCopied,      ///< the analytics read it a second time, later
  kLate,        ///< the analytics read it later than those that were sent after it
};

/// Source: workload survey 4, F13; loss is what the client's own timeouts and queues make of it.
struct Redelivery {
  explicit Redelivery(const Fault& fault);
  Duration after_reconnect;
  double lost_answer_share;
  double copied_share;
  double late_share;
  Distribution late_by;

  /// `u` in (0, 1), `since_connected`: the connection's age.
  Delivery delivery_of(Duration since_connected, double u) const;
  /// By how much a copy or a late message comes later; `u` in (0, 1).
  Duration lateness(double u) const;
};

}  // namespace picket::sim
