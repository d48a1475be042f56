#include <algorithm>
#include <functional>
#include <map>

#include "agent_core/base/check.h"
#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/experiment/merge_bill.h"
#include "sim/experiment/merge_energy.h"
#include "sim/experiment/merge_operations.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/event_rate.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/paired_difference.h"

namespace picket::sim {
namespace {

struct MeasureOf {
  const char* name;
  const char* unit;
  const char* says;
  std::function<double(const LaneResult&)> value;
};

double device_days(const LaneResult& r) { return r.devices * r.days; }

/// A share of what a replication counts, several a replication.
struct ShareOf {
  const char* name;
  const char* says;
  std::function<ClusterCount(const LaneResult&)> count;
};

/// Labelled raw events, and those of them that reached the pipeline.
ClusterCount arrived_of(const LaneResult& r) {
  ClusterCount count;
  for (const UnitOutcome& unit : r.units) {
    count.units += unit.events;
    count.successes += std::min(unit.events, unit.events_arrived);
  }
  return count;
}

/// Lines whose address translation forgets connections, and agents that have any.
bool has_forgetful_lines(const PolicyLanes& lanes) {
  return std::any_of(lanes.begin(), lanes.end(), [](const LaneResult* lane) { return lane->nat.devices > 0; });
}

bool has_malicious_events(const PolicyLanes& lanes) {
  return std::any_of(lanes.begin(), lanes.end(), [](const LaneResult* lane) {
    return std::any_of(lane->units.begin(), lane->units.end(), [](const UnitOutcome& unit) { return unit.events > 0; });
  });
}

/// Attacked devices that can be judged: of attacks whose deadline lies within the horizon.
ClusterCount detected_of(const Scenario& scenario, const LaneResult& r) {
  ClusterCount count;
  for (const UnitOutcome& unit : r.units) {
    if (!is_measurable(scenario, unit.attack)) continue;
    ++count.units;
    if (unit.detected) ++count.successes;
  }
  return count;
}

/// Every measure of the table, in its order; the name is the column of measures.csv.
const std::vector<MeasureOf>& measures() {
  static const std::vector<MeasureOf> list{
      {"uplink_bytes_per_device_day", "B", "Bytes a device sends up its line per day, everything included.",
       [](const LaneResult& r) {
         return static_cast<double>(r.uplink_payload_bytes + r.uplink_envelope_bytes + r.uplink_upkeep_bytes) / device_days(r);
       }},
      {"uplink_payload_bytes_per_device_day", "B", "Encoded security messages, retries included.",
       [](const LaneResult& r) { return static_cast<double>(r.uplink_payload_bytes) / device_days(r); }},
      {"uplink_envelope_bytes_per_device_day", "B", "MQTT, TLS and TCP/IP around the messages.",
       [](const LaneResult& r) { return static_cast<double>(r.uplink_envelope_bytes) / device_days(r); }},
      {"uplink_upkeep_bytes_per_device_day", "B", "Connecting, token renewal, keep-alive and twins.",
       [](const LaneResult& r) { return static_cast<double>(r.uplink_upkeep_bytes) / device_days(r); }},
      {"site_peak_bytes_per_second_1s", "B/s", "Busiest second at the busiest site's uplink.",
       [](const LaneResult& r) { return r.site_peak_1s; }},
      {"site_peak_bytes_per_second_1min", "B/s", "Busiest minute at the busiest site's uplink.",
       [](const LaneResult& r) { return r.site_peak_1min; }},
      {"site_peak_bytes_per_second_1h", "B/s", "Busiest hour at the busiest site's uplink.",
       [](const LaneResult& r) { return r.site_peak_1h; }},
      {"hub_peak_bytes_per_second_1s", "B/s", "Busiest second at a hub, message bodies.",
       [](const LaneResult& r) { return r.hub_peak_1s; }},
      {"hub_peak_bytes_per_second_1min", "B/s", "Busiest minute at a hub, message bodies.",
       [](const LaneResult& r) { return r.hub_peak_1min; }},
      {"hub_peak_bytes_per_second_1h", "B/s", "Busiest hour at a hub, message bodies.",
       [](const LaneResult& r) { return r.hub_peak_1h; }},
      {"messages_per_day", "1/day", "Messages the hubs accepted per day, whole fleet.",
       [](const LaneResult& r) { return static_cast<double>(r.messages_accepted) / r.days; }},
      {"blocks_per_day", "1/day", "Metered units of 4 KB per day, whole fleet.",
       [](const LaneResult& r) { return static_cast<double>(r.blocks) / r.days; }},
      {"observations_per_device_day", "1/day", "Observations that reached the pipeline.",
       [](const LaneResult& r) { return static_cast<double>(r.observations) / device_days(r); }},
      {"raw_events_per_device_day", "1/day", "What happened on a device; the same for every policy.",
       [](const LaneResult& r) { return static_cast<double>(r.raw_events) / device_days(r); }},
      {"incidents_per_device_day", "1/day", "Incidents opened on devices, by risk score or by tactics.",
       [](const LaneResult& r) { return static_cast<double>(r.incidents) / device_days(r); }},
      {"false_incidents_per_device_day", "1/day", "Of them: on devices on which no attack had begun.",
       [](const LaneResult& r) { return static_cast<double>(r.incidents_false) / device_days(r); }},
      {"campaigns_per_day", "1/day", "Campaigns opened over devices of a class, whole fleet.",
       [](const LaneResult& r) { return static_cast<double>(r.campaigns) / r.days; }},
  };
  return list;
}

/// Of scenarios with cells.
const std::vector<MeasureOf>& cell_measures() {
  static const std::vector<MeasureOf> list{
      {"cell_peak_bytes_per_second_1s", "B/s", "Busiest second at the busiest cell, what its sites send.",
       [](const LaneResult& r) { return r.cell.peak_1s; }},
      {"cell_peak_bytes_per_second_1min", "B/s", "Busiest minute at the busiest cell, what its sites send.",
       [](const LaneResult& r) { return r.cell.peak_1min; }},
      {"cell_peak_bytes_per_second_1h", "B/s", "Busiest hour at the busiest cell, what its sites send.",
       [](const LaneResult& r) { return r.cell.peak_1h; }},
      {"cell_utilisation_1h_max", "", "Share of its uplink_bandwidth that a cell's sites and its other users took in the fullest hour.",
       [](const LaneResult& r) { return r.cell.utilisation_1h_max; }},
  };
  return list;
}

/// Of policies that merge at gateways: what that saves, and what it costs in attribution.
const std::vector<MeasureOf>& gateway_measures() {
  using Of = std::int64_t GatewayNumbers::*;
  const auto daily = [](Of of) {
    return [of](const LaneResult& r) { return static_cast<double>(r.gateway.*of) / r.days; };
  };
  static const std::vector<MeasureOf> list{
      {"gateway_observations_in_per_day", "1/day", "Observations that came to gateways, their own included.",
       daily(&GatewayNumbers::observations_in)},
      {"gateway_observations_out_per_day", "1/day", "Observations that gateways sent.",
       daily(&GatewayNumbers::observations_out)},
      {"gateway_messages_in_per_day", "1/day", "Messages that came to gateways.", daily(&GatewayNumbers::messages_in)},
      {"gateway_messages_out_per_day", "1/day", "Messages that gateways sent.", daily(&GatewayNumbers::messages_out)},
      {"gateway_bytes_in_per_day", "B", "Bytes of messages that came to gateways, as sent without one.",
       daily(&GatewayNumbers::bytes_in)},
      {"gateway_bytes_out_per_day", "B", "Bytes of messages that gateways sent, with the names of children.",
       daily(&GatewayNumbers::bytes_out)},
      {"gateway_blocks_in_per_day", "1/day", "Metered units of 4 KB that the messages to gateways would have been.",
       daily(&GatewayNumbers::blocks_in)},
      {"gateway_blocks_out_per_day", "1/day", "Metered units of 4 KB of the messages that gateways sent.",
       daily(&GatewayNumbers::blocks_out)},
      {"gateway_attributions_kept_per_day", "1/day", "Hits in observations that name the device they are from.",
       daily(&GatewayNumbers::attributions_kept)},
      {"gateway_attributions_lost_per_day", "1/day", "Hits in observations that no longer name their device.",
       daily(&GatewayNumbers::attributions_lost)},
  };
  return list;
}

const std::vector<ShareOf>& gateway_shares() {
  static const std::vector<ShareOf> list{
      {"gateway_attribution_kept_share", "Share of hits whose observation still names their device.",
       [](const LaneResult& r) {
         const auto kept = static_cast<std::uint64_t>(r.gateway.attributions_kept);
         return ClusterCount{kept, kept + static_cast<std::uint64_t>(r.gateway.attributions_lost)};
       }},
      {"detected_at_site_only_share",
       "Share of attacked devices that no alert names, while one names their gateway's site: attribution lost.",
       [](const LaneResult& r) {
         ClusterCount only{0, r.units.size()};
         for (const UnitOutcome& unit : r.units) only.successes += unit.site_detected && !unit.detected ? 1 : 0;
         return only;
       }},
  };
  return list;
}

/// Of policies whose agents have twins.
const std::vector<MeasureOf>& operation_measures() {
  static const std::vector<MeasureOf> list{
      {"twin_blocks_per_day", "1/day", "Metered units of 4 KB of reads, reports and changes of twins; part of all.",
       [](const LaneResult& r) {
         std::int64_t blocks = 0;
         for (const LaneOperation& operation : r.hub_operations) blocks += operation.blocks;
         return static_cast<double>(blocks) / r.days;
       }},
      {"twin_operations_refused_per_day", "1/day", "Reads, reports and changes of twins that a hub refused, and that were tried again.",
       [](const LaneResult& r) {
         std::int64_t refused = 0;
         for (const LaneOperation& operation : r.hub_operations) refused += operation.refused_total();
         return static_cast<double>(refused) / r.days;
       }},
  };
  return list;
}

/// Of scenarios whose hubs have routes.
const std::vector<MeasureOf>& route_measures() {
  const auto daily = [](std::int64_t RouteTotals::*of) {
    return [of](const LaneResult& r) { return static_cast<double>(r.routes.*of) / r.days; };
  };
  static const std::vector<MeasureOf> list{
      {"messages_at_built_in_endpoints_per_day", "1/day", "Messages of devices that routes, or none, take to the hubs' built-in endpoints.", daily(&RouteTotals::messages_at_events)},
      {"messages_at_custom_endpoints_per_day", "1/day", "The same of custom endpoints, each counted.", daily(&RouteTotals::messages_elsewhere)},
      {"messages_orphaned_per_day", "1/day", "Messages of devices that no route takes, where there is no fallback route.", daily(&RouteTotals::messages_orphaned)},
      {"hub_events_at_built_in_endpoints_per_day", "1/day", "Events of connections, twins and identities that routes take to the built-in endpoints.",
       daily(&RouteTotals::own_events_at_events)},
      {"hub_events_at_custom_endpoints_per_day", "1/day", "The same of custom endpoints, each counted.", daily(&RouteTotals::own_events_elsewhere)},
  };
  return list;
}

/// Of fleets with business operations of their own.
const std::vector<MeasureOf>& business_measures() {
  static const std::vector<MeasureOf> list{
      {"business_blocks_per_day", "1/day", "Metered units of the fleet's own business operations, as simulated; no cost of security, and in no other measure.",
       [](const LaneResult& r) {
         std::int64_t blocks = 0;
         for (const LaneOperation& operation : r.business_operations) blocks += operation.blocks;
         return static_cast<double>(blocks) / r.days;
       }},
      {"business_operations_refused_per_day", "1/day", "Operations of the fleet's own business that a hub refused.",
       [](const LaneResult& r) {
         std::int64_t refused = 0;
         for (const LaneOperation& operation : r.business_operations) refused += operation.refused_total();
         return static_cast<double>(refused) / r.days;
       }},
  };
  return list;
}

std::vector<double> values_of(const PolicyLanes& lanes, const std::function<double(const LaneResult&)>& value) {
  std::vector<double> values;
  for (const LaneResult* lane : lanes) values.push_back(value(*lane));
  return values;
}

Measure measure_of(const MeasureOf& of, const PolicyLanes& lanes, const PolicyLanes& reference) {
  Measure measure;
  measure.name = of.name;
  measure.unit = of.unit;
  measure.says = of.says;
  measure.per_replication = values_of(lanes, of.value);
  measure.estimate = estimate_of(cut_to(kNotNegative, mean_interval(measure.per_replication)));
  if (!reference.empty() && reference != lanes) {
    measure.difference = estimate_of(paired_difference(measure.per_replication, values_of(reference, of.value)).difference);
  }
  return measure;
}

/// The interval is that of clusters, which neither leaves [0, 1] nor has no width where every replication says the same;
/// replications that have none of the units say nothing of it,
/// nor of its difference.
Measure share_of(const ShareOf& of, const PolicyLanes& lanes, const PolicyLanes& reference) {
  const auto rate = [&of](const LaneResult& r) {
    const ClusterCount count = of.count(r);
    return count.units == 0 ? 0 : static_cast<double>(count.successes) / static_cast<double>(count.units);
  };
  Measure measure;
  measure.name = of.name;
  measure.says = of.says;
  measure.per_replication = values_of(lanes, rate);
  std::vector<ClusterCount> counts;
  for (const LaneResult* lane : lanes) counts.push_back(of.count(*lane));
  measure.estimate = estimate_of(clustered_proportion(counts));
  if (reference.empty() || reference == lanes) return measure;
  PICKET_CHECK(reference.size() == lanes.size(), "sizes", lanes.size(), reference.size());
  std::vector<double> own;
  std::vector<double> other;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (counts[i].units == 0 || of.count(*reference[i]).units == 0) continue;
    own.push_back(measure.per_replication[i]);
    other.push_back(rate(*reference[i]));
  }
  if (!own.empty()) measure.difference = estimate_of(cut_to(kShareDifferences, paired_difference(own, other).difference));
  return measure;
}

bool has_duplicates(const PolicyLanes& lanes) {
  return std::any_of(lanes.begin(), lanes.end(), [](const LaneResult* lane) { return lane->messages_duplicated > 0; });
}

Measure false_alerts(const PolicyLanes& lanes, const PolicyLanes& reference) {
  const auto rate = [](const LaneResult& r) { return static_cast<double>(r.alerts_false) / device_days(r); };
  Measure measure = measure_of({"false_alerts_per_device_day", "1/day", "Alerts that rest on benign evidence only.", rate},
                               lanes, reference);
  std::vector<RateCount> counts;
  double exposure = 0;
  for (const LaneResult* lane : lanes) {
    counts.push_back({static_cast<std::uint64_t>(lane->alerts_false), device_days(*lane)});
    exposure += device_days(*lane);
  }
  measure.estimate = estimate_of(replicated_rate(counts));
  measure.says += " Exposure: " + std::to_string(static_cast<long long>(exposure)) + " device-days.";
  return measure;
}

bool has_judgeable_units(const Scenario& scenario, const PolicyLanes& lanes) {
  return std::any_of(lanes.begin(), lanes.end(), [&](const LaneResult* lane) { return detected_of(scenario, *lane).units > 0; });
}

Measure detected_share(const Scenario& scenario, const PolicyLanes& lanes, const PolicyLanes& reference) {
  return share_of({"detected_share",
                   "Share of attacked devices on which the attack was detected by the horizon; attacks that are not measurable "
                   "are left out.",
                   [&scenario](const LaneResult& r) { return detected_of(scenario, r); }},
                  lanes, reference);
}

void merge_drops(const PolicyLanes& lanes, PolicyResult& out) {
  std::map<std::pair<std::string, std::string>, double> sums;
  std::vector<std::pair<std::string, std::string>> order;
  for (const LaneResult* lane : lanes) {
    for (const DropRow& row : lane->drops) {
      const auto key = std::make_pair(row.stage, row.reason);
      if (!sums.contains(key)) order.push_back(key);
      sums[key] += row.raw_events_per_device_day;
    }
  }
  for (const auto& key : order) {
    const double mean = sums[key] / static_cast<double>(lanes.size());
    if (mean > 0) out.drops.push_back({key.first, key.second, mean});
  }
}

std::optional<TwinUpdates> mean_twin_updates(const PolicyLanes& lanes) {
  if (!lanes.front()->changes_twins) return std::nullopt;
  TwinCounts sum;
  for (const LaneResult* lane : lanes) sum += lane->twin;
  const auto mean = [&](std::uint64_t n) { return static_cast<double>(n) / static_cast<double>(lanes.size()); };
  return TwinUpdates{.delivered = mean(sum.delivered),
                     .applied = mean(sum.applied),
                     .failed = mean(sum.failed),
                     .reported_bytes = mean(sum.reported_bytes),
                     .flushed_messages = mean(sum.flushed_messages),
                     .configuration_errors = mean(sum.configuration_errors)};
}

}  // namespace

