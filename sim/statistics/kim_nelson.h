#pragma once

#include <cstddef>
#include <cstdint>

namespace picket::sim {

/// Kim and Nelson's procedure KN: keeps the best of k systems with a guarantee, and stops as soon as it can.
///
/// Model:  after `first` replications S2_il is the variance of X_i - X_l; then, after each replication r, system i goes if
///         mean_i > mean_l + max(0, d / (2 r) (h2 S2_il / d^2 - r)) for some l, d the indifference. The mean is to be small.
/// Input:  one replication of all systems at a time, on common seeds if that can be had: their correlation shortens it.
/// Output: with probability `confidence` or more the best stays, if it is better than all others by d or more; else one that
///         is not worse than the best by more than about d.
/// Limits: takes values as normal. The guarantee is of the choice, not of the number of runs.
/// Use:    sim/tune/final_choice.cc runs the race; what is here are its numbers.
/// Source: Kim and Nelson, ACM Transactions on Modeling and Computer Simulation 11 (2001), c = 1.

/// Constants of Kim and Nelson's procedure with c = 1 for k systems and `first` replications before the first look.
struct KimNelsonConstants {
  double eta = 0;        ///< ((2 alpha / (k - 1))^(-2 / (first - 1)) - 1) / 2
  double h_squared = 0;  ///< 2 eta (first - 1)
};
/// Errors: CHECK that systems > 1, first > 1, 0 < confidence < 1 and confidence > 1 - (systems - 1) / 2.
KimNelsonConstants kim_nelson_constants(std::size_t systems, std::uint32_t first, double confidence);

/// By how much one mean may lie beyond another after `r` replications without being dropped for it.
/// Input:  `spread`: variance of their differences in the first replications; `indifference` > 0.
double kim_nelson_allowance(double spread, double h_squared, double indifference, std::uint32_t r);

}  // namespace picket::sim
