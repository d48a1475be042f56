#include "sim/fleet/quantile.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

double negative_binomial_quantile(double mean, double k, double u) {
  if (mean <= 0) return 0;
  const double p = k / (k + mean);
  double probability = std::pow(p, k);
  double cumulated = probability;
  double n = 0;
  while (cumulated < u && n < 1e6) {
    probability *= (k + n) / (n + 1) * (1 - p);
    cumulated += probability;
    n += 1;
  }
  return n;
}

double uncut_quantile(const Distribution& d, double u) {
  switch (d.kind) {
    case Distribution::Kind::kConstant:
      return d.a;
    case Distribution::Kind::kUniform:
      return d.a + (d.b - d.a) * u;
    case Distribution::Kind::kLognormal:
      return d.a * std::exp(d.b * inverse_normal_cdf(u));
    case Distribution::Kind::kExponential:
      return -std::log1p(-u) * d.a;
    case Distribution::Kind::kPareto:
      return d.a * std::pow(1 - u, -1 / d.b);
    case Distribution::Kind::kNegativeBinomial:
      return negative_binomial_quantile(d.a, d.b, u);
  }
  return d.a;
}

}  // namespace

double quantile_of(const Distribution& distribution, double u) {
  return std::min(uncut_quantile(distribution, u), distribution.max);
}

QuantileTable::QuantileTable(const Distribution& distribution) : distribution_(distribution) {
  if (distribution.kind == Distribution::Kind::kConstant) {
    constant_ = quantile_of(distribution, 0.5);
    return;
  }
  table_.resize(kSteps + 1);
  for (std::uint32_t i = 1; i < kSteps; ++i) table_[i] = quantile_of(distribution, static_cast<double>(i) / kSteps);
  table_[0] = table_[1];
  table_[kSteps] = table_[kSteps - 1];
}

}  // namespace picket::sim
