#pragma once

#include <span>
#include <vector>

namespace picket::sim {

/// Benjamini and Hochberg's step-up adjustment: among the hypotheses whose adjusted p is at most q, no more than a share q
/// is rejected falsely, on average. For tables that explore; a gate uses `holm_adjusted`.
///
/// Input:  p values in [0, 1], any order.
/// Output: adjusted p values in the order given, at most 1.
/// Limits: holds for independent p values and for positively dependent ones.
/// Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995); R's p.adjust(p, "BH").
std::vector<double> benjamini_hochberg_adjusted(std::span<const double> p_values);

}  // namespace picket::sim
