#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::sim {

/// How many requests may be made in a period, over and over.
struct RateLimit {
  std::int64_t requests = 0;
  Duration period = Duration::seconds(1);

  static constexpr RateLimit per_second(std::int64_t n) { return {n, Duration::seconds(1)}; }
  static constexpr RateLimit per_minute(std::int64_t n) { return {n, Duration::minutes(1)}; }
  constexpr bool operator==(const RateLimit&) const = default;
};

/// A traffic-shaping throttle in closed form: what happens to a request is known when it arrives,
/// so nothing has to be queued in memory.
///
/// Model:  a token bucket that refills at the limit and holds `burst_seconds` of it (at least
///         one token), then a first-in first-out queue that takes each token as it comes. `level_`
///         is what the bucket lacks plus what the queue holds, in requests times the period's
///         microseconds; it falls by the limit's requests each microsecond. A request leaves once the
///         level it finds fits the bucket.
/// Input:  requests in time order; one may take several tokens (`request`'s `tokens`).
/// Output: the wait, rounded up to the microsecond, or a refusal: 429002 when the queue is full,
///         429003 when the wait would be too long. A refused request takes no token.
/// Cost:   56 bytes of state, about 5 ns; integers only, so exact.
/// Limits: a request of more tokens than bucket and queue hold together is never admitted.
/// Source: token bucket as a virtual scheduling algorithm, ITU-T I.371, annex A.
class Throttle {
 public:
  enum class Outcome : std::uint8_t { kAdmitted, kQueueFull, kWaitTooLong };
  struct Answer {
    Outcome outcome = Outcome::kAdmitted;
    Duration wait;
  };

  /// Admits everything at once.
  Throttle() = default;
  Throttle(RateLimit limit, double burst_seconds, double queue_seconds, double wait_seconds);

  Answer request(Time arrival, std::int64_t tokens = 1) {
    if (per_microsecond_ == 0) return {};
    drain(arrival);
    const std::int64_t wanted = tokens * request_;
    const std::int64_t short_of = level_ - capacity_ + wanted;  // what would wait, this request with it
    if (short_of > queue_limit_) return {Outcome::kQueueFull, Duration{}};
    const std::int64_t wait = short_of <= 0 ? 0 : (short_of + per_microsecond_ - 1) / per_microsecond_;
    if (wait > wait_limit_) return {Outcome::kWaitTooLong, Duration{}};
    level_ += wanted;
    return {Outcome::kAdmitted, Duration::microseconds(wait)};
  }

 private:
  void drain(Time arrival) {
    const std::int64_t elapsed = (arrival - last_).count_microseconds();
    last_ = arrival;
    // The comparison comes first: the product could overflow after years of silence.
    level_ = elapsed > level_ / per_microsecond_ ? 0 : level_ - elapsed * per_microsecond_;
  }

  std::int64_t request_ = 0;          ///< what one request adds to the level
  std::int64_t per_microsecond_ = 0;  ///< what leaves it
  std::int64_t capacity_ = 0;
  std::int64_t queue_limit_ = 0;  ///< the most that may wait
  std::int64_t wait_limit_ = 0;   ///< microseconds
  std::int64_t level_ = 0;
  Time last_ = Time::from_unix_microseconds(Time::min().unix_microseconds() / 4);
};

}  // namespace picket::sim
