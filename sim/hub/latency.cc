#include "sim/hub/latency.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

double negative_binomial_at(double mean, double k, double random) {
  if (mean <= 0) return 0;
  double probability = std::pow(k / (k + mean), k);
  double below = probability;
  double n = 0;
  for (; below < random && n < 1e6; ++n) {
    probability *= (n + k) / (n + 1) * (mean / (mean + k));
    below += probability;
  }
  return n;
}

}  // namespace

Latency::Latency(const Distribution& distribution) : distribution_(distribution) {
  if (distribution.kind == Distribution::Kind::kLognormal) {
    PICKET_CHECK(distribution.a >= 0, "median", distribution.a);
    log_median_ = std::log(distribution.a);  // of 0: -infinity, whose exponential is 0 again
  }
}

double Latency::seconds_at(double random) const {
  const double a = distribution_.a;
  const double b = distribution_.b;
  switch (distribution_.kind) {
    case Distribution::Kind::kConstant:
      return a;
    case Distribution::Kind::kUniform:
      return a + (b - a) * random;
    case Distribution::Kind::kLognormal:
      return std::exp(log_median_ + b * inverse_normal_cdf(random));
    case Distribution::Kind::kExponential:
      return -std::log1p(-random) * a;
    case Distribution::Kind::kPareto:
      return a * std::pow(1 - random, -1 / b);
    case Distribution::Kind::kNegativeBinomial:
      return negative_binomial_at(a, b, random);
  }
  return 0;
}

Duration Latency::at(double random) const {
  PICKET_CHECK(random > 0 && random < 1, "random", random);
  return Duration::from_seconds(std::clamp(seconds_at(random), 0.0, std::min(distribution_.max, 1e9)));
}

}  // namespace picket::sim
