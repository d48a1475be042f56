#include "sim/experiment/pipeline_losses.h"

#include <algorithm>
#include <iterator>

namespace picket::sim {
namespace {

struct Loss {
  std::string_view name;
  std::uint64_t (*count)(const PipelineCounts&);
  /// What happened, after the number; empty: ordinary.
  std::string_view bound;
};

using C = PipelineCounts;

constexpr Loss kLosses[] = {
    {"suppressed", [](const C& c) { return c.suppressed; }, ""},
    {"suppressed_by_rule", [](const C& c) { return c.suppressed_by_rule; }, ""},
    // They change no finding; what became of an attack's step may say too little.
    {"withheld_dropped", [](const C& c) { return c.withheld_dropped; },
     "suppressed findings were not held against the truth, so fates of steps may lack them"},
    {"shifts_of_class", [](const C& c) { return c.shifts_of_class; }, ""},
    {"beacons_of_class", [](const C& c) { return c.beacons_of_class; }, ""},
    {"beacon_peers_evicted", [](const C& c) { return c.beacon_peers_evicted; },
     "new peers of devices made room for later ones before their regularity could be judged"},
    {"beacon_peers_returned", [](const C& c) { return c.beacon_peers_returned; }, ""},
    {"beacon_peers_forgotten", [](const C& c) { return c.beacon_peers_forgotten; },
     "new peers of devices made room for later ones and are not looked at again"},
    {"beacon_peers_refused", [](const C& c) { return c.beacon_peers_refused; }, ""},
    {"beacon_untimely", [](const C& c) { return c.beacon_untimely; }, ""},
    {"contact_keys_refused", [](const C& c) { return c.contact_keys_refused; },
     "peers were refused by the memory of whom a class calls, and stay rare to it"},
    {"observations_too_late", [](const C& c) { return c.dropped[IngestDrop::kTooLate]; }, ""},
    {"event_times_ahead", [](const C& c) { return c.event_times_ahead; }, ""},
    {"unknown_events", [](const C& c) { return c.unknown_events; }, ""},
    {"members_without_value", [](const C& c) { return c.members_without_value; }, ""},
    {"egress_too_old", [](const C& c) { return c.egress_too_old; }, ""},
    {"behaviour_untimely", [](const C& c) { return c.behaviour_untimely; }, ""},
    {"baseline_groups_refused", [](const C& c) { return c.baseline_groups_refused; },
     "groups of baseline checks had no place among the known ones"},
    {"operation_records_dropped", [](const C& c) { return c.operation_records_dropped; }, ""},
    {"group_entries_merged", [](const C& c) { return c.group_entries_merged; }, ""},
    // A group holds twice what makes it fire, so what it leaves out changes no firing but by lateness.
    {"group_entries_dropped", [](const C& c) { return c.group_entries_dropped; }, ""},
    {"groups_refused", [](const C& c) { return c.groups_refused; }, "groups of correlations were refused"},
    {"prior_keys_refused", [](const C& c) { return c.prior_keys_refused; },
     "values were refused by the memory of what a class does"},
    {"fleet_keys_refused", [](const C& c) { return c.fleet_keys_refused; },
     "peers and peripherals were refused by the memory of the fleet"},
    {"sightings_dropped", [](const C& c) { return c.sightings_dropped; },
     "seen values made room for later ones, so that an indicator that comes later cannot find them"},
    {"sightings_expired", [](const C& c) { return c.sightings_expired; }, ""},
    {"scans_cut", [](const C& c) { return c.scans_cut; }, "texts were not read to their end for listed values"},
    {"risk.devices_forgotten", [](const C& c) { return c.risk.devices_forgotten; }, "risk scores of devices were forgotten"},
    {"risk.rules_forgotten", [](const C& c) { return c.risk.rules_forgotten; },
     "rules were forgotten in risk scores of devices"},
    {"risk.campaign_pairs_refused", [](const C& c) { return c.risk.campaign_pairs_refused; },
     "pairs of alert and class were refused by the watch for campaigns"},
    {"risk.campaign_pairs_forgotten", [](const C& c) { return c.risk.campaign_pairs_forgotten; },
     "pairs of alert and class were forgotten by the watch for campaigns"},
    {"risk.campaign_members_untold", [](const C& c) { return c.risk.campaign_members_untold; },
     "findings in campaigns are of devices that were not told apart"},
    {"hub_watch.unknown_devices", [](const C& c) { return c.hub_watch.unknown_devices; }, ""},
    {"hub_watch.twin_data_off", [](const C& c) { return c.hub_watch.twin_data_off; }, ""},
    {"hub_watch.too_late", [](const C& c) { return c.hub_watch.too_late; }, ""},
    {"hub_watch.agent_settings_refused", [](const C& c) { return c.hub_watch.agent_settings_refused; },
     "configurations of agents were refused by the memory of different ones"},
    // A hub that is called from so many networks gets no rules recommended anyway.
    {"hub_watch.origins_refused", [](const C& c) { return c.hub_watch.origins_refused; }, ""},
};

std::int64_t since(std::uint64_t now, std::uint64_t before) {
  return static_cast<std::int64_t>(now) - static_cast<std::int64_t>(before);
}

}  // namespace

std::string_view word_of(IngestDrop drop) {
  switch (drop) {
    case IngestDrop::kUndecodable: return "undecodable";
    case IngestDrop::kDuplicate: return "duplicate";
    case IngestDrop::kTooLate: return "too_late";
    case IngestDrop::kUnknownDevice: return "unknown_device";
    case IngestDrop::kCount_: break;
  }
  return "";
}

std::vector<DropCount> pipeline_losses(const PipelineCounts& now, const PipelineCounts& before) {
  std::vector<DropCount> out;
  for (const Loss& loss : kLosses) out.push_back({std::string(loss.name), since(loss.count(now), loss.count(before))});
  return out;
}

std::vector<std::string> bounds_reached(const std::vector<DropCount>& losses) {
  std::vector<std::string> out;
  for (const DropCount& counted : losses) {
    const auto* loss = std::find_if(std::begin(kLosses), std::end(kLosses),
                                    [&](const Loss& known) { return known.name == counted.reason; });
    if (counted.count == 0 || loss == std::end(kLosses) || loss->bound.empty()) continue;
    out.push_back(std::to_string(counted.count) + " " + std::string(loss->bound) + " (" + counted.reason + ")");
  }
  return out;
}

std::vector<ConservationLedger> pipeline_ledgers(const PipelineCounts& now, const PipelineCounts& before,
                                                 std::int64_t alerts, std::int64_t recommendations) {
  ConservationLedger findings("findings");
  StageBalance& raised = findings.stage("pipeline");
  raised.delivered = since(now.findings, before.findings);
  raised.drop("suppressed", since(now.suppressed, before.suppressed));
  raised.drop("suppressed_by_rule", since(now.suppressed_by_rule, before.suppressed_by_rule));
  raised.produced = raised.delivered + raised.dropped_total();
  StageBalance& told = findings.stage("alerts");
  told.produced = told.delivered = alerts;

  ConservationLedger changes("changes of recommendations");
  StageBalance& changed = changes.stage("pipeline");
  changed.produced = changed.delivered = since(now.recommendations, before.recommendations);
  StageBalance& shown = changes.stage("recommendations");
  shown.produced = shown.delivered = recommendations;

  ConservationLedger incidents("incidents");
  StageBalance& risk = incidents.stage("risk");
  risk.produced = static_cast<std::int64_t>(now.risk.incidents_opened);
  risk.delivered = static_cast<std::int64_t>(now.risk.incidents_closed);
  risk.held = static_cast<std::int64_t>(now.risk.incidents_open);
  return {findings, changes, incidents};
}

}  // namespace picket::sim
