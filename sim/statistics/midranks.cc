#include "sim/statistics/midranks.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace picket::sim {

Midranks midranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Midranks out;
  out.ranks.resize(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first + 1;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    // Ranks first + 1 to last: their mean is half the sum of both ends.
    const double rank = static_cast<double>(first + 1 + last) / 2;
    for (std::size_t i = first; i < last; ++i) out.ranks[order[i]] = rank;
    const double size = static_cast<double>(last - first);
    out.ties += size * size * size - size;
    first = last;
  }
  return out;
}

}  // namespace picket::sim
