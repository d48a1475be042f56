#include "sim/search/pareto.h"

#include <algorithm>
#include <numeric>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// Of two objectives. Points come by the first and then the second objective, so that only earlier ones dominate a point, and the
/// least second objective of each rank so far says whether that rank has one that does. Those least values grow with the rank.
std::vector<std::size_t> ranks_of_two(std::span<const std::vector<double>> points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  std::vector<std::size_t> ranks(points.size(), 0);
  std::vector<double> least;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::vector<double>& point = points[order[k]];
    if (k > 0 && points[order[k - 1]] == point) {
      ranks[order[k]] = ranks[order[k - 1]];  // equal points do not dominate each other
      continue;
    }
    const auto rank = std::upper_bound(least.begin(), least.end(), point[1]);
    ranks[order[k]] = static_cast<std::size_t>(rank - least.begin());
    if (rank == least.end()) {
      least.push_back(point[1]);
    } else {
      *rank = point[1];
    }
  }
  return ranks;
}

bool has_two_objectives(std::span<const std::vector<double>> points) {
  return std::all_of(points.begin(), points.end(), [](const std::vector<double>& point) { return point.size() == 2; });
}

}  // namespace

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
  if (has_two_objectives(points)) {
    const std::vector<std::size_t> ranks = ranks_of_two(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (ranks[i] == 0) front.push_back(i);
    }
    return front;
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool dominated = false;
    for (std::size_t j = 0; j < points.size() && !dominated; ++j) dominated = dominates(points[j], points[i]);
    if (!dominated) front.push_back(i);
  }
  return front;
}

std::vector<std::size_t> front_ranks(std::span<const std::vector<double>> points) {
  if (has_two_objectives(points)) return ranks_of_two(points);
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
