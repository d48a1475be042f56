#include "sim/tune/measure_sample.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/logit.h"
#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

constexpr double kLeastPositive = 1e-9;
constexpr double kLeastShare = 1e-6;

double weight_of(const MeasureSample& sample) {
  if (sample.weights.empty()) return static_cast<double>(sample.values.size());
  return exact_sum(sample.weights);
}

/// Sum of value x weight: the number among all units, or of events.
double count_of(const MeasureSample& sample) {
  double count = 0;
  for (std::size_t i = 0; i < sample.values.size(); ++i) count += sample.values[i] * (sample.weights.empty() ? 1 : sample.weights[i]);
  return count;
}

}  // namespace

std::vector<double> usable_values(const MeasureSample& sample) {
  PICKET_CHECK(sample.weights.empty() || sample.weights.size() == sample.values.size());
  std::vector<double> out;
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    if (sample.says_something(i)) out.push_back(sample.values[i]);
  }
  return out;
}

double mean_of(const MeasureSample& sample) {
  const std::vector<double> values = usable_values(sample);
  return values.empty() ? 0 : mean(values);
}

ScaledMean scaled_mean(const MeasureSample& sample, MeasureScale scale, std::optional<double> toward) {
  const std::vector<double> values = usable_values(sample);
  ScaledMean out;
  if (values.empty()) {
    // Nothing is known: the middle of the scale, with a variance that outweighs any other.
    out.value = scale == MeasureScale::kLogit ? 0 : scaled_bound(1, scale);
    out.variance = 100;
    return out;
  }
  const double n = static_cast<double>(values.size());
  const double average = mean(values);
  const std::optional<double> of_mean = values.size() < 2 ? std::nullopt : std::optional(sample_variance(values) / n);
  switch (scale) {
    case MeasureScale::kPlain:
      out.value = average;
      out.variance = of_mean;
      break;
    case MeasureScale::kLog: {
      const double positive = std::max(average, kLeastPositive);
      out.value = std::log(positive);
      if (of_mean) out.variance = *of_mean / (positive * positive);
      break;
    }
    case MeasureScale::kLogit: {
      const double units = weight_of(sample);
      const double p = (std::clamp(average, 0.0, 1.0) * units + std::clamp(toward.value_or(0.5), kLeastShare, 1 - kLeastShare)) / (units + 1);
      out.value = logit(p);
      out.variance = std::max(of_mean.value_or(0), p * (1 - p) / units) / (p * p * (1 - p) * (1 - p));
      break;
    }
    case MeasureScale::kRate: {
      const double events = count_of(sample) + 0.5;
      const double exposure = weight_of(sample) + (toward && *toward > 0 ? 0.5 / *toward : 0);
      out.value = std::log(events / exposure);
      out.variance = 1 / events;
      if (of_mean && average > 0) out.variance = std::max(*out.variance, *of_mean / (average * average));
      break;
    }
  }
  return out;
}

double scaled_bound(double bound, MeasureScale scale) {
  switch (scale) {
    case MeasureScale::kPlain: return bound;
    case MeasureScale::kLog:
    case MeasureScale::kRate: return std::log(std::max(bound, kLeastPositive));
    case MeasureScale::kLogit: return logit(std::clamp(bound, kLeastShare, 1 - kLeastShare));
  }
  return bound;
}

PairedValues paired_values(const MeasureSample& x, const MeasureSample& y) {
  PairedValues out;
  for (std::size_t i = 0; i < std::min(x.values.size(), y.values.size()); ++i) {
    if (!x.says_something(i) || !y.says_something(i)) continue;
    out.x.push_back(x.values[i]);
    out.y.push_back(y.values[i]);
  }
  return out;
}

void extend(PointSample& sample, const PointSample& more) {
  if (sample.empty()) sample.resize(more.size());
  PICKET_CHECK(sample.size() == more.size());
  for (std::size_t m = 0; m < more.size(); ++m) {
    sample[m].values.insert(sample[m].values.end(), more[m].values.begin(), more[m].values.end());
    sample[m].weights.insert(sample[m].weights.end(), more[m].weights.begin(), more[m].weights.end());
  }
}

}  // namespace picket::sim
