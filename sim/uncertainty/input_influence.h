#pragma once

#include <span>
#include <vector>

#include "sim/uncertainty/uncertainty_result.h"

namespace picket::sim {

/// Below this adjusted R squared the caution of a measure says that the order of its inputs is not to be trusted. Our choice.
inline constexpr double kTrustedFit = 0.7;

/// A measure at stated and at drawn values, and which inputs move it.
///
/// Model:  a change is the measure at the draw less the measure at the stated values with the same seed, which takes most of the seed's
///         noise away. With draws enough (`draws_for_regression`) coefficients, intervals, shares and p are of `rank_regression`, which
///         sets every input beside all others; with fewer they are of Spearman's rank correlation, one input at a time: interval by
///         Fisher's z with standard error 1.03 / sqrt(n - 3), p by Student's t with n - 2 degrees of freedom. Both estimate the same,
///         since inputs are drawn independently; the correlation is noisier. p after Holm over the inputs.
/// Input:  both in replication order, NaN where a replication has no value, which leaves its pair out; `shares[d][i]` of draw d and input i.
/// Output: influences, one for each input, largest share first; their intervals and p below 1 from five draws on. Intervals of a measure
///         that is a share are as in a run's own table: within 0 and 1, and with a width where all replications agree.
/// Limits: shares need not sum to one where inputs interact or an effect is not monotone.
/// Source: Saltelli et al., Sensitivity Analysis in Practice (2004), ch. 6; Fieller, Hartley and Pearson, Biometrika 44 (1957)
///         for the standard error.
MeasureUncertainty measure_uncertainty(std::span<const double> stated, std::span<const double> drawn,
                                       const std::vector<std::vector<double>>& shares, bool is_share = false);

}  // namespace picket::sim