PolicyResult merge_policy(const Scenario& scenario, const std::string& policy, const PolicyLanes& lanes,
                          const PolicyLanes& reference) {
  PICKET_CHECK(!lanes.empty(), "policy", policy);
  PolicyResult out;
  out.policy = policy;
  for (const MeasureOf& of : measures()) out.measures.push_back(measure_of(of, lanes, reference));
  if (has_duplicates(lanes) || has_duplicates(reference)) {
    out.measures.push_back(measure_of({"duplicate_messages_per_day", "1/day",
                                       "Messages that the hubs accepted, and billed, once more since an answer was lost; whole fleet.",
                                       [](const LaneResult& r) { return static_cast<double>(r.messages_duplicated) / r.days; }},
                                      lanes, reference));
  }
  if (has_operations(lanes) || has_operations(reference)) {
    for (const MeasureOf& of : operation_measures()) out.measures.push_back(measure_of(of, lanes, reference));
  }
  if (has_business_operations(lanes) || has_business_operations(reference)) {
    for (const MeasureOf& of : business_measures()) out.measures.push_back(measure_of(of, lanes, reference));
  }
  if (lanes.front()->routes.evaluated) {
    for (const MeasureOf& of : route_measures()) out.measures.push_back(measure_of(of, lanes, reference));
  }
  if (lanes.front()->gateway.gateways > 0) {
    for (const MeasureOf& of : gateway_measures()) out.measures.push_back(measure_of(of, lanes, {}));
    for (const ShareOf& of : gateway_shares()) out.measures.push_back(share_of(of, lanes, {}));
  }
  if (lanes.front()->cell.cells > 0) {
    for (const MeasureOf& of : cell_measures()) out.measures.push_back(measure_of(of, lanes, reference));
  }
  if (has_forgetful_lines(lanes)) {
    out.measures.push_back(measure_of({"connections_lost_by_nat_total", "",
                                       "Connections on which something was sent in vain, since the line's address translation had forgotten "
                                       "them (nat_timeout); whole fleet, measured period.",
                                       [](const LaneResult& r) { return static_cast<double>(r.nat.connections_lost); }},
                                      lanes, has_forgetful_lines(reference) ? reference : PolicyLanes{}));
  }
  for (Measure& measure : trouble_measures(lanes)) out.measures.push_back(std::move(measure));
  for (Measure& measure : endpoint_measures(lanes)) out.measures.push_back(std::move(measure));
  // A share of nothing is no 0: without attacks, or with attacks that cannot be judged, these are missing.
  if (has_malicious_events(lanes)) {
    out.measures.push_back(share_of({"evidence_share", "Share of labelled raw events that reached the pipeline.", arrived_of}, lanes, reference));
  }
  if (has_judgeable_units(scenario, lanes)) out.measures.push_back(detected_share(scenario, lanes, reference));
  out.measures.push_back(false_alerts(lanes, reference));
  merge_energy(scenario, lanes, reference, out);
  merge_bill(scenario, lanes, reference, out);
  merge_drops(lanes, out);
  out.twin_updates = mean_twin_updates(lanes);
  out.hub_operations = mean_operations(lanes);
  out.business_operations = mean_business_operations(lanes);
  const LaneResult& first = *lanes.front();
  out.series = first.series;
  out.marks = first.marks;
  if (!first.hubs.empty()) {
    // The hubs that every replication fits on, not those that suit the first by luck; equal tiers together.
    std::map<Sku, std::uint32_t> units_of;
    for (std::size_t h = 0; h < first.hubs.size(); ++h) {
      HubSize size = first.hubs[h];
      for (const LaneResult* lane : lanes) {
        const HubSize& other = lane->hubs[h];
        if (other.sku > size.sku || (other.sku == size.sku && other.units > size.units)) size = other;
      }
      units_of[size.sku] += size.units;
    }
    for (const auto& [sku, units] : units_of) {
      if (out.sku.empty()) {
        out.sku = std::string(to_string(sku));
        out.units = units;
      } else {
        out.sku += " + " + std::to_string(units) + " x " + std::string(to_string(sku));
      }
    }
  }
  return out;
}

}  // namespace picket::sim
