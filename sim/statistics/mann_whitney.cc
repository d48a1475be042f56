#include "sim/statistics/mann_whitney.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sim/statistics/midranks.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

/// Two-sided p by counting all subsets of `chosen` ranks. Ranks are doubled, so that midranks are whole.
double exact_p(const std::vector<double>& ranks, std::size_t chosen, double rank_sum) {
  std::size_t total = 0;
  for (const double rank : ranks) total += static_cast<std::size_t>(std::lround(2 * rank));
  // ways[j][s]: subsets of j ranks with doubled sum s. Counts stay below 2^60, so doubles lose nothing that shows.
  std::vector<std::vector<double>> ways(chosen + 1, std::vector<double>(total + 1, 0.0));
  ways[0][0] = 1;
  std::size_t dealt = 0;
  std::size_t reached = 0;
  for (const double rank : ranks) {
    const auto step = static_cast<std::size_t>(std::lround(2 * rank));
    ++dealt;
    reached += step;
    for (std::size_t j = std::min(dealt, chosen); j > 0; --j) {
      for (std::size_t sum = step; sum <= reached; ++sum) ways[j][sum] += ways[j - 1][sum - step];
    }
  }
  const auto twice = static_cast<std::size_t>(std::lround(2 * rank_sum));
  double all = 0;
  double below = 0;
  double above = 0;
  for (std::size_t sum = 0; sum <= total; ++sum) {
    all += ways[chosen][sum];
    if (sum <= twice) below += ways[chosen][sum];
    if (sum >= twice) above += ways[chosen][sum];
  }
  return std::min(1.0, 2 * std::min(below, above) / all);
}

}  // namespace

RankSumTest mann_whitney(std::span<const double> x, std::span<const double> y) {
  RankSumTest test;
  if (x.empty() || y.empty()) return test;
  std::vector<double> both(x.begin(), x.end());
  both.insert(both.end(), y.begin(), y.end());
  const Midranks ranked = midranks(both);
  double rank_sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) rank_sum += ranked.ranks[i];
  const double m = static_cast<double>(x.size());
  const double n = static_cast<double>(y.size());
  test.u = rank_sum - m * (m + 1) / 2;
  test.share_x_larger = test.u / (m * n);
  test.exact = both.size() <= kMostExactRanks;
  if (test.exact) {
    test.p_value = exact_p(ranked.ranks, x.size(), rank_sum);
    return test;
  }
  const double all = m + n;
  const double variance = m * n / 12 * (all + 1 - ranked.ties / (all * (all - 1)));
  if (variance <= 0) return test;  // all values are equal
  const double distance = std::fabs(test.u - m * n / 2);
  test.p_value = normal_two_sided_p(std::max(0.0, distance - 0.5) / std::sqrt(variance));
  return test;
}

}  // namespace picket::sim
