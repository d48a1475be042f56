#pragma once

#include <cstdint>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"

namespace picket::sim {

/// What lost packets add to a transfer.
struct LossOutcome {
  std::uint32_t lost_segments = 0;  ///< each one sent again
  Bytes extra_bytes;                ///< sent again, headers included
  Duration delay;                   ///< until the last byte arrived, over a transfer without loss
};

/// How TCP waits before it sends again.
struct RetransmissionTimer {
  Duration least = Duration::seconds(1);  ///< RFC 6298, 2.4; Linux uses 200 ms
  Duration most = Duration::seconds(60);  ///< RFC 6298, 2.5
};

/// Draws the losses of one transfer of `line_bytes` (headers included), from one random number.
///
/// Model:  every transmission of a segment is lost with probability `loss_ratio`, independently. A
///         segment lost once with three or more behind it is sent again one round trip later (fast
///         retransmit, RFC 5681, 3.2). Otherwise the timer decides: max(least, 3 x round trip), which
///         is its value after the first sample (RFC 6298, 2.2), doubled for each further loss of
///         that segment, up to `most`. Timers of different segments overlap, so the longest counts.
/// Input:  loss_ratio in [0, 1); `random` uniform in (0, 1).
/// Cost:   constant when nothing is lost (one logarithm), else proportional to the losses.
/// Limits: bursts of loss, and a full window's slow start after a timeout, are not modelled. The
///         answer's own losses are another draw.
LossOutcome draw_losses(Bytes line_bytes, double loss_ratio, Duration round_trip, double random,
                        const RetransmissionTimer& timer = {});

}  // namespace picket::sim
