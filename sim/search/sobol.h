#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace picket::sim {

inline constexpr std::size_t kSobolDimensions = 32;

/// The first points of the Sobol sequence in up to 32 dimensions, in the order of the Gray code, the origin included.
/// Take a power of two: then each dimension has one point in every strip, and pairs of dimensions fill their squares
/// evenly. A shift by a keyed random vector modulo 1 (Cranley and Patterson 1976) keeps the evenness, makes repeated
/// designs independent and moves the origin off the edge; seed 0 means no shift, which is the published sequence.
///
/// Limits: dimensions at most kSobolDimensions, points below 2^32.
/// Source: Sobol 1967; Antonov and Saleev 1979; direction numbers new-joe-kuo-6.21201 of Joe and Kuo 2008.
std::vector<std::vector<double>> sobol_points(std::size_t points, std::size_t dimensions, std::uint64_t seed = 0);

}  // namespace picket::sim
