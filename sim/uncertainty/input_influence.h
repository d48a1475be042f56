#pragma once

#include <span>
#include <vector>

#include "sim/uncertainty/uncertainty_result.h"

namespace picket::sim {

/// Which inputs move a measure.
///
/// Model:  Spearman's rank correlation between an input's draws and `changes`, the measure at the draw less the measure at the
///         stated values with the same seed, which takes most of the seed's noise away. The inputs are drawn independently, so the
///         squared correlations are first-order shares of the variance of ranks: they need not sum to one where inputs interact or
///         the effect is not monotone. Interval: Fisher's z with standard error 1.03 / sqrt(n - 3). p: Student's t with n - 2
///         degrees of freedom, Holm over the inputs.
/// Input:  `shares[d][i]` of draw d and input i; draws whose change is NaN are left out.
/// Output: one for each input, largest squared correlation first; intervals and p below 1 from five draws on.
/// Source: Saltelli et al., Sensitivity Analysis in Practice (2004), ch. 6; Fieller, Hartley and Pearson, Biometrika 44 (1957)
///         for the standard error.
std::vector<InputInfluence> input_influences(const std::vector<std::vector<double>>& shares, std::span<const double> changes);

/// A measure at stated and at drawn values, in replication order; NaN where a replication has no value, which leaves its pair out.
MeasureUncertainty measure_uncertainty(std::span<const double> stated, std::span<const double> drawn,
                                       const std::vector<std::vector<double>>& shares);

}  // namespace picket::sim
