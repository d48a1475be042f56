#include "reports/sweep_differences.h"

#include <algorithm>
#include <cmath>

#include "sim/statistics/holm.h"

namespace picket {

namespace {

constexpr double kLevel = 0.95;

struct Pairs {
  std::vector<double> x;
  std::vector<double> y;
};

Pairs pairs_of(const PointMeasure& x, const PointMeasure& y) {
  Pairs out;
  const std::size_t n = std::min(x.per_replication.size(), y.per_replication.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (!std::isfinite(x.per_replication[i]) || !std::isfinite(y.per_replication[i])) continue;
    out.x.push_back(x.per_replication[i]);
    out.y.push_back(y.per_replication[i]);
  }
  return out;
}

/// The index of the reference of alternative `i`, or of none: alternatives.size().
std::size_t reference_of(const SweepStudy& study, const std::vector<Alternative>& alternatives, std::size_t i) {
  if (study.reference_policy.empty()) return 0;
  const auto is_reference = [&](const Alternative& a) { return a.result->policy == study.reference_policy; };
  if (!is_reference(alternatives[i])) {
    const auto beside = std::find_if(alternatives.begin(), alternatives.end(),
                                     [&](const Alternative& a) { return a.point == alternatives[i].point && is_reference(a); });
    if (beside != alternatives.end()) return static_cast<std::size_t>(beside - alternatives.begin());
  }
  return static_cast<std::size_t>(std::find_if(alternatives.begin(), alternatives.end(), is_reference) - alternatives.begin());
}

}  // namespace

std::vector<SweepDifference> sweep_differences(const SweepStudy& study, const std::vector<Alternative>& alternatives) {
  std::vector<SweepDifference> out;
  std::vector<Pairs> samples;
  for (const SweepMeasure* measure : headlines_of(study)) {
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const std::size_t reference = reference_of(study, alternatives, i);
      if (reference == alternatives.size() || reference == i) continue;
      const PointMeasure* x = measure_of(alternatives[i], measure->name);
      const PointMeasure* y = measure_of(alternatives[reference], measure->name);
      if (x == nullptr || y == nullptr) continue;
      Pairs pairs = pairs_of(*x, *y);
      if (pairs.x.empty()) continue;
      // The reference again, at a point whose parameters do not touch it: no question, and no part of the family.
      if (alternatives[i].result->policy == study.reference_policy && pairs.x == pairs.y) continue;
      out.push_back({i, reference, measure, y->estimate.value, sim::paired_difference(pairs.x, pairs.y, kLevel), std::nullopt, std::nullopt});
      samples.push_back(std::move(pairs));
    }
  }
  std::vector<double> p_values;
  for (const SweepDifference& d : out) {
    if (d.paired.p_value) p_values.push_back(*d.paired.p_value);
  }
  if (p_values.empty()) return out;
  const std::vector<double> adjusted = sim::holm_adjusted(p_values);
  const double level = 1 - (1 - kLevel) / static_cast<double>(p_values.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!out[i].paired.p_value) continue;
    out[i].p_adjusted = adjusted[next++];
    out[i].simultaneous = sim::paired_difference(samples[i].x, samples[i].y, level).difference.interval;
  }
  return out;
}

}  // namespace picket
