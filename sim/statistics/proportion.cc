#include "sim/statistics/proportion.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

namespace {

double lower_limit(std::uint64_t successes, std::uint64_t trials, double tail) {
  if (successes == 0) return 0;
  return beta_quantile(tail, static_cast<double>(successes), static_cast<double>(trials - successes) + 1);
}

double upper_limit(std::uint64_t successes, std::uint64_t trials, double tail) {
  if (successes == trials) return 1;
  return beta_quantile(1 - tail, static_cast<double>(successes) + 1, static_cast<double>(trials - successes));
}

void check_counts(std::uint64_t successes, std::uint64_t trials) {
  PICKET_CHECK(trials > 0 && successes <= trials, "successes", successes, "trials", trials);
}

}  // namespace

Interval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double level) {
  check_counts(successes, trials);
  const double tail = (1 - level) / 2;
  return {lower_limit(successes, trials, tail), upper_limit(successes, trials, tail)};
}

double clopper_pearson_lower_bound(std::uint64_t successes, std::uint64_t trials, double confidence) {
  check_counts(successes, trials);
  return lower_limit(successes, trials, 1 - confidence);
}

Interval wilson_with_factor(double proportion, double trials, double factor) {
  const double z2n = factor * factor / trials;
  const double centre = (proportion + z2n / 2) / (1 + z2n);
  const double half = factor / (1 + z2n) * std::sqrt(proportion * (1 - proportion) / trials + z2n / (4 * trials));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Interval wilson(std::uint64_t successes, std::uint64_t trials, double level) {
  check_counts(successes, trials);
  const double n = static_cast<double>(trials);
  return wilson_with_factor(static_cast<double>(successes) / n, n, inverse_normal_cdf((1 + level) / 2));
}

std::uint64_t trials_to_prove(double target, std::uint64_t misses, double confidence) {
  PICKET_CHECK(target > 0 && target < 1 && confidence > 0 && confidence < 1, "target", target, "confidence",
               confidence);
  const auto proves = [&](std::uint64_t n) {
    return n > misses && clopper_pearson_lower_bound(n - misses, n, confidence) >= target;
  };
  std::uint64_t enough = misses + 1;
  while (!proves(enough)) enough *= 2;
  std::uint64_t too_few = misses;
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (proves(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace picket::sim
