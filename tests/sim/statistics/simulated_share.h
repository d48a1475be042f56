#pragma once

#include <cmath>
#include <cstdint>

#include "agent_core/base/random.h"

namespace picket::sim {

/// Share of `samples` for which `happens(random)` holds, each sample with its own keyed stream: how often an interval covers
/// the truth, or a test rejects.
template <class Happens>
double simulated_share(std::uint64_t seed, std::uint32_t samples, Happens happens) {
  std::uint32_t count = 0;
  for (std::uint32_t sample = 0; sample < samples; ++sample) {
    RandomStream random(seed, sample, 0, Purpose::kTest);
    count += happens(random) ? 1 : 0;
  }
  return static_cast<double>(count) / samples;
}

/// Three standard errors of a share of `samples` whose expectation is p.
inline double three_errors(double p, std::uint32_t samples) {
  return 3 * std::sqrt(p * (1 - p) / samples);
}

}  // namespace picket::sim
