#include "sim/plan/fleet_usage.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr double kDaySeconds = 86'400;

double largest_or_one(const std::vector<double>& values) { return values.empty() ? 1 : *std::max_element(values.begin(), values.end()); }

/// Makes the mean 1; nothing of values that are all 0.
void normalise(std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  if (sum <= 0) return values.clear();
  const double mean = sum / static_cast<double>(values.size());
  for (double& value : values) value /= mean;
}

DemandShape shape_of(std::span<const StratumRuns> strata) {
  DemandShape out;
  out.step_seconds = strata.front().step_seconds;
  for (const StratumRuns& stratum : strata) {
    const double weight = stratum.devices / stratum.sampled / static_cast<double>(std::max<std::size_t>(1, stratum.hub_bytes.size()));
    for (const std::vector<double>& replication : stratum.hub_bytes) {
      if (out.steps.size() < replication.size()) out.steps.resize(replication.size(), 0);
      for (std::size_t s = 0; s < replication.size(); ++s) out.steps[s] += weight * replication[s];
    }
  }
  normalise(out.steps);
  const double steps_a_day = out.step_seconds > 0 ? kDaySeconds / out.step_seconds : 0;
  const auto whole = static_cast<std::size_t>(steps_a_day);
  if (whole == 0 || static_cast<double>(whole) != steps_a_day) return out;
  // The quota begins anew at 00:00 UTC: a part of a day in front of the first midnight is left out, as is one at the end.
  const double to_midnight = std::fmod(kDaySeconds - strata.front().begin_second_of_day, kDaySeconds);
  const auto first = static_cast<std::size_t>(std::ceil(to_midnight / out.step_seconds));
  for (std::size_t begin = first; begin + whole <= out.steps.size(); begin += whole) {
    double sum = 0;
    for (std::size_t s = begin; s < begin + whole; ++s) sum += out.steps[s];
    out.days.push_back(sum);
  }
  normalise(out.days);
  return out;
}

/// The mean with one stratum as each of its replications had it.
std::vector<Usage> mean_with(const StratumRuns& stratum, std::size_t replications, const FleetUsage& fleet) {
  std::vector<Usage> out(replications);
  for (const UsageQuantity& quantity : kUsageQuantities) {
    double sum = 0;
    for (std::size_t r = 0; r < replications; ++r) sum += stratum.usage[r].*quantity.value;
    const double mean = sum / static_cast<double>(replications);
    for (std::size_t r = 0; r < replications; ++r) {
      const double moved = stratum.devices / stratum.sampled * (stratum.usage[r].*quantity.value - mean);
      out[r].*quantity.value = std::max(0.0, fleet.mean.*quantity.value + moved);
    }
  }
  for (Usage& usage : out) usage = with_peaks(usage, fleet.shape);
  return out;
}

}  // namespace

double DemandShape::busiest_step() const { return largest_or_one(steps); }
double DemandShape::busiest_day() const { return largest_or_one(days); }

Usage with_peaks(Usage usage, const DemandShape& shape) {
  usage.blocks_busiest_day = usage.blocks_per_day * shape.busiest_day();
  usage.messages_busiest_second = usage.messages_per_day / kDaySeconds * shape.busiest_step();
  usage.connects_busiest_second = usage.connects_per_day / kDaySeconds * shape.busiest_step();
  return usage;
}

FleetUsage fleet_usage(std::span<const StratumRuns> strata) {
  PICKET_CHECK(!strata.empty());
  FleetUsage out;
  out.shape = shape_of(strata);
  std::size_t replications = strata.front().usage.size();
  for (const StratumRuns& stratum : strata) {
    PICKET_CHECK(stratum.sampled > 0 && stratum.devices >= 0, stratum.sampled, stratum.devices);
    replications = std::min(replications, stratum.usage.size());
    out.strata.push_back(stratum.name);
  }
  PICKET_CHECK(replications > 0);
  out.replications.resize(replications);
  for (const UsageQuantity& quantity : kUsageQuantities) {
    std::vector<StratumSample> samples;
    for (const StratumRuns& stratum : strata) {
      StratumSample sample{stratum.devices, {}};
      for (std::size_t r = 0; r < replications; ++r) {
        sample.per_unit.push_back(stratum.usage[r].*quantity.value / stratum.sampled);
        out.replications[r].*quantity.value += stratum.devices * sample.per_unit.back();
      }
      samples.push_back(std::move(sample));
    }
    UsageEstimate estimate{quantity.name, quantity.unit, stratified_total(samples)};
    if (estimate.total.total.interval) estimate.total.total = cut_to(kNotNegative, estimate.total.total);
    out.mean.*quantity.value = estimate.total.total.value;
    out.estimates.push_back(std::move(estimate));
  }
  out.mean = with_peaks(out.mean, out.shape);
  for (Usage& usage : out.replications) usage = with_peaks(usage, out.shape);
  for (const StratumRuns& stratum : strata) {
    out.of_one_stratum.push_back(strata.size() == 1 ? out.replications : mean_with(stratum, replications, out));
  }
  return out;
}

}  // namespace picket::sim
