#pragma once

#include <cstdint>
#include <span>

namespace picket::sim {

/// Wilcoxon's signed-rank test: a check on the paired t test that no single outlier decides.
struct SignedRankTest {
  std::uint32_t n = 0;           ///< differences that are not 0
  double positive_rank_sum = 0;  ///< R's V
  double p_value = 1;            ///< two-sided; 1 when no difference is left
  bool exact = false;
};

/// Model:  V is the sum of the ranks of |d| of the positive differences. Up to kMostExactPairs differences the distribution
///         of V over all signs is counted out, ties included (midranks); beyond, normal with continuity and tie correction.
/// Input:  differences of pairs, one a replication. Zeros are left out, as Wilcoxon did.
/// Limits: the hypothesis is that differences are symmetric around 0. Below n = 6 no p falls below 0.05 (2 / 2^n).
/// Cost:   n^3 up to kMostExactPairs.
/// Source: Wilcoxon, Biometrics Bulletin 1 (1945); without ties the same as R's wilcox.test.
SignedRankTest wilcoxon_signed_rank(std::span<const double> differences);

inline constexpr std::uint32_t kMostExactPairs = 50;

}  // namespace picket::sim
