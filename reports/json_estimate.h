#pragma once

#include <limits>

#include "reports/json_fields.h"
#include "sim/results/study_result.h"

namespace picket {

/// An estimate of a result file; an open upper end, which JSON cannot write, comes back as infinity.
inline void read_estimate(JsonFields in, sim::Estimate& out) {
  in.read("value", out.value);
  in.read("ci_low", out.ci_low);
  in.read("ci_high", out.ci_high);
  in.read("ci_high_open", out.ci_high_open);
  in.read("n", out.n);
  if (out.ci_high_open) out.ci_high = std::numeric_limits<double>::infinity();
}

}  // namespace picket
