#pragma once

#include <span>
#include <vector>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// What was seen of one stratum of a population.
struct StratumSample {
  double units = 0;              ///< of the population that the stratum stands for: N_h
  std::vector<double> per_unit;  ///< mean of a sampled unit, one value per replication
};

/// A total over a population, and which stratum its uncertainty comes from.
struct StratifiedTotal {
  IntervalEstimate total;
  std::vector<double> variance_share;  ///< by stratum; they sum to 1, or are all 0 where nothing scatters
};

/// Total of a quantity over a population of which each stratum was sampled by itself.
///
/// Model:  Y = sum N_h y_h, y_h the mean over replications; var Y = sum g_h, g_h = N_h^2 s_h^2 / R_h with s_h^2 between
///         replications, which holds the scatter between sampled units too; Student's t with (sum g_h)^2 / sum(g_h^2 / (R_h - 1))
///         degrees of freedom. No finite population correction: the population is itself a draw of its classes, and what is
///         wanted is its expectation.
/// Input:  replications of different strata are independent; finite values.
/// Output: no interval with fewer than kMinReplicationsForInterval replications in a stratum; `n` is the least number of them.
/// Limits: values per stratum about normal, as means over many units are.
/// Source: Cochran, Sampling Techniques, 3rd edition 1977, sections 5.3 and 5.4 (5.16: degrees of freedom after Satterthwaite).
StratifiedTotal stratified_total(std::span<const StratumSample> strata, double level = 0.95);

}  // namespace picket::sim
