#include "agent_core/base/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>

namespace picket {

void RandomStream::refill() {
  const r123::Philox4x32 philox;
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
  const r123::Philox4x32::ctr_type counter{{block_, static_cast<std::uint32_t>(purpose_), entity_, replication_}};
  const auto out = philox(counter, key);
  first_ = static_cast<std::uint64_t>(out[1]) << 32 | out[0];
  second_ = static_cast<std::uint64_t>(out[3]) << 32 | out[2];
  have_second_ = true;
  ++block_;
}

double RandomStream::exponential(double mean) { return -std::log(uniform()) * mean; }

double RandomStream::normal() { return inverse_normal_cdf(uniform()); }

double RandomStream::lognormal(double median, double sigma) { return median * std::exp(sigma * normal()); }

double RandomStream::pareto(double min, double alpha) { return min * std::pow(uniform(), -1.0 / alpha); }

std::uint64_t RandomStream::poisson(double mean) {
  if (mean <= 0) return 0;
  if (mean > 30) {
    const double x = std::floor(mean + std::sqrt(mean) * normal() + 0.5);
    return x < 0 ? 0 : static_cast<std::uint64_t>(x);
  }
  double u = uniform();
  double p = std::exp(-mean);
  std::uint64_t k = 0;
  while (u > p && k < 1000) {
    u -= p;
    ++k;
    p *= mean / static_cast<double>(k);
  }
  return k;
}

double RandomStream::gamma(double shape) {
  if (shape < 1) {
    const double u = uniform();
    return gamma(shape + 1) * std::pow(u, 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    const double u = uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

std::uint64_t RandomStream::negative_binomial(double mean, double k) {
  if (mean <= 0) return 0;
  return poisson(gamma(k) * mean / k);
}

std::uint64_t RandomStream::geometric(double mean) {
  if (mean <= 1) return 1;
  const double q = 1 - 1 / mean;
  return 1 + static_cast<std::uint64_t>(std::log(uniform()) / std::log(q));
}

double inverse_normal_cdf(double p) {
  // Acklam's coefficients: central region 0.02425 <= p <= 0.97575, tails otherwise.
  static constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                                 1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  static constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                                 6.680131188771972e+01,  -1.328068155288572e+01};
  static constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                 -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  static constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                                 3.754408661907416e+00};
  static constexpr double kLow = 0.02425;
  if (p < kLow) {
    const double q = std::sqrt(-2 * std::log(p));
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  }
  if (p <= 1 - kLow) {
    const double q = p - 0.5;
    const double r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  return -inverse_normal_cdf(1 - p);
}

}  // namespace picket
