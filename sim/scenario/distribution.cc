#include "sim/scenario/distribution.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

double draw(const Distribution& d, RandomStream& random) {
  switch (d.kind) {
    case Distribution::Kind::kConstant:
      return d.a;
    case Distribution::Kind::kUniform:
      return random.uniform(d.a, d.b);
    case Distribution::Kind::kLognormal:
      // A median of 0 is the constant 0; its logarithm does not exist.
      return d.a == 0 ? 0 : random.lognormal(d.a, d.b);
    case Distribution::Kind::kExponential:
      return random.exponential(d.a);
    case Distribution::Kind::kPareto:
      return random.pareto(d.a, d.b);
    case Distribution::Kind::kNegativeBinomial:
      return static_cast<double>(random.negative_binomial(d.a, d.b));
  }
  PICKET_CHECK(false);
  return 0;
}

}  // namespace

double Distribution::sample(RandomStream& random) const {
  return std::min(draw(*this, random), max);
}

double Distribution::mean() const {
  switch (kind) {
    case Kind::kConstant:
    case Kind::kExponential:
    case Kind::kNegativeBinomial:
      return a;
    case Kind::kUniform:
      return (a + b) / 2;
    case Kind::kLognormal:
      return a * std::exp(b * b / 2);
    case Kind::kPareto:
      return b <= 1 ? std::numeric_limits<double>::infinity() : a * b / (b - 1);
  }
  PICKET_CHECK(false);
  return 0;
}

}  // namespace picket::sim
