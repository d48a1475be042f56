#pragma once

#include <array>
#include <cstdint>

#include "agent_core/base/time.h"
#include "sim/hub/hub.h"
#include "sim/hub/minute_throttle.h"
#include "sim/hub/throttle.h"
#include "sim/hub/throttle_limits.h"

namespace picket::sim {

/// All throttles of one hub. Each counts for itself: twin reads leave what sends may do as it is.
class HubThrottles {
 public:
  struct Answer {
    std::uint32_t code = hub_code::kOk;  ///< or 429001, 429002, 429003
    Duration wait;                       ///< in the shaping queue, when admitted
  };

  /// `units` 0: admits everything at once. A throttle of which the tier has no operation admits everything too: whoever
  /// asks has judged the tier before.
  HubThrottles(const HubSettings& settings, std::uint32_t units);

  Answer request(HubThrottle throttle, Time arrival, std::int64_t tokens = 1) {
    const auto index = static_cast<std::size_t>(throttle);
    if (whole_minutes_[index]) {
      return {minutes_[index].request(arrival, tokens) ? hub_code::kOk : hub_code::kThrottling, Duration{}};
    }
    const Throttle::Answer answer = shaped_[index].request(arrival, tokens);
    if (answer.outcome == Throttle::Outcome::kAdmitted) return {hub_code::kOk, answer.wait};
    return {answer.outcome == Throttle::Outcome::kQueueFull ? hub_code::kThrottleBacklogLimitExceeded
                                                            : hub_code::kThrottlingBacklogTimeout,
            Duration{}};
  }

 private:
  std::array<Throttle, kHubThrottles> shaped_;
  std::array<MinuteThrottle, kHubThrottles> minutes_;
  std::array<bool, kHubThrottles> whole_minutes_{};
};

}  // namespace picket::sim
