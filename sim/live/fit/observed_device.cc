#include "sim/live/fit/observed_device.h"

#include <algorithm>
#include <cmath>

namespace picket::sim {

void LogMoments::add(double value, double hits) {
  if (value <= 0) {
    zeros += hits;
    return;
  }
  const double log = std::log(value);
  weight += hits;
  sum += hits * log;
  squares += hits * log * log;
  largest = std::max(largest, value);
}

void LogMoments::add(const LogMoments& other) {
  weight += other.weight;
  sum += other.sum;
  squares += other.squares;
  zeros += other.zeros;
  largest = std::max(largest, other.largest);
}

ObservedSort& ObservedDevice::sort(EventSort which) {
  std::unique_ptr<ObservedSort>& found = sorts[static_cast<std::size_t>(which)];
  if (found == nullptr) found = std::make_unique<ObservedSort>();
  return *found;
}

}  // namespace picket::sim
