#pragma once

#include <cstddef>
#include <cstdint>

#include "agent_core/base/random.h"

namespace picket::sim {

/// What a random draw of a search is for. The number is part of the key: append, never reorder.
enum class SearchDraw : std::uint32_t {
  kLatinHypercube = 1,
  kUniformPoint = 2,
  kAcquisition = 3,  ///< candidates among which the acquisition function chooses
  kWeights = 4,      ///< weights of a scalarisation
  kParzen = 5,       ///< samples of a Parzen estimator
  kSobolShift = 6,
  kAllowedStart = 7,  ///< in place of points of the start that are not allowed
};

/// The draws of a search for one purpose, by the number of the point (or dimension) they are for.
inline RandomStream search_draws(std::uint64_t seed, SearchDraw draw, std::size_t index) {
  return {seed, static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(index), Purpose::kSearch};
}

}  // namespace picket::sim
