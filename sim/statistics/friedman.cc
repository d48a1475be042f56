#include "sim/statistics/friedman.h"

#include <cmath>
#include <cstddef>

#include "agent_core/base/check.h"
#include "sim/statistics/holm.h"
#include "sim/statistics/midranks.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

Friedman friedman(std::span<const std::vector<double>> blocks) {
  Friedman out;
  out.blocks = static_cast<std::uint32_t>(blocks.size());
  if (blocks.empty()) return out;
  const std::size_t k = blocks.front().size();
  PICKET_CHECK(k >= 2, "treatments", k);
  out.mean_ranks.assign(k, 0);
  out.pair_p.assign(k, std::vector<double>(k, 1));
  double ties = 0;
  for (const std::vector<double>& block : blocks) {
    PICKET_CHECK(block.size() == k, "treatments", block.size(), "of", k);
    const Midranks ranked = midranks(block);
    for (std::size_t j = 0; j < k; ++j) out.mean_ranks[j] += ranked.ranks[j];
    ties += ranked.ties;
  }
  const double n = out.blocks;
  const double treatments = static_cast<double>(k);
  // Ranks are halves, so their sums are exact; below, the variance of a rank sum around its mean times k / (k - 1).
  double squares = 0;
  for (double& sum : out.mean_ranks) {
    const double off = sum - n * (treatments + 1) / 2;
    squares += off * off;
    sum /= n;
  }
  const double spread = n * treatments * (treatments + 1) / 12 - ties / (12 * (treatments - 1));
  if (out.blocks < kLeastBlocks || spread <= 0) return out;
  out.chi_squared = squares / spread;
  out.p_value = chi_squared_upper_p(out.chi_squared, treatments - 1);

  const double error = std::sqrt(2 * spread) / n;
  std::vector<double> pairs;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = i + 1; j < k; ++j) pairs.push_back(normal_two_sided_p((out.mean_ranks[i] - out.mean_ranks[j]) / error));
  }
  const std::vector<double> adjusted = holm_adjusted(pairs);
  std::size_t next = 0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = i + 1; j < k; ++j) out.pair_p[i][j] = out.pair_p[j][i] = adjusted[next++];
  }
  return out;
}

}  // namespace picket::sim
