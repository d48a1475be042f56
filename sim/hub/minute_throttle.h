#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::sim {

/// A throttle that counts by clock minutes (UTC) and queues nothing: a request passes at once while the minute's amount
/// holds it whole, and is refused otherwise (429001).
///
/// Input:  requests in time order; one may take several tokens.
/// Cost:   24 bytes of state, constant time.
/// Limits: whether the real hub's minutes begin with the clock's or with the first request is not published; at a
///         border twice the amount passes within a moment.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09, "Identity registry operations throttle".
class MinuteThrottle {
 public:
  /// Admits everything.
  MinuteThrottle() = default;
  explicit MinuteThrottle(std::int64_t per_minute) : per_minute_(per_minute) {}

  bool request(Time arrival, std::int64_t tokens = 1) {
    if (per_minute_ == 0) return true;
    if (arrival >= end_) {
      end_ = Time::from_unix_seconds((arrival.unix_seconds() / 60 + 1) * 60);
      used_ = 0;
    }
    if (tokens > per_minute_ - used_) return false;
    used_ += tokens;
    return true;
  }

 private:
  std::int64_t per_minute_ = 0;
  std::int64_t used_ = 0;
  Time end_ = Time::min();
};

}  // namespace picket::sim
