#include "sim/tune/tune_result.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/experiment/estimate.h"
#include "sim/results/digest.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

std::string last_key(const std::string& path) {
  const std::size_t dot = path.find_last_of('.');
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

std::string short_name(const std::vector<TunedParameter>& parameters, std::size_t i) {
  const std::string key = last_key(parameters[i].path);
  for (std::size_t j = 0; j < parameters.size(); ++j) {
    if (j != i && last_key(parameters[j].path) == key) return parameters[i].path;
  }
  return key;
}

void add_sample(Digest& digest, const PointSample& sample) {
  for (const MeasureSample& measure : sample) {
    for (const double value : measure.values) digest.add(value);
  }
}

}  // namespace

std::string TuneResult::words_of(std::size_t point) const {
  std::string out;
  const PointValues& values = points[point];
  for (std::size_t i = 0; i < parameters.size() && i < values.values.size(); ++i) {
    out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", short_name(parameters, i), values.values[i]);
  }
  return out;
}

Estimate sample_estimate(const TuneMeasure& measure, const MeasureSample& sample) {
  const std::vector<double> values = usable_values(sample);
  if (measure.is_share()) return estimate_of(clustered_proportion_of_rates(values));
  // Amounts, times and rates are not below 0.
  return estimate_of(cut_to(kNotNegative, mean_interval(values)));
}

std::string tune_digest(const TuneResult& result) {
  Digest digest;
  for (const TriedPoint& tried : result.outcome.search.points) {
    digest.add(tried.point.id);
    if (tried.sample) add_sample(digest, *tried.sample);
  }
  for (const std::size_t i : result.outcome.search.front) digest.add(result.tried(i).point.id);
  for (const CertifiedPoint& point : result.outcome.certification.points) {
    digest.add(result.tried(point.point).point.id, to_string(point.verdict));
    add_sample(digest, point.sample);
  }
  return digest.hex();
}

}  // namespace picket::sim
