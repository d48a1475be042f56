#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace picket::sim {

/// A Latin hypercube of n points in the unit cube: each of the n strips of equal width of every dimension holds exactly
/// one point, at a random place in it. Keyed by the seed alone: the same numbers on every machine; another n is another
/// design.
/// Source: McKay, Beckman and Conover 1979.
std::vector<std::vector<double>> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

}  // namespace picket::sim
