#include "sim/statistics/wilcoxon_signed_rank.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sim/statistics/midranks.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

/// Two-sided p by counting: each rank is positive or not with chance 1/2. Ranks are doubled, so that midranks are whole.
double exact_p(const std::vector<double>& ranks, double positive_rank_sum) {
  std::size_t total = 0;
  for (const double rank : ranks) total += static_cast<std::size_t>(std::lround(2 * rank));
  std::vector<double> chance(total + 1, 0.0);
  chance[0] = 1;
  std::size_t reached = 0;
  for (const double rank : ranks) {
    const auto step = static_cast<std::size_t>(std::lround(2 * rank));
    reached += step;
    for (std::size_t sum = reached + 1; sum-- > 0;) chance[sum] = (chance[sum] + (sum >= step ? chance[sum - step] : 0)) / 2;
  }
  // The distribution is symmetric: the smaller of V and its mirror has the smaller tail.
  const auto twice = static_cast<std::size_t>(std::lround(2 * positive_rank_sum));
  const std::size_t smaller = std::min(twice, total - twice);
  double tail = 0;
  for (std::size_t sum = 0; sum <= smaller; ++sum) tail += chance[sum];
  return std::min(1.0, 2 * tail);
}

}  // namespace

SignedRankTest wilcoxon_signed_rank(std::span<const double> differences) {
  std::vector<double> sizes;
  std::vector<bool> positive;
  for (const double d : differences) {
    if (d == 0) continue;
    sizes.push_back(std::fabs(d));
    positive.push_back(d > 0);
  }
  SignedRankTest test;
  test.n = static_cast<std::uint32_t>(sizes.size());
  if (sizes.empty()) return test;
  const Midranks ranked = midranks(sizes);
  for (std::size_t i = 0; i < sizes.size(); ++i) test.positive_rank_sum += positive[i] ? ranked.ranks[i] : 0;
  test.exact = test.n <= kMostExactPairs;
  if (test.exact) {
    test.p_value = exact_p(ranked.ranks, test.positive_rank_sum);
    return test;
  }
  const double n = test.n;
  const double distance = std::fabs(test.positive_rank_sum - n * (n + 1) / 4);
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranked.ties / 48;
  test.p_value = normal_two_sided_p(std::max(0.0, distance - 0.5) / std::sqrt(variance));
  return test;
}

}  // namespace picket::sim
