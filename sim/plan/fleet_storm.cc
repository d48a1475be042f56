#include "sim/plan/fleet_storm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "reports/number_format.h"
#include "sim/plan/ordinary_life.h"
#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

constexpr double kSecondsOfHour = 3'600;
constexpr double kSecondsOfOneDay = 86'400;
constexpr std::uint64_t kStormKey = 0x73746f726d;  // so that it draws other devices than a run of the scenario or a sample
constexpr Duration kLongestStorm = Duration::hours(12);

FleetGroup share_of_group(FleetGroup group, double factor) {
  const auto part = [factor](std::uint32_t count) {
    return static_cast<std::uint32_t>(std::clamp(std::round(count * factor), 1.0, 4e9));
  };
  const std::uint32_t sites = part(std::max<std::uint32_t>(group.sites, 1));
  group.count = part(group.count);
  group.sites = std::min(sites, group.count);
  group.hub.clear();
  return group;
}

Fault storm_fault(const StormSettings& settings) {
  Fault out;
  out.name = "storm";
  out.kind = FaultKind::kHubOutage;
  out.start = kStormStart;
  out.duration = Distribution::constant(settings.outage.to_seconds());
  return out;
}

/// The devices' own business, whose messages a run does not simulate.
Fault business_fault(const PriceBook& prices, double devices, Duration duration) {
  Fault out;
  out.name = "business";
  out.kind = FaultKind::kHubLoad;
  out.duration = Distribution::constant(duration.to_seconds());
  out.sends_per_second = prices.business_messages_device_day * prices.business_peak_ratio * devices / kSecondsOfOneDay;
  out.connects_per_second = 0;
  return out;
}

/// Of each run.
template <class Value>
IntervalEstimate over_runs(std::span<const LaneResult> runs, Value value) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const LaneResult& run : runs) values.push_back(value(run));
  return mean_interval(values);
}

double by(std::int64_t part, std::int64_t of) { return of > 0 ? static_cast<double>(part) / static_cast<double>(of) : 0; }

}  // namespace

Duration busiest_hour(const DemandShape& shape) {
  if (shape.steps.empty() || !(shape.step_seconds > 0)) return {};
  const auto in_hour = static_cast<std::size_t>(std::max(1.0, std::round(kSecondsOfHour / shape.step_seconds)));
  double best = -1;
  std::size_t at = 0;
  for (std::size_t begin = 0; begin < shape.steps.size(); begin += in_hour) {
    const std::size_t end = std::min(shape.steps.size(), begin + in_hour);
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += shape.steps[i];
    const double mean = sum / static_cast<double>(end - begin);
    if (mean > best) {
      best = mean;
      at = begin;
    }
  }
  return Duration::from_seconds(std::floor(static_cast<double>(at) * shape.step_seconds));
}

Duration storm_duration(const StormHub& hub, const StormSettings& settings) {
  const Duration needed = kStormStart + settings.outage + Duration::from_seconds(std::ceil(3 * hub.closed_form_seconds));
  return std::min(std::max(settings.simulated, needed), kLongestStorm);
}

Scenario storm_scenario(const Scenario& scenario, const StormHub& hub, const StormSettings& settings) {
  PICKET_CHECK(hub.choice.hubs > 0 && hub.fleets > 0, hub.choice.hubs, hub.fleets);
  Scenario out = scenario;
  out.name = scenario.name + "_storm";
  out.seed = hash_combine(mix64(scenario.seed), kStormKey) >> 11;  // a number that every reader of JSON keeps
  out.start_utc = scenario.start_utc + hub.busiest;
  out.warm_up = std::min(settings.warm_up, scenario.warm_up);
  out.duration = storm_duration(hub, settings);
  keep_ordinary_life(out);
  std::erase_if(out.policies, [&](const PolicyUse& use) { return use.name != hub.policy; });
  for (PolicyUse& use : out.policies) use.twin_changes.clear();
  out.reference_policy = hub.policy;
  double devices = 0;
  for (FleetGroup& group : out.fleet) {
    group = share_of_group(group, hub.fleets / hub.choice.hubs);
    devices += group.count;
  }
  if (out.hubs.empty()) out.hubs.push_back(HubSettings{.name = "hub"});
  out.hubs.resize(1);
  out.hubs.front().sku = hub.choice.sku;
  out.hubs.front().units = hub.choice.units;
  out.faults = {storm_fault(settings)};
  // Of the price book what a run is made with: with other prices it is the same one.
  const PriceBook& prices = scenario.prices;
  out.prices = PriceBook{};
  out.prices.business_messages_device_day = prices.business_messages_device_day;
  out.prices.business_message_bytes = prices.business_message_bytes;
  out.prices.business_peak_ratio = prices.business_peak_ratio;
  if (prices.business_messages_device_day > 0) out.faults.push_back(business_fault(prices, devices, out.duration));
  return out;
}

