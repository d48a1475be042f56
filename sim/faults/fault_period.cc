#include "sim/faults/fault_period.h"

#include <algorithm>

#include "sim/fleet/quantile.h"

namespace picket::sim {

FaultPeriod period_of(const Fault& fault, Time start, Time end, KeyedDraws& draws) {
  const double seconds = quantile_of(duration_of(fault), draws.uniform());
  // Compared first: what lasts to the end is longer than a Duration can say.
  if (seconds >= (end - start).to_seconds()) return {start, std::max(start, end)};
  return {start, start + Duration::from_seconds(std::max(0.0, seconds))};
}

}  // namespace picket::sim
