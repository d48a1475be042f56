#include "sim/statistics/paired_difference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/sign_test.h"

namespace picket::sim {

PairedDifference paired_difference(std::span<const double> x, std::span<const double> y, double level) {
  PICKET_CHECK(x.size() == y.size(), "sizes", x.size(), y.size());
  std::vector<double> differences(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) differences[i] = x[i] - y[i];

  PairedDifference result;
  result.difference = mean_interval(differences, level);
  const std::uint32_t n = result.difference.n;
  if (n < 2) return result;
  const double x_variance = sample_variance(x);
  const double y_variance = sample_variance(y);
  const double paired_variance = sample_variance(differences);
  if (x_variance > 0 && y_variance > 0) {
    result.correlation = sample_covariance(x, y) / std::sqrt(x_variance * y_variance);
  }
  // Equal values of x and y may still differ by rounding, and t would take that for a signal.
  const double size = std::max(std::fabs(mean(x)), std::fabs(mean(y)));
  if (!is_rounding(std::sqrt(paired_variance), size)) {
    result.variance_reduction = (x_variance + y_variance) / paired_variance;
    result.t = result.difference.value / std::sqrt(paired_variance / n);
  }
  if (n >= kMinReplicationsForInterval) {
    const double if_equal = is_rounding(result.difference.value, size) ? 1 : 2 * sign_test_of_one_side(n);
    result.p_value = result.t ? student_t_two_sided_p(*result.t, n - 1) : if_equal;
  }
  return result;
}

WelchDifference welch_difference(std::span<const double> x, std::span<const double> y, double level) {
  WelchDifference result;
  result.difference.n = static_cast<std::uint32_t>(std::min(x.size(), y.size()));
  if (result.difference.n == 0) return result;
  result.difference.value = mean(x) - mean(y);
  if (result.difference.n < kMinReplicationsForInterval) return result;
  const double x_part = sample_variance(x) / static_cast<double>(x.size());
  const double y_part = sample_variance(y) / static_cast<double>(y.size());
  const double variance = x_part + y_part;
  if (variance <= 0) return result;
  result.degrees_of_freedom =
      variance * variance /
      (x_part * x_part / static_cast<double>(x.size() - 1) + y_part * y_part / static_cast<double>(y.size() - 1));
  result.t = result.difference.value / std::sqrt(variance);
  result.p_value = student_t_two_sided_p(result.t, result.degrees_of_freedom);
  const double half = student_t_factor(level, result.degrees_of_freedom) * std::sqrt(variance);
  result.difference.interval = Interval{result.difference.value - half, result.difference.value + half};
  return result;
}

}  // namespace picket::sim
