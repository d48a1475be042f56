#include <array>

#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

/// The name is the column of measures.csv.
struct TroubleMeasure {
  const char* name;
  const char* says;
  std::int64_t HubTrouble::*value;
  double unit = 1;  ///< of the column, for one of the value
};

constexpr double kSecond = 1e-6;  ///< for a microsecond

constexpr std::array<TroubleMeasure, 25> kTroubleMeasures{{
    {"hub_connects_total", "Connects that arrived at the hubs.", &HubTrouble::connects},
    {"hub_connects_throttled_total", "Of them: refused by the throttle.", &HubTrouble::connects_throttled},
    {"hub_connects_refused_total", "Of them: refused for the token or certificate.", &HubTrouble::connects_refused},
    {"hub_connects_unavailable_total", "Of them: the hub was down or about to be upgraded.", &HubTrouble::connects_unavailable},
    {"hub_connections_taken_over_total", "Open connections that a new one of the same identity ended.",
     &HubTrouble::connections_taken_over},
    {"hub_connects_busiest_second", "Connects in the busiest second of the busiest hub.", &HubTrouble::connects_busiest_second},
    {"hub_connections_lost_in_outages_total", "Connections that hub outages ended, of agents and of devices with business of their own.",
     &HubTrouble::connections_lost_in_outages},
    {"hub_connections_back_after_outages_total", "Of them: back by the end.", &HubTrouble::connections_back_after_outages},
    {"hub_reconnect_seconds_median", "Of those that are back: from the moment the hub was there again, s.", &HubTrouble::reconnect_us_median, kSecond},
    {"hub_reconnect_seconds_95_percent", "The same, 95 % quantile, s.", &HubTrouble::reconnect_us_95_percent, kSecond},
    {"hub_reconnect_seconds_99_percent", "The same, 99 % quantile, s.", &HubTrouble::reconnect_us_99_percent, kSecond},
    {"hub_reconnect_seconds_longest", "The same, the longest, s.", &HubTrouble::reconnect_us_longest, kSecond},
    {"hub_sends_throttled_total", "Messages that the throttle refused, each try.", &HubTrouble::sends_throttled},
    {"hub_sends_over_quota_total", "Messages refused because the day's quota was spent, each try.", &HubTrouble::sends_over_quota},
    {"registrations_total", "Registrations that devices began at provisioning services.", &HubTrouble::registrations},
    {"registrations_completed_total", "Of them: the device was assigned.", &HubTrouble::registrations_completed},
    {"registrations_given_up_total", "Of them: the client's time-out passed, and it started over.", &HubTrouble::registrations_given_up},
    {"registration_requests_total", "Requests to register and status polls.", &HubTrouble::registration_requests},
    {"registration_polls_total", "Of them: status polls.", &HubTrouble::registration_polls},
    {"registration_requests_throttled_total", "Of them: refused by the throttle.", &HubTrouble::registration_requests_throttled},
    {"registration_requests_busiest_minute", "Requests in the busiest minute of the busiest service.",
     &HubTrouble::registration_requests_busiest_minute},
    {"messages_duplicated_total", "Messages that the hubs accepted again.", &HubTrouble::messages_duplicated},
    {"messages_copied_total", "Messages that the analytics were given a second time.", &HubTrouble::messages_copied},
    {"messages_late_total", "Messages that the analytics were given later than the hub had them.", &HubTrouble::messages_late},
    {"messages_held_total", "Messages still on devices at the end.", &HubTrouble::messages_held},
}};

double seconds_of(std::int64_t microseconds) { return static_cast<double>(microseconds) * kSecond; }

}  // namespace

std::vector<FaultResult> merge_faults(const Scenario& scenario, const PolicyLanes& lanes) {
  std::vector<FaultResult> out;
  for (std::uint32_t f = 0; f < scenario.faults.size(); ++f) {
    FaultResult row;
    double runs = 0;
    for (const LaneResult* lane : lanes) {
      for (const FaultOutcome& outcome : lane->faults) {
        if (outcome.fault != f) continue;
        ++runs;
        row.from_seconds += seconds_of(outcome.from_us);
        row.until_seconds += seconds_of(outcome.until_us);
        row.sites += static_cast<double>(outcome.sites);
        row.devices += static_cast<double>(outcome.devices);
      }
    }
    if (runs == 0) continue;
    row.fault = scenario.faults[f].name;
    row.kind = std::string(to_string(scenario.faults[f].kind));
    for (double* sum : {&row.from_seconds, &row.until_seconds, &row.sites, &row.devices}) *sum /= runs;
    out.push_back(row);
  }
  return out;
}

std::vector<Measure> trouble_measures(const PolicyLanes& lanes) {
  std::vector<Measure> out;
  if (lanes.empty() || lanes.front()->faults.empty()) return out;
  for (const TroubleMeasure& of : kTroubleMeasures) {
    Measure& measure = out.emplace_back();
    measure.name = of.name;
    measure.says = std::string(of.says) + " In the whole measured period.";
    for (const LaneResult* lane : lanes) measure.per_replication.push_back(static_cast<double>(lane->trouble.*of.value) * of.unit);
    measure.estimate = estimate_of(cut_to(kNotNegative, mean_interval(measure.per_replication)));
  }
  return out;
}

}  // namespace picket::sim
