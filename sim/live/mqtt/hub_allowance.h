#pragma once

#include <cstdint>

#include "sim/live/mqtt/operation_pace.h"

namespace picket::sim {

/// What the clients of one hub may do together: how fast they connect and send, and how many messages they send at all.
///
/// Use: one object for all clients of a hub, in one thread; it outlives them.
struct HubAllowance {
  OperationPace connects;
  OperationPace sends;
  std::uint64_t messages = UINT64_MAX;  ///< that may still be sent, repeats included
};

}  // namespace picket::sim
