#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/kaplan_meier.h"

namespace picket::sim {

/// The attacked units of one replication.
using SurvivalCluster = std::vector<SurvivalTime>;

/// Time to detect over units that come in clusters, one cluster per replication.
struct ClusteredSurvival {
  std::uint32_t units = 0;
  std::uint32_t events = 0;                ///< by the horizon
  std::uint32_t replications = 0;          ///< with at least one unit
  IntervalEstimate probability;            ///< of the event by the horizon
  std::optional<SurvivalQuantile> median;  ///< missing: not reached
  std::optional<SurvivalQuantile> p90;
  bool quantile_intervals = false;  ///< false: too few replications for the intervals above
  IntervalEstimate restricted_mean_seconds;
  KaplanMeier curve;  ///< pooled
};

/// Model:  the curve pools all units. P(event) is `clustered_proportion` over replications; the
///         restricted mean is the mean of those of the replications with a t interval, or, with
///         fewer than ten units not seen by the horizon, a bootstrap-t interval. The band
///         of the curve sums each replication's influence on ln S, squares and adds the sums
///         (R / (R - 1) times), and uses t(R - 1); it is never narrower than Greenwood's for
///         independent units, since sums over few clusters are biased low. Quantile intervals
///         follow from this band.
/// Input:  what lies beyond `horizon` (> 0) counts as censored at it; one horizon for all policies.
/// Output: below kMinReplicationsForInterval no intervals, and the band is Greenwood's, which
///         takes units as independent.
/// Cost:   units log units + replications x distinct event times.
/// Limits: P(event by the horizon) counts units censored before it as "not detected".
/// Source: the sum of squared influences is the grouped infinitesimal jackknife: Therneau and
///         Grambsch, Modeling Survival Data (2000), chapter 2 and 7.
ClusteredSurvival clustered_survival(std::span<const SurvivalCluster> replications, double horizon,
                                     double level = 0.95);

/// P(event within `seconds`) with the interval over replications.
IntervalEstimate clustered_probability_by(std::span<const SurvivalCluster> replications, double seconds,
                                          double level = 0.95);

/// Rate of events within `seconds` in each replication that has units, in order; the input of
/// `runs_needed_for_proportion`.
std::vector<double> rates_by(std::span<const SurvivalCluster> replications, double seconds);

}  // namespace picket::sim
