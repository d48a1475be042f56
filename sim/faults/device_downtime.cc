#include "sim/faults/device_downtime.h"

#include <algorithm>

#include "sim/fleet/quantile.h"

namespace picket::sim {
namespace {

/// As ordinary restarts do, none takes less than a second.
Duration at_least_a_second(const Distribution& distribution, KeyedDraws& draws) {
  return Duration::from_seconds(std::max(1.0, quantile_of(distribution, draws.uniform())));
}

}  // namespace

Downtime power_cut(const Fault& fault, const FaultPeriod& period, KeyedDraws device) {
  return {period.from, period.until + at_least_a_second(boot_of(fault), device), true};
}

std::vector<Downtime> crash_loop(const Fault& fault, const FaultPeriod& period, KeyedDraws device) {
  std::vector<Downtime> out;
  Time at = period.from;
  while (out.size() < kMostRestarts) {
    at += at_least_a_second(up_of(fault), device);
    if (at >= period.until) break;
    const Time back = at + at_least_a_second(down_of(fault), device);
    out.push_back({at, back, false});
    at = back;
  }
  return out;
}

Downtime gateway_reboot(const FaultPeriod& period) {
  return {period.from, std::max(period.until, period.from + Duration::seconds(1)), false};
}

Downtime restart_without_clock(const Fault& fault, Time start, KeyedDraws device) {
  return {start, start + at_least_a_second(boot_of(fault), device), false};
}

}  // namespace picket::sim
