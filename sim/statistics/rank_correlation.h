#pragma once

#include <optional>
#include <span>

namespace picket::sim {

/// Spearman's rank correlation: do two measures order policies alike? Of a cheap fidelity and the full one, before the cheap
/// one is trusted to sort candidates.
///
/// Input:  pairs in the same order, finite.
/// Output: in [-1, 1]; nothing below two pairs or when one side does not vary.
/// Source: Spearman, American Journal of Psychology 15 (1904): Pearson's correlation of the midranks, as R's
///         cor(method = "spearman").
std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y);

}  // namespace picket::sim
