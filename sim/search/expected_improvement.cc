#include "sim/search/expected_improvement.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace picket::sim {

double normal_cdf(double u) {
  return 0.5 * std::erfc(-u * (0.5 * std::numbers::sqrt2));
}

double Normal::at(double deviations) const {
  const double value = mean + deviations * sd;
  return of_logarithm ? std::exp(value) : value;
}

double expected_shortfall_below(double t, const Normal& x) {
  if (x.of_logarithm) {
    if (t <= 0) return 0;
    if (x.sd <= 0) return std::max(0.0, t - std::exp(x.mean));
    const double u = (std::log(t) - x.mean) / x.sd;
    const double far = normal_cdf(u - x.sd);
    // Where no mass lies below t the other factor may be infinite.
    return far > 0 ? std::max(0.0, t * normal_cdf(u) - std::exp(x.mean + 0.5 * x.sd * x.sd) * far) : t * normal_cdf(u);
  }
  if (x.sd <= 0) return std::max(0.0, t - x.mean);
  const double u = (t - x.mean) / x.sd;
  const double density = std::exp(-0.5 * u * u) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  // Far below, the two terms cancel to nothing and may leave a tiny negative number.
  return std::max(0.0, x.sd * (u * normal_cdf(u) + density));
}

ExpectedHypervolumeImprovement::ExpectedHypervolumeImprovement(std::span<const std::vector<double>> points,
                                                               double reference_1, double reference_2) {
  std::vector<std::pair<double, double>> sorted;
  for (const auto& point : points) {
    if (point[0] < reference_1 && point[1] < reference_2) sorted.emplace_back(point[0], point[1]);
  }
  std::sort(sorted.begin(), sorted.end());
  double b = reference_2;
  for (const auto& [first, second] : sorted) {
    if (second >= b) continue;
    steps_.emplace_back(first, b);
    b = second;
  }
  steps_.emplace_back(reference_1, b);
}

double ExpectedHypervolumeImprovement::operator()(const Normal& first, const Normal& second) const {
  double sum = 0;
  double before = 0;
  for (const auto& [a, b] : steps_) {
    const double below = expected_shortfall_below(a, first);
    sum += (below - before) * expected_shortfall_below(b, second);
    before = below;
  }
  return sum;
}

}  // namespace picket::sim
