#pragma once

#include <cmath>

namespace picket::sim {

/// The scale on which intervals of shares are symmetric. `p` in (0, 1).
inline double logit(double p) { return std::log(p / (1 - p)); }
/// The share of a logit.
inline double expit(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace picket::sim
