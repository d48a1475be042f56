#include "sim/statistics/replication_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/quantile.h"

namespace picket::sim {
namespace {

RandomStream stream_of(const BootstrapPlan& plan, std::uint32_t resample) {
  return {plan.seed, resample, plan.measure, Purpose::kBootstrap};
}

/// Resample b's (m* - m) / se*; infinite where a resample does not vary but lies off the mean.
double studentised(std::span<const double> values, double center, RandomStream random) {
  const std::size_t n = values.size();
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    // Of the deviations: sums of squares of large, close values would cancel.
    const double deviation = values[random.below(n)] - center;
    sum += deviation;
    squares += deviation * deviation;
  }
  const double count = static_cast<double>(n);
  const double shift = sum / count;
  const double variance = (squares - sum * shift) / (count - 1);
  if (variance <= 1e-12 * squares / count) {
    return shift == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), shift);
  }
  return shift / std::sqrt(variance / count);
}

/// The k-th smallest with k = share (B + 1), as is usual for percentiles of resamples.
double percentile(const std::vector<double>& sorted, double share) {
  const double rank = std::round(share * static_cast<double>(sorted.size() + 1));
  const double index = std::clamp(rank, 1.0, static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(index) - 1];
}

struct Owned {
  double value;
  std::uint32_t replication;
};

/// Type 8 quantile of the sorted values, each taken as often as its replication was drawn.
double weighted_quantile(const std::vector<Owned>& sorted, const std::vector<std::uint32_t>& drawn, double p) {
  std::uint64_t total = 0;
  for (const Owned& owned : sorted) total += drawn[owned.replication];
  const double n = static_cast<double>(total);
  const double position = std::clamp((n + 1.0 / 3) * p + 1.0 / 3, 1.0, n);
  const auto whole = static_cast<std::uint64_t>(position + 4e-16 * n);
  const double fraction = std::max(0.0, position - static_cast<double>(whole));
  double at_whole = sorted.back().value;
  std::uint64_t passed = 0;
  bool found = false;
  for (const Owned& owned : sorted) {
    passed += drawn[owned.replication];
    if (!found && passed >= whole) {
      at_whole = owned.value;
      found = true;
    }
    if (passed >= whole + 1) return at_whole + fraction * (owned.value - at_whole);
  }
  return at_whole;
}

}  // namespace

IntervalEstimate bootstrap_t_interval(std::span<const double> per_replication, const BootstrapPlan& plan,
                                      const Interval& range, double level) {
  PICKET_CHECK(plan.resamples >= 100 && level > 0 && level < 1, "resamples", plan.resamples, "level", level);
  IntervalEstimate estimate;
  estimate.n = static_cast<std::uint32_t>(per_replication.size());
  if (per_replication.empty()) return estimate;
  estimate.value = mean(per_replication);
  if (estimate.n < kMinReplicationsForInterval) return estimate;
  const double error = std::sqrt(sample_variance(per_replication) / estimate.n);
  if (error <= 1e-12 * std::fabs(estimate.value)) {
    estimate.interval = Interval{estimate.value, estimate.value};
    return estimate;
  }
  std::vector<double> t(plan.resamples);
  for (std::uint32_t b = 0; b < plan.resamples; ++b) t[b] = studentised(per_replication, estimate.value, stream_of(plan, b));
  std::sort(t.begin(), t.end());
  const double tail = (1 - level) / 2;
  estimate.interval = Interval{std::max(range.low, estimate.value - percentile(t, 1 - tail) * error),
                               std::min(range.high, estimate.value - percentile(t, tail) * error)};
  return estimate;
}

std::optional<IntervalEstimate> bootstrap_quantile_interval(std::span<const std::vector<double>> replications, double p,
                                                            const BootstrapPlan& plan, double level) {
  PICKET_CHECK(p > 0 && p < 1 && plan.resamples >= 100, "p", p, "resamples", plan.resamples);
  std::vector<double> pooled;
  std::vector<Owned> sorted;
  std::uint32_t count = 0;
  for (const std::vector<double>& replication : replications) {
    if (replication.empty()) continue;
    for (const double value : replication) {
      pooled.push_back(value);
      sorted.push_back({value, count});
    }
    ++count;
  }
  if (pooled.empty()) return std::nullopt;
  IntervalEstimate estimate;
  estimate.n = count;
  estimate.value = sample_quantile(std::move(pooled), p);
  if (count < kMinReplicationsForInterval) return estimate;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Owned& a, const Owned& b) { return a.value < b.value; });
  std::vector<double> quantiles(plan.resamples);
  std::vector<std::uint32_t> drawn(count);
  for (std::uint32_t b = 0; b < plan.resamples; ++b) {
    RandomStream random = stream_of(plan, b);
    std::fill(drawn.begin(), drawn.end(), 0U);
    for (std::uint32_t i = 0; i < count; ++i) ++drawn[random.below(count)];
    quantiles[b] = weighted_quantile(sorted, drawn, p);
  }
  std::sort(quantiles.begin(), quantiles.end());
  const double tail = (1 - level) / 2;
  estimate.interval = Interval{percentile(quantiles, tail), percentile(quantiles, 1 - tail)};
  return estimate;
}

}  // namespace picket::sim
