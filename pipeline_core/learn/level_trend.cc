#include "pipeline_core/learn/level_trend.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket {
namespace {

double deviation(double variance, const LevelSettings& settings) {
  return std::sqrt(variance + settings.deviation_floor * settings.deviation_floor);
}

}  // namespace

LevelTrend::Residual LevelTrend::residual(double x, const LevelSettings& settings) const {
  return {(x - mean_) / deviation(variance_, settings), (x - previous_) / deviation(difference_variance_, settings)};
}

void LevelTrend::learn(double x, std::uint32_t n, const LevelSettings& settings) {
  PICKET_CHECK(std::isfinite(x), "x", x);
  if (n == 0) {
    *this = {};
    mean_ = previous_ = static_cast<float>(x);
    return;
  }
  double d = x - mean_;
  double e = x - previous_;
  if (n >= settings.min_windows) {
    const double most = settings.clip * deviation(variance_, settings);
    const double most_difference = settings.clip * deviation(difference_variance_, settings);
    d = std::clamp(d, -most, most);
    e = std::clamp(e, -most_difference, most_difference);
  }
  const double a = std::max(settings.weight, 1.0 / (n + 1.0));
  // n values have n - 1 differences.
  const double b = std::max(settings.weight, 1.0 / n);
  mean_ = static_cast<float>(mean_ + a * d);
  variance_ = static_cast<float>((1 - a) * (variance_ + a * d * d));
  difference_variance_ = static_cast<float>((1 - b) * difference_variance_ + b * e * e);
  previous_ = static_cast<float>(x);
}

}  // namespace picket
