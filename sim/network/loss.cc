#include "sim/network/loss.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "sim/network/tls_tcp.h"

namespace picket::sim {

namespace {

constexpr std::int64_t kFullSegment = kSegmentPayload + kSegmentHeader;
constexpr int kSegmentsForFastRetransmit = 3;

// Further uniform numbers in (0, 1) from the bits of the first: the losses need few or none.
class Uniforms {
 public:
  explicit Uniforms(double first) : value_(first), state_(std::bit_cast<std::uint64_t>(first)) {}
  double next() {
    const double result = value_;
    state_ = hash_combine(state_, 1);
    value_ = (static_cast<double>(state_ >> 11) + 0.5) * 0x1.0p-53;
    return result;
  }

 private:
  double value_;
  std::uint64_t state_;
};

// Time from the first transmission of a segment that was lost `losses` times to the one that arrived.
Duration timeouts(int losses, Duration round_trip, const RetransmissionTimer& timer) {
  Duration wait = std::max(timer.least, round_trip * 3);
  Duration total;
  for (int i = 0; i < losses; ++i) {
    wait = std::min(wait, timer.most);
    total += wait;
    wait = wait * 2;
  }
  return total;
}

}  // namespace

// Transmissions are a row of trials of which `segments` must succeed. The number of successes
// before the next loss is geometric, so losses are drawn and not segments; a loss right after a
// loss hits the same segment again.
LossOutcome draw_losses(Bytes line_bytes, double loss_ratio, Duration round_trip, double random,
                        const RetransmissionTimer& timer) {
  PICKET_CHECK(loss_ratio >= 0 && loss_ratio < 1 && random > 0 && random < 1, "loss", loss_ratio, "random", random);
  LossOutcome outcome;
  if (loss_ratio == 0 || line_bytes.count() <= 0) return outcome;
  const std::int64_t segments = (line_bytes.count() + kFullSegment - 1) / kFullSegment;
  const std::int64_t last_segment = line_bytes.count() - (segments - 1) * kFullSegment;
  const double log_success = std::log1p(-loss_ratio);
  Uniforms uniforms(random);
  Duration fast;
  Duration longest_timeout;
  std::int64_t left = segments;  // not yet arrived, the current one included
  int row = 0;                   // losses of the current segment so far
  const auto segment_arrived = [&] {
    if (row == 1 && left > kSegmentsForFastRetransmit)
      fast += round_trip;
    else if (row > 0)
      longest_timeout = std::max(longest_timeout, timeouts(row, round_trip, timer));
  };
  for (;;) {
    const double successes = std::floor(std::log(uniforms.next()) / log_success);
    if (successes >= 1) {
      segment_arrived();
      row = 0;
    }
    if (successes >= static_cast<double>(left)) break;
    left -= static_cast<std::int64_t>(successes);
    ++row;
    ++outcome.lost_segments;
    outcome.extra_bytes += Bytes(left == 1 ? last_segment : kFullSegment);
  }
  outcome.delay = fast + longest_timeout;
  return outcome;
}

}  // namespace picket::sim