StormOutcome storm_outcome(const StormHub& hub, const Scenario& storm, std::span<const LaneResult> runs) {
  StormOutcome out;
  for (const FleetGroup& group : storm.fleet) out.devices += group.count;
  out.replications = static_cast<std::uint32_t>(runs.size());
  out.simulated_seconds = storm.duration.to_seconds();
  out.outage_seconds = storm.faults.front().duration->a;
  const auto begin = static_cast<double>(storm.start_utc.unix_seconds());
  out.busiest_hour_of_day = (begin - kSecondsOfOneDay * std::floor(begin / kSecondsOfOneDay)) / kSecondsOfHour;
  out.closed_form_seconds = hub.closed_form_seconds;
  const auto trouble = [](std::int64_t HubTrouble::*value, double unit) {
    return [value, unit](const LaneResult& run) { return static_cast<double>(run.trouble.*value) * unit; };
  };
  const auto share = [](std::int64_t HubTrouble::*part, std::int64_t HubTrouble::*of) {
    return [part, of](const LaneResult& run) { return by(run.trouble.*part, run.trouble.*of); };
  };
  constexpr double kMicrosecond = 1e-6;
  out.connections_lost = over_runs(runs, trouble(&HubTrouble::connections_lost_in_outages, 1));
  out.back_share = over_runs(runs, share(&HubTrouble::connections_back_after_outages, &HubTrouble::connections_lost_in_outages));
  out.median_seconds = over_runs(runs, trouble(&HubTrouble::reconnect_us_median, kMicrosecond));
  out.seconds_95_percent = over_runs(runs, trouble(&HubTrouble::reconnect_us_95_percent, kMicrosecond));
  out.seconds_99_percent = over_runs(runs, trouble(&HubTrouble::reconnect_us_99_percent, kMicrosecond));
  out.longest_seconds = over_runs(runs, trouble(&HubTrouble::reconnect_us_longest, kMicrosecond));
  out.connects_busiest_second = over_runs(runs, trouble(&HubTrouble::connects_busiest_second, 1));
  out.connects_throttled = over_runs(runs, share(&HubTrouble::connects_throttled, &HubTrouble::connections_lost_in_outages));
  out.sends_throttled = over_runs(runs, [](const LaneResult& run) { return by(run.trouble.sends_throttled, run.messages_emitted); });
  out.messages_held = over_runs(runs, [](const LaneResult& run) { return by(run.messages_held, run.messages_emitted); });
  return out;
}

std::string storm_warning(const std::string& policy, const StormOutcome& storm, double reconnect_within_seconds) {
  if (!storm.is_over()) {
    return fmt::format("{}: in the simulated storm {} of a hub's connections were not back {} after the outage.", policy, picket::format_percent(1 - storm.back_share.value),
                       picket::format_duration(storm.simulated_seconds - kStormStart.to_seconds() - storm.outage_seconds));
  }
  if (storm.seconds_99_percent.value <= reconnect_within_seconds) return {};
  return fmt::format("{}: in the simulated storm 99 % of the connections are back after {}, later than the goal of {}: clients wait longer between tries than the hub's throttle asks for.",
                     policy, picket::format_duration(storm.seconds_99_percent.value), picket::format_duration(reconnect_within_seconds));
}

}  // namespace picket::sim
