#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "agent_core/base/random.h"

// A study whose shares are known: what a seed adds, and inputs that act linearly and independently.

namespace picket::sim::test {

struct LinearSample {
  std::vector<std::vector<double>> shares;
  std::vector<double> stated;   ///< the seed's noise alone
  std::vector<double> drawn;    ///< the same noise + weights . (share - 1/2), + `own` noise of the draw
  std::vector<double> changes;  ///< drawn - stated
};

/// An input of weight w adds a variance of w^2 / 12. `own` is the standard deviation of noise that common seeds do not take away.
inline LinearSample linear_sample(std::uint32_t draws, const std::vector<double>& weights, std::uint64_t seed, double noise = 1, double own = 0) {
  LinearSample out;
  for (std::uint32_t d = 0; d < draws; ++d) {
    RandomStream stream(seed, d, 0, Purpose::kTest);
    out.stated.push_back(noise * inverse_normal_cdf(stream.uniform()));
    out.shares.emplace_back();
    double change = 0;
    for (const double weight : weights) {
      out.shares.back().push_back(stream.uniform());
      change += weight * (out.shares.back().back() - 0.5);
    }
    change += own * inverse_normal_cdf(stream.uniform());
    out.drawn.push_back(out.stated.back() + change);
    out.changes.push_back(change);
  }
  return out;
}

}  // namespace picket::sim::test
