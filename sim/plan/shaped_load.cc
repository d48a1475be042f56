#include "sim/plan/shaped_load.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// Messages whose wait runs evenly from one end to the other.
struct WaitSpan {
  double messages = 0;
  double from_seconds = 0;
  double to_seconds = 0;
};

/// The level of a throttle in seconds of its rate, 0 to what bucket and queue hold.
class FluidThrottle {
 public:
  FluidThrottle(double rate, const ThrottleDepths& shaping)
      : rate_(rate), burst_(shaping.burst_seconds), full_(burst_ + std::min(shaping.queue_seconds, shaping.wait_seconds)) {}

  void fill() { level_ = full_; }

  /// Lets an even demand come for a time.
  void advance(double per_second, double seconds) {
    const double slope = per_second / rate_ - 1;
    while (seconds > 0) {
      const double end = next_end(slope);
      const bool stays = end == level_;
      const double took = stays ? seconds : std::min(seconds, (end - level_) / slope);
      const double to = stays ? level_ : took == seconds ? std::clamp(level_ + slope * took, 0.0, full_) : end;
      const double came = per_second * took;
      const double accepted = stays && level_ == full_ && slope > 0 ? rate_ * took : came;
      refused_ += came - accepted;
      came_ += came;
      if (accepted > 0) spans_.push_back({accepted, std::max(0.0, level_ - burst_), std::max(0.0, to - burst_)});
      level_ = to;
      seconds -= took;
      if (stays) break;
    }
  }

  void forget() {
    spans_.clear();
    came_ = refused_ = 0;
  }
  double refused_share() const { return came_ > 0 ? refused_ / came_ : 0; }
  /// Share of the accepted messages that wait longer.
  double share_beyond(double wait_seconds) const {
    double all = 0;
    double beyond = 0;
    for (const WaitSpan& span : spans_) {
      all += span.messages;
      const double low = std::min(span.from_seconds, span.to_seconds);
      const double high = std::max(span.from_seconds, span.to_seconds);
      if (wait_seconds >= high) continue;
      beyond += span.messages * (wait_seconds <= low ? 1 : (high - wait_seconds) / (high - low));
    }
    return all > 0 ? beyond / all : 0;
  }
  double longest_wait() const { return full_ - burst_; }

 private:
  /// Where the level's run with this slope ends: the bucket's depth on the way, empty, full; where it is, if it stays.
  double next_end(double slope) const {
    if (slope > 0) return level_ < burst_ ? burst_ : full_;
    if (slope < 0) return level_ > burst_ ? burst_ : 0;
    return level_;
  }

  double rate_;
  double burst_;
  double full_;
  double level_ = 0;
  double came_ = 0;
  double refused_ = 0;
  std::vector<WaitSpan> spans_;
};

/// A throttle after a period at whose begin it stood as at its end.
FluidThrottle settled(const DemandProfile& demand, double rate, const ThrottleDepths& shaping) {
  FluidThrottle throttle(rate, shaping);
  // With more demand than rate every period touches full, with less every one touches empty; so the first period from there ends as
  // all others do, and the second is the one that repeats.
  double sum = 0;
  for (const double per_second : demand.per_second) sum += per_second;
  if (sum > rate * static_cast<double>(demand.per_second.size())) throttle.fill();
  for (int period = 0; period < 2; ++period) {
    throttle.forget();
    for (const double per_second : demand.per_second) throttle.advance(per_second, demand.step_seconds);
  }
  return throttle;
}

bool keeps_to(const FluidThrottle& throttle, const DelayGoals& goals) {
  return throttle.refused_share() <= goals.max_refused && throttle.share_beyond(goals.max_delay_seconds) <= 1 - goals.delay_quantile;
}

}  // namespace

ShapedLoad shape_load(const DemandProfile& demand, double rate, const ThrottleDepths& shaping, double quantile) {
  PICKET_CHECK(rate > 0 && demand.step_seconds > 0 && quantile > 0 && quantile < 1, rate, demand.step_seconds, quantile);
  const FluidThrottle throttle = settled(demand, rate, shaping);
  ShapedLoad out;
  out.refused_share = throttle.refused_share();
  double low = 0;
  double high = throttle.longest_wait();
  if (throttle.share_beyond(0) <= 1 - quantile) return out;
  for (int i = 0; i < 60 && low < high; ++i) {
    const double middle = low + (high - low) / 2;
    (throttle.share_beyond(middle) <= 1 - quantile ? high : low) = middle;
  }
  out.delay_seconds_quantile = high;
  return out;
}

double required_rate(const DemandProfile& demand, const ThrottleDepths& shaping, const DelayGoals& goals) {
  if (demand.per_second.empty()) return 0;
  PICKET_CHECK(demand.step_seconds > 0, demand.step_seconds);
  double high = *std::max_element(demand.per_second.begin(), demand.per_second.end());
  if (high <= 0) return 0;
  double low = 0;
  while (high - low > 1e-9 * high) {
    const double middle = low + (high - low) / 2;
    (keeps_to(settled(demand, middle, shaping), goals) ? high : low) = middle;
  }
  return high;
}

}  // namespace picket::sim
