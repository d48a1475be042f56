#include "sim/hub/throttle.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

Throttle::Throttle(std::int64_t per_second, double burst_seconds, double queue_seconds, double wait_seconds)
    : per_second_(per_second) {
  PICKET_CHECK(per_second > 0 && burst_seconds >= 0 && queue_seconds >= 0 && wait_seconds >= 0);
  const auto requests = [per_second](double seconds) {
    return static_cast<std::int64_t>(std::floor(seconds * static_cast<double>(per_second)));
  };
  capacity_ = std::max<std::int64_t>(1, requests(burst_seconds)) * kRequest;
  // A request whose token is partly there still waits: n wait when the level exceeds the capacity
  // by more than n - 1 requests.
  queue_limit_ = (requests(queue_seconds) - 1) * kRequest;
  wait_limit_ = Duration::from_seconds(wait_seconds).count_microseconds();
}

}  // namespace picket::sim
