#include "pipeline_core/learn/cusum.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket {

double cusum_run_length(double reference, double threshold, double shift) {
  const double drift = shift - reference;
  const double b = threshold + 1.166;
  if (std::abs(drift) < 1e-9) return b * b;
  const double exponent = -2 * drift * b;
  return (std::exp(exponent) - exponent - 1) / (2 * drift * drift);
}

double cusum_threshold(double reference, double run_length) {
  PICKET_CHECK(reference > 0 && run_length > 0, "reference", reference, "run_length", run_length);
  double low = 0;
  double high = 1;
  while (cusum_run_length(reference, high) < run_length) high *= 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (cusum_run_length(reference, middle) < run_length ? low : high) = middle;
  }
  return high;
}

Cusum::Alarm Cusum::add(double z, const CusumSettings& settings) {
  z = std::clamp(z, -settings.clip, settings.clip);
  const auto step = [&](std::uint16_t sum, double by) {
    return static_cast<std::uint16_t>(std::clamp(std::round(sum + by * kScale), 0.0, 65'535.0));
  };
  high_ = step(high_, z - settings.reference);
  low_ = step(low_, -z - settings.reference);
  if (high() > settings.threshold) {
    high_ = 0;
    return Alarm::kRise;
  }
  if (low() > settings.threshold) {
    low_ = 0;
    return Alarm::kFall;
  }
  return Alarm::kNone;
}

}  // namespace picket
