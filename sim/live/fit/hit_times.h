#pragma once

#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket::sim {

/// When the hits of an observation happened, as far as it says.
struct HitTimes {
  Time first;
  Time last;
  double hits = 1;
  bool ends_known = false;    ///< one hit at `first`, one at `last`, the others between; else all lie somewhere between
  bool clock_ahead = false;   ///< the device's clock said a time after the hub had the message
  bool clock_behind = false;  ///< or one longer ago than kOldestEvent: a clock, or a message that waited long
};

/// Model:  one hit that is not of a window is at its own time. An observation that has times of its own hits (our extended fields) has hits at
///         both and the others evenly between. Else hits lie evenly in the window that made it: generation 1 and the product's generation 2
///         say no more. A time that cannot be, since the hub had the message before or has it only now after kOldestEvent, moves the
///         observation so that it ends when the hub took it.
/// Input:  `enqueued`: when the hub took the message.
/// Limits: a clock that is behind by less than kOldestEvent is taken at its word. No window is longer than kOldestEvent.
inline constexpr Duration kOldestEvent = Duration::days(7);
/// A clock may be ahead by so much before it is called wrong; seconds are cut off on the wire.
inline constexpr Duration kClockTolerance = Duration::minutes(1);
HitTimes hit_times_of(const Observation& observation, Time enqueued);

}  // namespace picket::sim
