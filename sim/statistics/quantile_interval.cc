#include "sim/statistics/quantile_interval.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

/// Smallest k with P(B <= k) >= share, B binomial(n, p).
std::size_t binomial_quantile(double share, std::size_t n, double p) {
  std::size_t low = 0;
  std::size_t high = n;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (binomial_cdf(static_cast<double>(middle), static_cast<double>(n), p) >= share) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Interval quantile_interval(std::vector<double> values, double p, double level) {
  PICKET_CHECK(!values.empty() && p > 0 && p < 1 && level > 0 && level < 1, "size", values.size(), "p", p, "level", level);
  std::sort(values.begin(), values.end());
  const double tail = (1 - level) / 2;
  const std::size_t n = values.size();
  // X_(l) <= q unless fewer than l values lie below: P(B <= l - 1) <= tail, the largest such l. The smallest k with
  // P(B <= k) > tail is that l, counted from 1; equality is of no measure.
  const std::size_t l = binomial_quantile(tail, n, p);
  // q <= X_(u) unless u or more lie below: P(B >= u) <= tail, so P(B <= u - 1) >= 1 - tail.
  const std::size_t u = binomial_quantile(1 - tail, n, p) + 1;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {l == 0 ? -kInfinity : values[l - 1], u > n ? kInfinity : values[u - 1]};
}

std::uint32_t values_needed_for_quantile(double p, double level) {
  PICKET_CHECK(p > 0 && p < 1 && level > 0 && level < 1, "p", p, "level", level);
  // Finite above: p^n <= tail; finite below: (1 - p)^n <= tail.
  const double tail = (1 - level) / 2;
  return static_cast<std::uint32_t>(std::ceil(std::log(tail) / std::log(std::max(p, 1 - p))));
}

}  // namespace picket::sim
