#include "reports/sweep_importance.h"

#include <algorithm>
#include <cmath>

namespace picket {

namespace {

struct Place {
  double number = 0;
  const std::string* level = nullptr;
  const sim::Estimate* estimate = nullptr;
  const std::vector<double>* per_replication = nullptr;
};

/// Points of a policy that have the measure, by rising level.
std::vector<Place> places_of(const SweepStudy& study, const std::vector<Alternative>& alternatives, std::size_t policy, std::size_t parameter,
                             std::string_view measure) {
  std::vector<Place> out;
  for (const Alternative& alternative : alternatives) {
    if (alternative.policy != policy || alternative.unparametrised) continue;
    const SweepPointRow& point = study.points[alternative.point];
    const PointMeasure* found = measure_of(alternative, measure);
    if (found == nullptr || !std::isfinite(found->estimate.value) || !std::isfinite(point.numbers[parameter])) continue;
    out.push_back({point.numbers[parameter], &point.values[parameter], &found->estimate, &found->per_replication});
  }
  std::stable_sort(out.begin(), out.end(), [](const Place& a, const Place& b) { return a.number < b.number; });
  return out;
}

/// Ends (one past) of the groups of sorted places.
std::vector<std::size_t> group_ends(const std::vector<Place>& places) {
  std::vector<std::size_t> levels;
  for (std::size_t i = 1; i <= places.size(); ++i) {
    if (i == places.size() || places[i].number != places[i - 1].number) levels.push_back(i);
  }
  if (2 * levels.size() <= places.size() || levels.size() <= 3) return levels;
  const std::size_t wanted = std::min(kLevelGroups, std::max<std::size_t>(2, places.size() / 2));
  std::vector<std::size_t> ends;
  for (const std::size_t end : levels) {
    // The first end of a level at or past the next even part: ties stay together.
    if (end * wanted >= (ends.size() + 1) * places.size()) ends.push_back(end);
  }
  return ends;
}

double mean_of(const std::vector<Place>& places, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += places[i].estimate->value;
  return sum / static_cast<double>(to - from);
}

/// Variance of the mean of the replications; negative: not known.
double variance_of_mean(const std::vector<double>& values) {
  double n = 0;
  double mean = 0;
  double squares = 0;
  for (const double x : values) {
    if (!std::isfinite(x)) continue;
    ++n;
    const double step = x - mean;
    mean += step / n;
    squares += step * (x - mean);
  }
  return n < 2 ? -1 : squares / (n - 1) / n;
}

}  // namespace

std::vector<LevelGroup> level_groups(const SweepStudy& study, const std::vector<Alternative>& alternatives, std::size_t policy,
                                     std::size_t parameter, std::string_view measure) {
  const std::vector<Place> places = places_of(study, alternatives, policy, parameter, measure);
  std::vector<LevelGroup> out;
  std::size_t from = 0;
  for (const std::size_t to : group_ends(places)) {
    LevelGroup group;
    group.says = *places[from].level;
    if (places[from].number != places[to - 1].number) group.says += " to " + *places[to - 1].level;
    group.points = to - from;
    group.mean = mean_of(places, from, to);
    group.least = group.most = places[from].estimate->value;
    for (std::size_t i = from; i < to; ++i) {
      group.number += places[i].number / static_cast<double>(to - from);
      group.least = std::min(group.least, places[i].estimate->value);
      group.most = std::max(group.most, places[i].estimate->value);
    }
    out.push_back(std::move(group));
    from = to;
  }
  return out;
}

std::optional<Importance> importance_of(const SweepStudy& study, const std::vector<Alternative>& alternatives, std::size_t policy,
                                        std::string_view measure) {
  constexpr std::size_t kLeastPoints = 4;
  Importance out;
  for (std::size_t parameter = 0; parameter < study.parameters.size(); ++parameter) {
    const std::vector<Place> places = places_of(study, alternatives, policy, parameter, measure);
    if (places.size() < kLeastPoints) continue;
    const double mean = mean_of(places, 0, places.size());
    double total = 0;
    double noise = 0;
    bool noise_known = true;
    for (const Place& place : places) {
      total += (place.estimate->value - mean) * (place.estimate->value - mean);
      const double variance = variance_of_mean(*place.per_replication);
      noise_known = noise_known && variance >= 0;
      noise += variance;
    }
    // Rounding of equal values is no difference.
    if (total <= 1e-20 * mean * mean * static_cast<double>(places.size())) continue;
    const std::vector<std::size_t> ends = group_ends(places);
    if (ends.size() < 2) continue;
    double between = 0;
    std::size_t from = 0;
    for (const std::size_t to : ends) {
      const double distance = mean_of(places, from, to) - mean;
      between += distance * distance * static_cast<double>(to - from);
      from = to;
    }
    const double n = static_cast<double>(places.size());
    out.points = places.size();
    if (noise_known) out.noise = std::min(1.0, noise / n / (total / (n - 1)));
    out.parameters.push_back({parameter, ends.size(), std::min(1.0, between / total), static_cast<double>(ends.size() - 1) / (n - 1)});
  }
  if (out.parameters.empty()) return std::nullopt;
  return out;
}

}  // namespace picket
