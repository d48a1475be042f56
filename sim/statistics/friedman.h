#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace picket::sim {

/// How treatments (policies) rank over blocks (attacks), and whether that is more than chance.
struct Friedman {
  std::uint32_t blocks = 0;
  std::vector<double> mean_ranks;  ///< by treatment; 1: the smallest value in every block
  double chi_squared = 0;
  double p_value = 1;              ///< of "no treatment is ranked above another"
  /// [i][j]: of "i and j are ranked alike", after Holm over all pairs, so that the pair may be chosen after looking.
  std::vector<std::vector<double>> pair_p;
};

/// Fewer blocks than this are ranked without a p value: the chi-squared law of the statistic is too far off.
inline constexpr std::uint32_t kLeastBlocks = 5;

/// Model:  values are ranked within each block, equal ones by their mean rank. chi^2 = sum (R_j - N (k + 1) / 2)^2 over
///         N k (k + 1) / 12 - ties / (12 (k - 1)), k - 1 degrees of freedom, with ties = sum of t^3 - t over groups of equal values. A
///         pair differs by z = (mean rank i - mean rank j) / sqrt(2 v / N), v that denominator over N: without ties
///         sqrt(k (k + 1) / (6 N)), Nemenyi's error. Holm over the k (k - 1) / 2 pairs.
/// Input:  a list of k >= 2 finite values for each block, k the same for all.
/// Output: p values are 1 below kLeastBlocks blocks, and where all values of every block are equal.
/// Limits: blocks are the sample: what is shown holds for attacks like these. Ranks do not say by how much. The laws are those of
///         many blocks; with few the test rejects a little less often than its level (measured in the tests).
/// Source: Friedman, JASA 32 (1937); Hollander and Wolfe, Nonparametric Statistical Methods, 2nd ed., section 7.1 (ties);
///         Demsar, Journal of Machine Learning Research 7 (2006), for the pairs.
Friedman friedman(std::span<const std::vector<double>> blocks);

}  // namespace picket::sim
