#include "sim/search/sobol.h"

#include <array>
#include <bit>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/search/search_draws.h"

namespace picket::sim {
namespace {

constexpr std::size_t kBits = 32;

/// A primitive polynomial over GF(2): its degree, its inner coefficients as a number, and the first direction integers.
struct Direction {
  std::uint32_t degree;
  std::uint32_t coefficients;
  std::array<std::uint32_t, 7> first;
};

/// Dimensions 2 to 32; the first dimension is van der Corput's sequence and needs none.
constexpr std::array<Direction, kSobolDimensions - 1> kDirections{{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
}};

/// Direction numbers of a dimension, the k-th shifted so that its leading bit stands at 2^-k.
std::array<std::uint32_t, kBits> direction_numbers(std::size_t dimension) {
  std::array<std::uint32_t, kBits> v{};
  if (dimension == 0) {
    for (std::size_t k = 0; k < kBits; ++k) v[k] = 1U << (kBits - 1 - k);
    return v;
  }
  const Direction& direction = kDirections[dimension - 1];
  const std::uint32_t s = direction.degree;
  for (std::size_t k = 0; k < kBits; ++k) {
    if (k < s) {
      v[k] = direction.first[k] << (kBits - 1 - k);
      continue;
    }
    v[k] = v[k - s] ^ (v[k - s] >> s);
    for (std::uint32_t i = 1; i < s; ++i) {
      if ((direction.coefficients >> (s - 1 - i)) & 1U) v[k] ^= v[k - i];
    }
  }
  return v;
}

}  // namespace

std::vector<std::vector<double>> sobol_points(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  PICKET_CHECK(dimensions <= kSobolDimensions, "dimensions", dimensions);
  PICKET_CHECK(points < (std::uint64_t{1} << kBits), "points", points);
  std::vector<std::vector<double>> design(points, std::vector<double>(dimensions));
  for (std::size_t d = 0; d < dimensions; ++d) {
    const auto v = direction_numbers(d);
    const double shift = seed == 0 ? 0 : search_draws(seed, SearchDraw::kSobolShift, d).uniform();
    std::uint32_t x = 0;
    for (std::size_t i = 0; i < points; ++i) {
      if (i > 0) x ^= v[static_cast<std::size_t>(std::countr_one(static_cast<std::uint32_t>(i - 1)))];
      const double shifted = x * 0x1.0p-32 + shift;
      design[i][d] = shifted - std::floor(shifted);
    }
  }
  return design;
}

}  // namespace picket::sim
