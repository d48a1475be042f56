#include "sim/search/hypervolume.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

using Points = std::vector<const std::vector<double>*>;

/// Volume in the first `objectives` objectives of points that are all better than the reference.
double volume(Points points, std::span<const double> reference, std::size_t objectives) {
  if (points.empty()) return 0;
  const std::size_t last = objectives - 1;
  if (objectives == 1) {
    double best = reference[0];
    for (const auto* point : points) best = std::min(best, (*point)[0]);
    return reference[0] - best;
  }
  std::stable_sort(points.begin(), points.end(), [&](const auto* a, const auto* b) { return (*a)[last] < (*b)[last]; });
  double sum = 0;
  if (objectives == 2) {
    double best = reference[0];
    for (const auto* point : points) {
      if ((*point)[0] >= best) continue;
      sum += (best - (*point)[0]) * (reference[1] - (*point)[1]);
      best = (*point)[0];
    }
    return sum;
  }
  Points slice;
  for (std::size_t i = 0; i < points.size(); ++i) {
    slice.push_back(points[i]);
    const double height = (i + 1 < points.size() ? (*points[i + 1])[last] : reference[last]) - (*points[i])[last];
    if (height > 0) sum += height * volume(slice, reference, objectives - 1);
  }
  return sum;
}

}  // namespace

double hypervolume(std::span<const std::vector<double>> points, std::span<const double> reference) {
  PICKET_CHECK(!reference.empty());
  Points inside;
  for (const auto& point : points) {
    PICKET_CHECK(point.size() == reference.size(), "point", point.size(), "reference", reference.size());
    bool better = true;
    for (std::size_t k = 0; k < point.size(); ++k) better = better && point[k] < reference[k];
    if (better) inside.push_back(&point);
  }
  return volume(std::move(inside), reference, reference.size());
}

std::vector<std::size_t> greedy_hypervolume_subset(std::span<const std::vector<double>> points,
                                                   std::span<const double> reference, std::size_t count) {
  std::vector<std::size_t> chosen;
  std::vector<std::vector<double>> set;
  std::vector<bool> taken(points.size(), false);
  while (chosen.size() < std::min(count, points.size())) {
    std::size_t best = points.size();
    double most = -1;
    set.emplace_back();
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (taken[i]) continue;
      set.back() = points[i];
      const double with = hypervolume(set, reference);
      if (with > most) {
        most = with;
        best = i;
      }
    }
    set.back() = points[best];
    taken[best] = true;
    chosen.push_back(best);
  }
  return chosen;
}

}  // namespace picket::sim
