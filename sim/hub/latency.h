#pragma once

#include "agent_core/base/time.h"
#include "sim/scenario/distribution.h"

namespace picket::sim {

/// A latency drawn by inversion, so that one random number gives one latency and runs of two
/// policies that use the same number see the same latency.
///
/// Input:  a Distribution in seconds; `random` in (0, 1).
/// Cost:   one inverse normal and one exponential for a lognormal.
/// Limits: never negative; cut to the distribution's `max`. A negative binomial is inverted by
///         summing its probabilities, at most 10^6 terms.
class Latency {
 public:
  explicit Latency(const Distribution& distribution);
  Duration at(double random) const;

 private:
  double seconds_at(double random) const;

  Distribution distribution_;
  double log_median_ = 0;  ///< of a lognormal
};

}  // namespace picket::sim
