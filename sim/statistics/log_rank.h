#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/statistics/clustered_survival.h"
#include "sim/statistics/kaplan_meier.h"

namespace picket::sim {

/// Do two curves of "not yet detected" differ anywhere.
struct LogRankTest {
  double observed = 0;      ///< events of the first sample
  double expected = 0;      ///< of them, if both samples had one curve
  double chi_squared = 0;   ///< one degree of freedom
  double p_value = 1;
};

/// Model:  (O - E)^2 / V over all event times with hypergeometric variances.
/// Input:  independent units; censoring must have nothing to do with the detector, and end at one horizon for both.
/// Output: p = 1 if there is nothing to compare (V = 0).
/// Limits: weak when curves cross. Several attacked devices of one replication are no independent units, and common seeds
///         pair the samples: `paired_log_rank` for both.
/// Source: Klein and Moeschberger, Survival Analysis, 2nd ed., section 7.3; agrees with R's survdiff.
LogRankTest log_rank(std::span<const SurvivalTime> x, std::span<const SurvivalTime> y);

/// The same question of two policies on the same replications.
struct PairedLogRank {
  double observed = 0;
  double expected = 0;
  std::uint32_t n = 0;            ///< replications with units of either policy
  std::optional<double> t;        ///< missing when the replications' scores do not vary
  std::optional<double> p_value;  ///< missing below kMinReplicationsForInterval; without t as `PairedDifference`'s
};

/// Model:  O - E is a sum of scores, one of each unit: event (z - Y_x / Y) minus the sum of (z - Y_x / Y) d / Y over event
///         times up to its own, z = 1 in the first sample. The scores of a replication, of both policies, are added up; the
///         sums are nearly independent with mean 0 under the hypothesis, and Student's t with n - 1 degrees of freedom
///         judges them. So devices of one replication may depend, and common seeds are put to use.
/// Input:  the same replications in the same order (lengths differ: caller's bug).
/// Source: Lin and Wei, Journal of the American Statistical Association 84 (1989), for the robust variance of the score.
PairedLogRank paired_log_rank(std::span<const SurvivalCluster> x, std::span<const SurvivalCluster> y);

}  // namespace picket::sim
