#include "sim/sweep/best_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/number_format.h"
#include "sim/results/measure_direction.h"
#include "sim/statistics/holm.h"
#include "sim/statistics/paired_difference.h"
#include "sim/sweep/point_measures.h"

namespace picket::sim {
namespace {

constexpr double kAlpha = 0.05;

/// p of "no difference" over replications in which both have a value; nothing if there are too few.
std::optional<double> p_of_equal(const Measure& a, const Measure& b) {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t r = 0; r < std::min(a.per_replication.size(), b.per_replication.size()); ++r) {
    if (!std::isfinite(a.per_replication[r]) || !std::isfinite(b.per_replication[r])) continue;
    x.push_back(a.per_replication[r]);
    y.push_back(b.per_replication[r]);
  }
  return paired_difference(x, y).p_value;
}

std::string names(const SweepResult& result, const std::vector<std::size_t>& points) {
  constexpr std::size_t kShown = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(points.size(), kShown); ++i) {
    out += fmt::format("{}{} ({})", out.empty() ? "" : "; ", result.points[points[i]].id, value_words(result.points[points[i]]));
  }
  if (points.size() > kShown) out += fmt::format("; and {} more", points.size() - kShown);
  return out;
}

std::string sentence(const SweepResult& result, const std::string& policy, std::string_view name, const BestPoints& best) {
  const ResultPoint& point = result.points[best.best];
  const Measure& measure = *measure_of(point, policy, name);
  const Estimate& e = measure.estimate;
  std::string out = fmt::format("{}{} is {} at {} ({}): {}", result.policies.size() > 1 ? "Under " + policy + ", " : "", name,
                                better_of(name) == Better::kMore ? "most" : "least", point.id, value_words(point),
                                format_estimate(e.value, e.ci_low, e.ci_high, measure.unit));
  if (!best.decided) return out + "; with fewer than 5 replications no point is shown to be worse.";
  std::size_t others = 0;
  for (const ResultPoint& other : result.points) others += measure_of(other, policy, name) != nullptr ? 1 : 0;
  if (best.tied.empty()) return out + "; every other point is shown to be worse.";
  if (best.tied.size() + 1 == others) return out + fmt::format("; no point is shown to differ from it after {} replications.", e.n);
  return out + "; not shown to be worse: " + names(result, best.tied) + ".";
}

}  // namespace

const Measure* measure_of(const ResultPoint& point, const std::string& policy, std::string_view measure) {
  for (const PointPolicyResult& result : point.results) {
    if (result.policy != policy) continue;
    for (const Measure& one : result.measures) {
      if (one.name == measure) return &one;
    }
  }
  return nullptr;
}

std::optional<BestPoints> best_points(const SweepResult& result, const std::string& policy, std::string_view measure) {
  const Better better = better_of(measure);
  if (better == Better::kNeither) return std::nullopt;
  std::vector<std::size_t> with;
  for (std::size_t p = 0; p < result.points.size(); ++p) {
    const Measure* one = measure_of(result.points[p], policy, measure);
    if (one != nullptr && std::isfinite(one->estimate.value)) with.push_back(p);
  }
  if (with.size() < 2) return std::nullopt;
  const auto at = [&](std::size_t p) -> const Measure& { return *measure_of(result.points[p], policy, measure); };
  BestPoints out;
  out.best = *std::min_element(with.begin(), with.end(), [&](std::size_t a, std::size_t b) {
    return better == Better::kMore ? at(a).estimate.value > at(b).estimate.value : at(a).estimate.value < at(b).estimate.value;
  });
  std::vector<std::size_t> others;
  std::vector<double> p_values;
  for (const std::size_t p : with) {
    if (p == out.best) continue;
    const std::optional<double> equal = p_of_equal(at(out.best), at(p));
    out.decided = out.decided || equal.has_value();
    others.push_back(p);
    p_values.push_back(equal.value_or(1));
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (adjusted[i] > kAlpha) out.tied.push_back(others[i]);
  }
  return out;
}

std::vector<std::string> best_point_sentences(const SweepResult& result) {
  std::vector<std::string> out;
  for (const std::string& policy : result.policies) {
    for (const std::string_view measure : headline_measures()) {
      if (const auto best = best_points(result, policy, measure)) out.push_back(sentence(result, policy, measure, *best));
    }
  }
  return out;
}

std::string value_words(const ResultPoint& point) {
  std::string out;
  for (const std::string& value : point.values) out += (out.empty() ? "" : ", ") + value;
  return out;
}

}  // namespace picket::sim
