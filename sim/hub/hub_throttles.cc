#include "sim/hub/hub_throttles.h"

namespace picket::sim {

HubThrottles::HubThrottles(const HubSettings& settings, std::uint32_t units) {
  if (units == 0) return;
  for (std::size_t i = 0; i < kHubThrottles; ++i) {
    const auto throttle = static_cast<HubThrottle>(i);
    const auto limit = rate_of(throttle, settings.sku, units);
    if (!limit) continue;
    whole_minutes_[i] = row_of(throttle).shaping == Shaping::kWholeMinutes;
    if (whole_minutes_[i]) {
      minutes_[i] = MinuteThrottle(limit->requests * (Duration::minutes(1) / limit->period));
    } else {
      shaped_[i] = Throttle(*limit, settings.throttle_burst_seconds, settings.throttle_queue_seconds,
                            settings.throttle_wait_seconds);
    }
  }
}

}  // namespace picket::sim
