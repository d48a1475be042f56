#include <algorithm>
#include <cmath>

#include "sim/cost/size_hub.h"
#include "sim/experiment/business_usage.h"
#include "sim/experiment/lane.h"
#include "sim/experiment/lane_operations.h"
#include "sim/experiment/pipeline_losses.h"

namespace picket::sim {
namespace {

template <class Enum, class Value, class Visit>
void for_each_reason(const Counts<Enum, Value>& counts, Visit visit) {
  for (std::size_t i = 0; i < Counts<Enum, Value>::kSize; ++i) visit(static_cast<Enum>(i), counts[static_cast<Enum>(i)]);
}

struct Peaks {
  double second = 0;
  double minute = 0;
  double hour = 0;
};

/// Bytes per second in the busiest second, minute and hour of any place.
Peaks peaks_of(const SiteThroughput& places) {
  Peaks peaks;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const ThroughputMeter& meter = places.at(i);
    peaks.second = std::max(peaks.second, static_cast<double>(meter.peak_second().count()));
    peaks.minute = std::max(peaks.minute, static_cast<double>(meter.peak_minute().count()) / 60);
    peaks.hour = std::max(peaks.hour, static_cast<double>(meter.peak_hour().count()) / 3'600);
  }
  return peaks;
}

template <class Enum>
void add_drops(StageBalance& stage, const Counts<Enum, std::uint64_t>& counts) {
  for_each_reason(counts, [&](Enum reason, std::uint64_t n) { stage.drop(to_string(reason), signed_count(n)); });
}

void add_to(Digest& digest, const TwinCounts& twin) {
  for (const std::uint64_t n : {twin.delivered, twin.applied, twin.failed, twin.reported_bytes, twin.flushed_messages,
                                twin.configuration_errors}) {
    digest.add(signed_count(n));
  }
}

}  // namespace

void Lane::collect(const CarryStage& carry, const Judge& judge, const Options& options, LaneResult& result) {
  const CarryCounts& c = carry.counts();
  const DeviceCounts d = devices_->counts();
  result.devices = static_cast<double>(world_.fleet().size());
  result.days = (world_.end() - world_.start()).to_seconds() / 86'400;
  result.uplink_payload_bytes = c.uplink_payload_bytes;
  result.uplink_envelope_bytes = c.uplink_envelope_bytes;
  result.uplink_upkeep_bytes = c.uplink_upkeep_bytes;
  result.downlink_bytes = c.downlink_bytes;
  const Peaks site = peaks_of(carry.site_throughput());
  result.site_peak_1s = site.second;
  result.site_peak_1min = site.minute;
  result.site_peak_1h = site.hour;
  const Peaks hub_peaks = peaks_of(carry.hub_throughput());
  result.hub_peak_1s = hub_peaks.second;
  result.hub_peak_1min = hub_peaks.minute;
  result.hub_peak_1h = hub_peaks.hour;
  if (const std::size_t cells = world_.cells().size(); cells > 0) {
    const Peaks cell = peaks_of(carry.cell_meter().throughput());
    result.cell = {static_cast<std::int64_t>(cells), cell.second, cell.minute, cell.hour,
                   carry.cell_meter().utilisation_1h_max(carry.cell_background())};
  }
  result.messages_emitted = static_cast<std::int64_t>(d.messages);
  result.messages_accepted = static_cast<std::int64_t>(c.messages_accepted);
  result.messages_held = static_cast<std::int64_t>(carry.messages_held());
  result.messages_duplicated = static_cast<std::int64_t>(c.duplicates_accepted);
  result.nat = {carry.nat_bindings().devices(), static_cast<std::int64_t>(c.connections_lost_by_nat)};
  result.observations = static_cast<std::int64_t>(c.observations_submitted);
  result.raw_events = static_cast<std::int64_t>(d.produced);
  result.changes_twins = world_.rollout_of(name_) != nullptr;
  result.twin = d.twin;
  for (const Hub& hub : carry.hubs()) result.blocks += hub.counts().blocks;
  collect_operations(carry, result);
  if (carry.route_traffic()) result.routes = carry.route_traffic()->totals();
  const auto& judged = judge.counts();
  result.alerts = judged.total();
  result.alerts_true = judged[Judgement::kDetection];
  result.alerts_related = judged[Judgement::kRelated];
  result.alerts_notice = judged[Judgement::kNotice];
  result.alerts_false = judged[Judgement::kFalse];
  for (const auto& [alert, alerts] : judge.false_alerts()) result.false_alerts.push_back({content_->alert(alert).name, alerts});
  result.incidents = judge.incidents();
  result.incidents_false = judge.false_incidents();
  result.campaigns = judge.campaigns();
  result.recommendations = judge.recommendations();
  collect_units(carry, judge, result);
  collect_energy(carry, result);
  collect_usage(carry, judge, options, result);
  collect_timeline(carry, judge, result);
  if (!world_.faults().empty()) collect_faults(carry, result);
  collect_endpoint(carry, result);
  collect_gateways(judge, result);
  balance(carry, result);
  Digest digest = judge.digest();
  digest.add(static_cast<std::int64_t>(d.produced));
  digest.add(static_cast<std::int64_t>(d.emitted_hits));
  digest.add(static_cast<std::int64_t>(d.body_bytes));
  digest.add(result.alerts);
  if (result.changes_twins) add_to(digest, result.twin);
  for (const UnitOutcome& unit : result.units) {
    digest.add(unit.detected_us);
    digest.add(unit.evidence_us);
    digest.add(static_cast<std::int64_t>(unit.events_arrived));
  }
  if (gateways_.used()) {
    const GatewayNumbers& g = result.gateway;
    digest.add(g.observations_in, g.observations_out, g.bytes_in, g.bytes_out, g.attributions_kept, g.attributions_lost);
  }
  for (const WeaknessOutcome& weak : result.weaknesses) digest.add(weak.found_us, weak.resolved_us);
  carry.add_to(digest);
  result.digest = digest.value();
}

void Lane::collect_gateways(const Judge& judge, LaneResult& result) {
  if (!gateways_.used()) return;
  const MergeSaving saving = gateways_.counts().saving;
  GatewayNumbers& g = result.gateway;
  g.gateways = static_cast<std::uint32_t>(gateways_.routes().gateways().size());
  g.observations_in = signed_count(saving.observations_in);
  g.observations_out = signed_count(saving.observations_out);
  g.messages_in = signed_count(saving.messages_in);
  g.messages_out = signed_count(saving.messages_out);
  g.bytes_in = signed_count(saving.bytes_in);
  g.bytes_out = signed_count(saving.bytes_out);
  g.blocks_in = signed_count(saving.blocks_in);
  g.blocks_out = signed_count(saving.blocks_out);
  g.attributions_kept = signed_count(saving.attributions_kept);
  g.attributions_lost = signed_count(saving.attributions_lost);
  for (std::uint32_t u = 0; u < result.units.size(); ++u) {
    const std::optional<Time>& first = judge.site_detection(u);
    if (!first || *first > world_.end()) continue;
    result.units[u].site_detected = true;
    result.units[u].site_detected_us = (*first - world_.attacks().units()[u].start).count_microseconds();
  }
}

void Lane::collect_energy(const CarryStage& carry, LaneResult& result) {
  const std::vector<ClassRadio>& radios = carry.line_meter().radios();
  for (std::uint32_t c = 0; c < radios.size(); ++c) {
    const ClassRadio& radio = radios[c];
    if (radio.devices == 0) continue;
    result.energy.push_back({world_.fleet().class_name(ClassId(c)), static_cast<double>(radio.devices), radio.energy.wake_up,
                             radio.energy.transmit, radio.energy.receive, radio.energy.hold});
  }
}

void Lane::collect_usage(const CarryStage& carry, const Judge& judge, const Options& options, LaneResult& result) {
  const CarryCounts& c = carry.counts();
  const double days = result.days;
  Usage& usage = result.usage;
  usage.devices = result.devices;
  usage.agents = policy_.generation == Generation::kNone ? 0 : result.devices;
  usage.messages_per_day = static_cast<double>(c.messages_accepted) / days;
  usage.observations_per_day = static_cast<double>(result.observations) / days;
  usage.alerts_per_day = static_cast<double>(result.alerts - result.alerts_notice) / days;
  usage.workspace_raw_bytes_per_day = static_cast<double>(c.workspace_row_bytes) / days;
  usage.workspace_finding_bytes_per_day = static_cast<double>(judge.row_bytes()) / days;
  usage.workspace_operation_bytes_per_day = static_cast<double>(c.operation_row_bytes) / days;
  const LineUse& line = carry.line_meter().use();
  usage.metered_line_bytes_per_day = static_cast<double>(line.bytes) / days;
  usage.metered_line_usd_per_day = line.usd / days;
  usage.metered_line_sessions_per_day = static_cast<double>(line.sessions) / days;
  usage.metered_line_rounding_bytes_per_day = static_cast<double>(line.rounding_bytes) / days;
  usage.metered_line_rounding_usd_per_day = line.rounding_usd / days;
  usage.metered_line_included_bytes_per_day = line.included_bytes / days;
  for (std::uint32_t i = 0; i < world_.fleet().size(); ++i) {
    const Device& device = world_.fleet().device(DeviceId(i));
    if (device.gateway) continue;  // it uses the gateway's SIM
    const AccessNetwork& network = world_.network_of(device.site);
    if (network.price_per_megabyte > 0 || network.monthly_fee > 0) ++usage.metered_line_devices;
    usage.metered_line_fees_usd_per_month += network.monthly_fee;
  }
  for (const ClassEnergy& energy : result.energy) {
    if (!world_.scenario().device_classes.at(energy.device_class).battery) usage.mains_energy_joules_per_day += energy.total() / days;
  }
  std::vector<double> devices_on(carry.hubs().size(), 0);
  std::vector<double> connections_on(carry.hubs().size(), 0);
  std::vector<double> modules_on(carry.hubs().size(), 0);
  for (std::uint32_t i = 0; i < world_.fleet().size(); ++i) {
    const std::uint32_t hub = world_.fleet().device(DeviceId(i)).hub.value();
    ++devices_on[hub];
    if (usage.agents > 0 && !gateways_.routes().is_child(DeviceId(i))) ++connections_on[hub];
    if (carry.registry().has_security_module(DeviceId(i))) ++modules_on[hub];
  }
  const std::vector<Usage> business = business_usage(world_);
  for (std::size_t h = 0; h < carry.hubs().size(); ++h) {
    const HubCounts& hub = carry.hubs()[h].counts();
    Usage one = business[h];
    one.devices = devices_on[h];
    one.agents = usage.agents > 0 ? devices_on[h] : 0;
    one.connections = connections_on[h];
    one.modules = modules_on[h];
    one.messages_per_day = static_cast<double>(hub.messages_accepted) / days;
    one.blocks_per_day = static_cast<double>(hub.blocks) / days;
    one.blocks_busiest_day = static_cast<double>(hub.busiest_day_blocks);
    one.messages_busiest_second = static_cast<double>(hub.busiest_second_messages);
    one.connects_busiest_second = static_cast<double>(hub.busiest_second_connects);
    one.twin_reads_busiest_minute = static_cast<double>(hub.busiest_minute_twin_reads);
    one.twin_updates_busiest_minute = static_cast<double>(hub.busiest_minute_twin_updates);
    one.connects_per_day = static_cast<double>(hub.connects) / days;
    result.hub_usage.push_back(one);
    // Without an agent and without the devices' own business in the bill, nothing needs a hub.
    if (usage.agents > 0 || has_business(one, world_.scenario().prices)) {
      result.hubs.push_back(options.hubs[h].units == 0 ? size_hub(one, world_.scenario().prices) : options.hubs[h]);
    }
    sum_business(one, usage);
    usage.connections += one.connections;
    usage.modules += one.modules;
    usage.blocks_per_day += one.blocks_per_day;
    usage.connects_per_day += one.connects_per_day;
    usage.blocks_busiest_day += one.blocks_busiest_day;
    usage.messages_busiest_second = std::max(usage.messages_busiest_second, one.messages_busiest_second);
    usage.connects_busiest_second = std::max(usage.connects_busiest_second, one.connects_busiest_second);
    usage.twin_reads_busiest_minute = std::max(usage.twin_reads_busiest_minute, one.twin_reads_busiest_minute);
    usage.twin_updates_busiest_minute = std::max(usage.twin_updates_busiest_minute, one.twin_updates_busiest_minute);
  }
}

void Lane::collect_timeline(const CarryStage& carry, const Judge& judge, LaneResult& result) {
  const SiteThroughput& sites = carry.site_throughput();
  result.series.push_back(sites.at(sites.busiest()).series("busiest_site_uplink", world_.end()));
  const SiteThroughput& hubs = carry.hub_throughput();
  result.series.push_back(hubs.at(hubs.busiest()).series("hub_ingress", world_.end()));
  if (const SiteThroughput& cells = carry.cell_meter().throughput(); cells.size() > 0) {
    result.series.push_back(cells.at(cells.busiest()).series("busiest_cell_uplink", world_.end()));
  }
  const double span = (world_.end() - world_.start()).to_seconds();
  for (std::uint32_t a = 0; a < world_.scenario().attacks.size(); ++a) {
    double from = span;
    double until = 0;
    for (const AttackUnit& unit : world_.attacks().units()) {
      if (unit.attack.value() != a) continue;
      from = std::min(from, (unit.start - world_.start()).to_seconds());
      until = std::max(until, std::min(span, (unit.end - world_.start()).to_seconds()));
    }
    if (from < span) result.marks.push_back({from, until, world_.scenario().attacks[a].name, "attack"});
  }
  // A plot has room for some hundred marks; the table has them all.
  constexpr std::size_t kMaxMarks = 300;
  std::size_t marks = 0;
  for (const JudgedFinding& finding : judge.findings()) {
    if (finding.judgement != Judgement::kDetection && finding.judgement != Judgement::kFalse) continue;
    if (++marks > kMaxMarks) break;
    const double at = (finding.time - world_.start()).to_seconds();
    result.marks.push_back({at, at, content_->alert(finding.alert).name,
                            finding.judgement == Judgement::kDetection ? "alert" : "false_alert"});
  }
}

void Lane::balance(const CarryStage& carry, LaneResult& result) {
  const DeviceCounts d = devices_->counts();
  const CarryCounts& c = carry.counts();
  ConservationLedger events("raw events");
  StageBalance& sensor = events.stage("sensor");
  sensor.produced = signed_count(d.produced);
  sensor.delivered = signed_count(d.observed);
  add_drops(sensor, d.sensor_lost);
  StageBalance& agent = events.stage("agent");
  agent.produced = signed_count(d.observed + d.snapshots + devices_->carried_in());
  agent.continues = false;  // the warm-up left entries behind, and agents make snapshots of their own
  agent.delivered = signed_count(d.emitted_hits);
  agent.held = signed_count(devices_->held());
  add_drops(agent, d.agent_dropped);
  const GatewayCounts g = gateways_.counts();
  if (gateways_.used()) {
    StageBalance& gateway = events.stage("gateway");
    gateway.produced = signed_count(d.emitted_hits + gateways_.carried_in());
    gateway.continues = false;  // and the warm-up left entries behind here too
    gateway.delivered = signed_count(d.emitted_hits - g.hits_in + g.hits_out);
    gateway.held = signed_count(gateways_.held());
    add_drops(gateway, g.dropped);
  }
  StageBalance& queue = events.stage("queue");
  queue.produced = signed_count(c.hits_taken);
  queue.delivered = signed_count(c.hits_accepted);
  queue.held = signed_count(carry.hits_held());
  add_drops(queue, c.hits_dropped);
  const bool may_lose = result.endpoint.may_lag;
  if (may_lose) {
    StageBalance& endpoint = events.stage("hub");
    endpoint.produced = signed_count(c.hits_accepted);
    endpoint.delivered = signed_count(c.hits_submitted);
    endpoint.held = signed_count(carry.hits_enqueued_later());
    endpoint.drop(kPastRetention, signed_count(c.hits_past_retention));
  }

  ConservationLedger messages("messages");
  StageBalance& taken = messages.stage("agent");
  taken.produced = signed_count(d.messages);
  taken.delivered = signed_count(gateways_.used() ? d.messages : c.messages_taken);
  if (gateways_.used()) {
    StageBalance& gateway = messages.stage("gateway");
    gateway.produced = signed_count(d.messages - g.saving.messages_in + g.saving.messages_out);
    gateway.continues = false;  // its own messages take the place of its children's
    gateway.delivered = signed_count(c.messages_taken);
  }
  StageBalance& waiting = messages.stage("queue");
  waiting.produced = signed_count(c.messages_taken);
  waiting.delivered = signed_count(c.messages_accepted);
  waiting.held = signed_count(carry.messages_held());
  add_drops(waiting, c.messages_dropped);
  StageBalance& hub = messages.stage("hub");
  hub.produced = signed_count(c.messages_accepted);
  hub.copies = signed_count(c.duplicates_accepted + c.copies_read);
  hub.delivered = signed_count(c.messages_submitted);
  hub.held = signed_count(carry.enqueued_later());
  if (may_lose) hub.drop(kPastRetention, signed_count(c.messages_past_retention));
  StageBalance& pipeline = messages.stage("pipeline");
  const PipelineCounts& p = pipeline_->counts();
  pipeline.produced = signed_count(c.messages_submitted);
  pipeline.delivered = signed_count(p.messages - learned_.messages);
  for (std::size_t i = 0; i < Counts<IngestDrop>::kSize; ++i) {
    const auto drop = static_cast<IngestDrop>(i);
    if (drop == IngestDrop::kTooLate) continue;  // counted by observation, and still matched
    pipeline.drop(word_of(drop), signed_count(p.dropped[drop] - learned_.dropped[drop]));
  }

  ConservationLedger operations("operation records");
  StageBalance& log = operations.stage("hub log");
  log.produced = signed_count(carry.operations_logged());
  log.delivered = signed_count(c.operations_submitted);
  log.held = signed_count(carry.operations_held());
  StageBalance& watched = operations.stage("pipeline");
  watched.produced = signed_count(c.operations_submitted);
  watched.delivered = signed_count(p.operation_records - learned_.operation_records);
  watched.drop("unknown_device", signed_count(p.operation_records_dropped - learned_.operation_records_dropped));

  result.ledgers = {events, messages, operations};
  if (!result.hub_operations.empty()) result.ledgers.push_back(operations_ledger(result.hub_operations));
  if (!result.business_operations.empty()) result.ledgers.push_back(operations_ledger(result.business_operations, "business operations"));
  if (const HubActCounts& acts = carry.hub_acts().counts(); acts.due > 0) {
    ConservationLedger ledger("acts at the hub");
    StageBalance& done = ledger.stage("attack");
    done.produced = signed_count(acts.due);
    done.delivered = signed_count(acts.done);
    add_drops(done, acts.idle);
    result.ledgers.push_back(ledger);
  }
  if (carry.route_traffic()) result.ledgers.push_back(carry.route_traffic()->ledger());
  for (ConservationLedger& ledger : carry.registrations().ledgers()) result.ledgers.push_back(std::move(ledger));
  for (ConservationLedger& ledger : pipeline_ledgers(p, learned_, result.alerts, result.recommendations)) {
    result.ledgers.push_back(std::move(ledger));
  }
  result.ledgers.push_back(export_.ledger(p));
  if (world_.rollout_of(name_) != nullptr) result.ledgers.push_back(twin_changes_.ledger(p));
  if (!result.weaknesses.empty()) result.ledgers.push_back(weakness_ledger(world_.weaknesses(), result.weaknesses));
  for (const ConservationLedger& ledger : result.ledgers) {
    for (const Imbalance& imbalance : ledger.check()) result.imbalances.push_back(ledger.unit() + ": " + imbalance.says);
  }
  result.drops = events.drop_rows(result.devices * result.days);
  result.pipeline_losses = pipeline_losses(p, learned_);
}

}  // namespace picket::sim
