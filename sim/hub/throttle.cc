#include "sim/hub/throttle.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

Throttle::Throttle(RateLimit limit, double burst_seconds, double queue_seconds, double wait_seconds)
    : request_(limit.period.count_microseconds()), per_microsecond_(limit.requests) {
  PICKET_CHECK(limit.requests > 0 && request_ > 0 && burst_seconds >= 0 && queue_seconds >= 0 && wait_seconds >= 0);
  const auto requests = [&limit](double seconds) {
    const double periods = seconds / limit.period.to_seconds();
    return static_cast<std::int64_t>(std::floor(periods * static_cast<double>(limit.requests)));
  };
  capacity_ = std::max<std::int64_t>(1, requests(burst_seconds)) * request_;
  queue_limit_ = requests(queue_seconds) * request_;
  wait_limit_ = Duration::from_seconds(wait_seconds).count_microseconds();
}

}  // namespace picket::sim
