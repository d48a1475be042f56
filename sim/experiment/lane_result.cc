#include "sim/experiment/lane_result.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sim/results/json_fault.h"

namespace picket::sim {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DelayParts, attack, agent, queue, reconnect, network, shaping, hub, pipeline)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EvidenceEnd, stage, reason, events)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AlertCount, alert, alerts)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StepOutcome, step, fate, stage, reason, events, events_arrived)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StepTotal, attack, step, fate, stage, reason, steps, example)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitOutcome, attack, device, start_us, detected, detected_us, alert, pack, parts, evidence,
                                   evidence_us, site_detected, site_detected_us, events, events_arrived, ended, steps)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WeaknessOutcome, weakness, kind, device, start_us, found, late, found_us, missed_because,
                                   mended, mend_us, to_resolve, resolved, resolved_us)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WeaknessTime, us, happened, units)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WeaknessNoise, kind, wrong, exposure_device_days, stood_before)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FaultOutcome, fault, from_us, until_us, sites, devices)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HubTrouble, connects, connects_throttled, connects_refused, connects_unavailable,
                                   connections_taken_over, connects_busiest_second, connections_lost_in_outages,
                                   connections_back_after_outages, reconnect_us_median, reconnect_us_95_percent, reconnect_us_99_percent,
                                   reconnect_us_longest,
                                   sends_throttled, sends_over_quota,
                                   registrations, registrations_completed, registrations_given_up, registration_requests,
                                   registration_polls, registration_requests_throttled, registration_requests_busiest_minute,
                                   messages_duplicated, messages_copied, messages_late, messages_held)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NatLosses, devices, connections_lost)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CellLoad, cells, peak_1s, peak_1min, peak_1h, utilisation_1h_max)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EndpointReading, may_lag, messages_read, messages_past_retention, lag_seconds_mean, lag_seconds_max)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RouteTotals, evaluated, messages, messages_at_events, messages_elsewhere, messages_orphaned, message_copies,
                                   own_events, own_events_at_events, own_events_elsewhere, own_events_not_taken, own_event_copies)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(GatewayNumbers, gateways, observations_in, observations_out, messages_in,
                                   messages_out, bytes_in, bytes_out, blocks_in, blocks_out, attributions_kept,
                                   attributions_lost)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ClassEnergy, device_class, devices, wake_up_joules, transmit_joules, receive_joules, hold_joules)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StageTimes, devices_seconds, carry_seconds, pipeline_seconds, wall_seconds,
                                   device_megabytes, resident_megabytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Usage, devices, agents, connections, modules, messages_per_day, blocks_per_day, blocks_busiest_day,
                                   messages_busiest_second, connects_busiest_second, twin_reads_busiest_minute, twin_updates_busiest_minute,
                                   connects_per_day, observations_per_day, alerts_per_day,
                                   workspace_raw_bytes_per_day, workspace_finding_bytes_per_day, workspace_operation_bytes_per_day,
                                   metered_line_bytes_per_day, metered_line_usd_per_day, metered_line_devices,
                                   metered_line_sessions_per_day, metered_line_rounding_bytes_per_day, metered_line_rounding_usd_per_day,
                                   metered_line_fees_usd_per_month, metered_line_included_bytes_per_day, mains_energy_joules_per_day, business_blocks_per_day, business_small_blocks_per_day,
                                   business_identity_operations_busiest_minute, business_file_uploads_busiest_minute, business_queries_busiest_minute,
                                   business_cloud_to_device_sends_busiest_minute, business_direct_methods_busiest_minute,
                                   business_twin_reads_busiest_minute, business_twin_updates_busiest_minute,
                                   business_job_operations_busiest_minute, business_job_device_operations_busiest_minute)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HubSize, sku, units)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DropRow, stage, reason, raw_events_per_device_day)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DropCount, reason, count)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WeaknessRest, kind, units, found, found_late, mended, missed, appear, resolve)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Series, name, unit, start_seconds, step_seconds, values)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TimelineMark, at_seconds, until_seconds, label, kind)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TwinCounts, delivered, applied, failed, reported_bytes, flushed_messages,
                                   configuration_errors)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LaneOperation, operation, asked, done, blocks, delayed, delay_us, refused, lost, held, expired,
                                   uplink_bytes, downlink_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LaneResult, policy, replication, fixed_hub, reused, digest, devices, days,
                                   uplink_payload_bytes, uplink_envelope_bytes, uplink_upkeep_bytes, downlink_bytes,
                                   site_peak_1s, site_peak_1min, site_peak_1h, hub_peak_1s, hub_peak_1min, hub_peak_1h,
                                   messages_emitted, messages_accepted, messages_held, messages_duplicated, blocks, observations, raw_events,
                                   gateway, energy, usage, hubs, hub_usage, drops, alerts, alerts_true, alerts_related, alerts_false,
                                   false_alerts,
                                   alerts_notice, incidents, incidents_false, campaigns, recommendations, changes_twins, twin, hub_operations,
                                   business_operations, units, step_totals, units_without_steps, weaknesses, weakness_rest, weakness_noise, faults, trouble, nat, cell, endpoint, routes, series,
                                   marks,
                                   pipeline_losses, rows_over_limit, imbalances, times)

std::int64_t LaneOperation::refused_total() const {
  std::int64_t total = 0;
  for (const DropCount& reason : refused) total += reason.count;
  return total;
}

std::string to_json(const LaneResult& result) { return nlohmann::json(result).dump(1); }

LaneResult lane_result_from_json(const std::string& text) {
  try {
    return nlohmann::json::parse(text).get<LaneResult>();
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error("not a lane result: " + json_fault(error.what()));
  }
}

}  // namespace picket::sim
