#include "sim/search/latin_hypercube.h"

#include <numeric>
#include <utility>

#include "sim/search/search_draws.h"

namespace picket::sim {

std::vector<std::vector<double>> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  std::vector<std::vector<double>> design(points, std::vector<double>(dimensions));
  std::vector<std::size_t> strips(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    RandomStream random = search_draws(seed, SearchDraw::kLatinHypercube, d);
    std::iota(strips.begin(), strips.end(), std::size_t{0});
    for (std::size_t i = points; i > 1; --i) std::swap(strips[i - 1], strips[random.below(i)]);
    for (std::size_t i = 0; i < points; ++i) {
      design[i][d] = (static_cast<double>(strips[i]) + random.uniform()) / static_cast<double>(points);
    }
  }
  return design;
}

}  // namespace picket::sim
