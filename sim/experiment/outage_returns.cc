#include "sim/experiment/outage_returns.h"

#include <algorithm>
#include <cmath>

#include "sim/statistics/quantile.h"

namespace picket::sim {

OutageReturns::OutageReturns(std::size_t devices, std::size_t hubs) : devices_(devices), back_since_(hubs, Time::from_unix_seconds(0)) {}

void OutageReturns::closed(std::uint32_t device, Connection which) {
  if (away_.empty()) away_.resize(2 * devices_);
  away_[place(device, which)] = true;
  ++lost_;
}

void OutageReturns::hub_is_back(std::uint32_t hub, Time at) { back_since_[hub] = at; }

void OutageReturns::connected(std::uint32_t device, Connection which, std::uint32_t hub, Time at) {
  if (away_.empty() || !away_[place(device, which)]) return;
  away_[place(device, which)] = false;
  waits_.push_back((at - back_since_[hub]).count_microseconds());
}

std::int64_t OutageReturns::wait_quantile(double p) const {
  if (waits_.empty()) return 0;
  return std::llround(sample_quantile(std::vector<double>(waits_.begin(), waits_.end()), p));
}

}  // namespace picket::sim
