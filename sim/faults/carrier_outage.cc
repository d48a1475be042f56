#include "sim/faults/carrier_outage.h"

#include <algorithm>
#include <cmath>

namespace picket::sim {

double recovered_at(double u) {
  // With x = 1/2 - sin(a), 3 x^2 - 2 x^3 is (1 - sin(3 a)) / 2.
  return 0.5 - std::sin(std::asin(std::clamp(1 - 2 * u, -1.0, 1.0)) / 3);
}

Outage carrier_outage(const Fault& fault, const FaultPeriod& period, Time end, KeyedDraws site) {
  const double seconds = recovery_of(fault).to_seconds() * recovered_at(site.uniform());
  if (seconds >= (end - period.until).to_seconds()) return {period.from, std::max(period.until, end)};
  return {period.from, period.until + Duration::from_seconds(seconds)};
}

}  // namespace picket::sim
