#include "sim/compare/value_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/detectable_effect.h"
#include "sim/statistics/mann_whitney.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/paired_difference.h"
#include "sim/statistics/sign_test.h"
#include "sim/statistics/wilcoxon_signed_rank.h"

namespace picket::sim {
namespace {

std::vector<double> logs_of(std::span<const double> values) {
  std::vector<double> logs;
  logs.reserve(values.size());
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

bool all_positive(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v > 0; });
}

/// Of the values that a difference was computed from.
double size_of(std::span<const double> x, std::span<const double> y) { return std::max(std::abs(mean(x)), std::abs(mean(y))); }

void compare_pairs(std::span<const double> x, std::span<const double> y, ValueComparison& out) {
  const PairedDifference paired = paired_difference(y, x);
  out.n = paired.difference.n;
  out.effect = paired.difference.value;
  out.p = paired.p_value;
  std::vector<double> differences(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) differences[i] = y[i] - x[i];
  if (out.n >= kMinReplicationsForInterval) out.rank_p = wilcoxon_signed_rank(differences).p_value;
  out.constant = !paired.t;
  if (out.constant) {
    if (is_rounding(out.effect, size_of(x, y))) out.effect = 0;
    return;
  }
  out.variance_reduction = paired.variance_reduction;
  out.correlation = paired.correlation;
  out.interval = paired.difference.interval;
  if (out.n < kMinReplicationsForInterval) return;
  out.detectable = detectable_difference(std::sqrt(sample_variance(differences) / out.n), out.n - 1);
}

void compare_independent(std::span<const double> x, std::span<const double> y, ValueComparison& out) {
  const WelchDifference welch = welch_difference(y, x);
  out.n = welch.difference.n;
  out.effect = welch.difference.value;
  out.interval = welch.difference.interval;
  out.constant = !welch.difference.interval && out.n >= kMinReplicationsForInterval;
  if (!out.interval) {
    // Neither side varies: only equality can be told.
    if (out.constant && is_rounding(out.effect, size_of(x, y))) out.p = 1.0;
    return;
  }
  out.rank_p = mann_whitney(y, x).p_value;
  out.p = welch.p_value;
  const double variance = sample_variance(x) / static_cast<double>(x.size()) + sample_variance(y) / static_cast<double>(y.size());
  out.detectable = detectable_difference(std::sqrt(variance), welch.degrees_of_freedom);
}

constexpr double kMostValue = 1e150;

bool all_within(std::span<const double> values, double most) {
  return std::all_of(values.begin(), values.end(), [most](double v) { return std::abs(v) <= most; });
}

/// As a run's own table says it: shares lie between 0 and 1, and have a width where all replications agree.
IntervalEstimate interval_of(std::span<const double> values, ValueKind kind) {
  const bool shares = kind == ValueKind::kShare && std::all_of(values.begin(), values.end(), [](double v) { return v >= 0 && v <= 1; });
  return shares ? clustered_proportion_of_rates(values) : mean_interval(values);
}

}  // namespace

double ValueComparison::relative_effect() const {
  if (relative) return effect;
  if (effect == 0) return 0;
  return before.value == 0 ? std::numeric_limits<double>::infinity() : effect / std::abs(before.value);
}

ValueComparison compare_values(std::span<const double> before, std::span<const double> after, bool paired, ValueKind kind) {
  PICKET_CHECK(!paired || before.size() == after.size(), "sizes", before.size(), after.size());
  ValueComparison out;
  out.paired = paired;
  // Of a damaged file: their squares have no place in a double.
  if (!all_within(before, kMostValue) || !all_within(after, kMostValue)) {
    out.before.value = out.after.value = std::numeric_limits<double>::quiet_NaN();
    return out;
  }
  out.before = interval_of(before, kind);
  out.after = interval_of(after, kind);
  out.n = static_cast<std::uint32_t>(std::min(before.size(), after.size()));
  if (out.n == 0) return out;
  out.relative = kind == ValueKind::kAmount && all_positive(before) && all_positive(after);
  if (!out.relative) {
    paired ? compare_pairs(before, after, out) : compare_independent(before, after, out);
    return out;
  }
  const std::vector<double> x = logs_of(before);
  const std::vector<double> y = logs_of(after);
  paired ? compare_pairs(x, y, out) : compare_independent(x, y, out);
  out.effect = std::expm1(out.effect);
  if (out.interval) out.interval = Interval{std::expm1(out.interval->low), std::expm1(out.interval->high)};
  if (out.detectable) out.detectable = std::expm1(*out.detectable);
  return out;
}

}  // namespace picket::sim
