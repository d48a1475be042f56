#pragma once

#include <cstdint>
#include <span>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Exact interval for the rate of a Poisson process: `events` seen in `exposure` (device-hours,
/// say), exposure > 0. The low end is 0 when no event was seen.
/// Limits: only for independent events. Alarms come in bursts; use `replicated_rate` for them.
Interval poisson_rate(std::uint64_t events, double exposure, double level = 0.95);

/// What one replication saw.
struct RateCount {
  std::uint64_t events = 0;
  double exposure = 0;
};

/// Rate per exposure from replications: false alerts per device-day.
///
/// Model:  ratio of totals with a t interval over replications (robust to bursts), cut at 0. When
///         the counts of all replications give the same rate (most often no event at all), the
///         spread says nothing and the exact Poisson interval of the totals is used.
/// Output: n = replications; interval from kMinReplicationsForInterval on.
IntervalEstimate replicated_rate(std::span<const RateCount> replications, double level = 0.95);

/// Variance of the counts over their mean; above 1.5 the events are no Poisson process. 1 when
/// there is nothing to judge (fewer than 2 replications, no events). Assumes equal exposures.
double dispersion(std::span<const RateCount> replications);

}  // namespace picket::sim
