#include "sim/statistics/benjamini_hochberg.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace picket::sim {

std::vector<double> benjamini_hochberg_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double smallest = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const double scaled = static_cast<double>(order.size()) / static_cast<double>(rank) * p_values[order[rank - 1]];
    smallest = std::min(smallest, scaled);
    adjusted[order[rank - 1]] = smallest;
  }
  return adjusted;
}

}  // namespace picket::sim
