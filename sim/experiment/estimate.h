#pragma once

#include <cmath>

#include "sim/results/study_result.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// The form in which results carry a value with its interval.
inline Estimate estimate_of(const IntervalEstimate& from) {
  Estimate to;
  to.value = from.value;
  to.n = from.n;
  if (from.interval) {
    to.ci_low = from.interval->low;
    if (std::isinf(from.interval->high)) {
      to.ci_high_open = true;
    } else {
      to.ci_high = from.interval->high;
    }
  }
  return to;
}

}  // namespace picket::sim
