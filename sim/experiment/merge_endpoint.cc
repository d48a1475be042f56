#include <algorithm>
#include <array>

#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

/// The name is the column of measures.csv.
struct EndpointMeasure {
  const char* name;
  const char* unit;
  const char* says;
  double (*value)(const EndpointReading&);
};

constexpr std::array<EndpointMeasure, 3> kEndpointMeasures{{
    {"consumer_lag_seconds_mean", "s",
     "How long messages waited at the hubs' built-in endpoints for the analytics to read them; without those that were lost.",
     [](const EndpointReading& r) { return r.lag_seconds_mean; }},
    {"consumer_lag_seconds_max", "s", "The longest of these waits.", [](const EndpointReading& r) { return r.lag_seconds_max; }},
    {"messages_past_retention_total", "",
     "Messages lost at the endpoints: older than the retention when it was their turn. In the whole measured period.",
     [](const EndpointReading& r) { return static_cast<double>(r.messages_past_retention); }},
}};

}  // namespace

std::vector<Measure> endpoint_measures(const PolicyLanes& lanes) {
  std::vector<Measure> out;
  if (lanes.empty() || !lanes.front()->endpoint.may_lag) return out;
  // Of nothing that was read there is no wait.
  const bool all_read = std::ranges::all_of(lanes, [](const LaneResult* lane) { return lane->endpoint.messages_read > 0; });
  for (const EndpointMeasure& of : kEndpointMeasures) {
    if (!all_read && of.unit[0] != 0) continue;
    Measure& measure = out.emplace_back();
    measure.name = of.name;
    measure.unit = of.unit;
    measure.says = of.says;
    for (const LaneResult* lane : lanes) measure.per_replication.push_back(of.value(lane->endpoint));
    measure.estimate = estimate_of(cut_to(kNotNegative, mean_interval(measure.per_replication)));
  }
  return out;
}

}  // namespace picket::sim
