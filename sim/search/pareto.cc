#include "sim/search/pareto.h"

#include "agent_core/base/check.h"

namespace picket::sim {

bool dominates(std::span<const double> a, std::span<const double> b) {
  PICKET_CHECK(a.size() == b.size(), "a", a.size(), "b", b.size());
  bool better = false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] > b[k]) return false;
    better = better || a[k] < b[k];
  }
  return better;
}

std::vector<std::size_t> non_dominated(std::span<const std::vector<double>> points) {
  std::vector<std::size_t> front;
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool dominated = false;
    for (std::size_t j = 0; j < points.size() && !dominated; ++j) dominated = dominates(points[j], points[i]);
    if (!dominated) front.push_back(i);
  }
  return front;
}

std::vector<std::size_t> front_ranks(std::span<const std::vector<double>> points) {
  std::vector<std::size_t> ranks(points.size(), 0);
  std::vector<std::size_t> dominators(points.size(), 0);
  std::vector<std::vector<std::size_t>> below(points.size());
  std::vector<std::size_t> front;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (dominates(points[i], points[j])) below[i].push_back(j);
      if (dominates(points[j], points[i])) ++dominators[i];
    }
    if (dominators[i] == 0) front.push_back(i);
  }
  for (std::size_t rank = 1; !front.empty(); ++rank) {
    std::vector<std::size_t> next;
    for (const std::size_t i : front) {
      for (const std::size_t j : below[i]) {
        if (--dominators[j] > 0) continue;
        ranks[j] = rank;
        next.push_back(j);
      }
    }
    front = std::move(next);
  }
  return ranks;
}

}  // namespace picket::sim
