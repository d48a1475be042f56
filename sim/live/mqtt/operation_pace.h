#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Keeps operations under a rate that is judged over a while, as a hub's throttles are.
///
/// Model:  generic cell rate algorithm: an operation takes 1 / rate of time, and up to `burst` operations may be ahead of it. So in
///         any span s at most burst + s * rate operations begin.
/// Input:  `rate` operations per `per`, both > 0; `burst` >= 1.
/// State:  one time.
/// Errors: none. An order larger than the burst waits until everything before it has been paid for.
/// Source: ITU-T I.371, 1996, annex A.
class OperationPace {
 public:
  OperationPace(std::int64_t rate, Duration per, std::int64_t burst)
      : each_(Duration::microseconds((per.count_microseconds() + rate - 1) / rate)), ahead_(each_ * (burst - 1)) {}

  /// How long `operations` more must wait from now on; then tell it by `begin`.
  Duration wait(Time now, std::int64_t operations = 1) const {
    const Duration own = each_ * (operations - 1);
    const Duration allowed = own < ahead_ ? ahead_ - own : Duration();
    return paid_until_ - allowed > now ? paid_until_ - allowed - now : Duration();
  }
  void begin(Time now, std::int64_t operations = 1) { paid_until_ = (paid_until_ > now ? paid_until_ : now) + each_ * operations; }

 private:
  Duration each_;
  Duration ahead_;
  Time paid_until_;
};

}  // namespace picket::sim
