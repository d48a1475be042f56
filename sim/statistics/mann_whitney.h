#pragma once

#include <cstdint>
#include <span>

namespace picket::sim {

/// Mann and Whitney's test of two samples that share nothing: a check on Welch's t that no single outlier decides.
struct RankSumTest {
  double u = 0;                ///< pairs (x, y) with x > y, equal ones half; R's W
  double share_x_larger = 0.5; ///< u over all pairs: P(x > y) + P(x = y) / 2
  double p_value = 1;          ///< two-sided; 1 if one sample is empty
  bool exact = false;
};

/// Model:  up to kMostExactRanks values together, the distribution of u over all ways to deal the ranks is counted out, ties
///         included (midranks); beyond, normal with continuity and tie correction.
/// Input:  one value a replication.
/// Limits: the hypothesis is that both samples have one distribution; with unequal spreads the level is only near.
/// Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947); without ties the same as R's wilcox.test.
RankSumTest mann_whitney(std::span<const double> x, std::span<const double> y);

inline constexpr std::uint32_t kMostExactRanks = 60;

}  // namespace picket::sim
