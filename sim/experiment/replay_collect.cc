#include <algorithm>

#include "sim/cost/size_hub.h"
#include "sim/experiment/pipeline_losses.h"
#include "sim/experiment/replay_lane.h"

namespace picket::sim {
namespace {

/// A rate needs some time; a trace of one event has none.
constexpr Duration kLeastTime = Duration::minutes(1);

}  // namespace

void ReplayLane::collect(ReplayLaneResult& result) {
  LaneResult& lane = result.lane;
  const HubCounts& hub = hub_.counts();
  const WireCost& cost = client_.bytes().cost;
  lane.policy = name_;
  lane.devices = static_cast<double>(trace_.devices.size());
  lane.days = std::max(trace_.span(), kLeastTime).to_seconds() / 86'400;
  lane.uplink_payload_bytes = cost.up.payload.count();
  lane.uplink_envelope_bytes = cost.up.envelope.count();
  lane.uplink_upkeep_bytes = cost.up.upkeep.count();
  lane.downlink_bytes = cost.down.total().count();
  lane.site_peak_1s = static_cast<double>(line_.at(0).peak_second().count());
  lane.site_peak_1min = static_cast<double>(line_.at(0).peak_minute().count()) / 60;
  lane.site_peak_1h = static_cast<double>(line_.at(0).peak_hour().count()) / 3'600;
  lane.hub_peak_1s = static_cast<double>(ingress_.at(0).peak_second().count());
  lane.hub_peak_1min = static_cast<double>(ingress_.at(0).peak_minute().count()) / 60;
  lane.hub_peak_1h = static_cast<double>(ingress_.at(0).peak_hour().count()) / 3'600;
  lane.messages_emitted = signed_count(messages_);
  lane.messages_accepted = hub.messages_accepted;
  lane.blocks = hub.blocks;
  lane.observations = signed_count(observations_);
  lane.raw_events = signed_count(trace_.events.size());
  lane.alerts_true = judge_.detecting_alerts();
  lane.alerts_notice = judge_.notices();
  lane.alerts_false = judge_.false_alerts();
  lane.alerts = lane.alerts_true + lane.alerts_notice + lane.alerts_false;

  Usage& usage = lane.usage;
  usage.devices = lane.devices;
  usage.agents = states_.empty() ? 0 : lane.devices;
  usage.connections = usage.modules = usage.agents;
  usage.messages_per_day = static_cast<double>(hub.messages_accepted) / lane.days;
  usage.blocks_per_day = static_cast<double>(hub.blocks) / lane.days;
  usage.blocks_busiest_day = static_cast<double>(hub.busiest_day_blocks);
  usage.messages_busiest_second = static_cast<double>(hub.busiest_second_messages);
  usage.observations_per_day = static_cast<double>(lane.observations) / lane.days;
  usage.alerts_per_day = static_cast<double>(lane.alerts - lane.alerts_notice) / lane.days;
  usage.workspace_raw_bytes_per_day = static_cast<double>(row_bytes_) / lane.days;
  lane.hub_usage.push_back(usage);
  if (usage.agents > 0 || setting_.prices.business_messages_device_day > 0) lane.hubs.push_back(size_hub(usage, setting_.prices));

  collect_units(lane);
  collect_timeline(lane);
  balance(result);
  digest_.add(judge_.digest().value(), lane.alerts, emitted_hits_, cost.up.total(), cost.down.total(), lane.blocks);
  for (const UnitOutcome& unit : lane.units) digest_.add(unit.detected_us, unit.evidence_us, unit.events_arrived);
  lane.digest = digest_.value();
}

void ReplayLane::collect_units(LaneResult& lane) {
  for (std::uint32_t u = 0; u < trace_.units.size(); ++u) {
    const ReplayUnit& from = trace_.units[u];
    UnitOutcome unit;
    unit.attack = from.label;
    unit.device = from.device;
    unit.start_us = (from.start - trace_.start()).count_microseconds();
    unit.events = from.events;
    if (const auto& detection = judge_.detection(u)) {
      unit.detected = true;
      unit.detected_us = (detection->time - from.start).count_microseconds();
      unit.alert = setting_.content->alert(detection->alert).name;
      unit.pack = to_string(detection->pack);
      unit.parts = detection->parts;
    }
    if (const auto found = judge_.evidence().find(u); found != judge_.evidence().end()) {
      unit.evidence = true;
      unit.evidence_us = (found->second.first - from.start).count_microseconds();
      unit.events_arrived = found->second.events;
    }
    if (states_.empty()) unit.ended.push_back({"agent", "no_agent", from.events});
    lane.units.push_back(std::move(unit));
  }
  for (const auto& lineage : lineages_) {
    if (!lineage) continue;
    for (const auto& [key, n] : lineage->lost()) {
      lane.units[key.first.unit].ended.push_back({"agent", std::string(to_string(key.second)), n});
    }
    for (const auto& [step, n] : lineage->held()) lane.units[step.unit].ended.push_back({"agent", "held_at_horizon", n});
  }
  for (const auto& [unit, n] : labels_too_large_) lane.units[unit].ended.push_back({"hub", "message_too_large", n});
}

void ReplayLane::collect_timeline(LaneResult& lane) {
  lane.series.push_back(line_.at(0).series("busiest_site_uplink", end_));
  lane.series.push_back(ingress_.at(0).series("hub_ingress", end_));
  const auto at = [&](Time time) { return (time - trace_.start()).to_seconds(); };
  for (std::uint32_t label = 0; label < trace_.labels.size(); ++label) {
    Time from = Time::max();
    Time until = Time::min();
    for (const ReplayUnit& unit : trace_.units) {
      if (unit.label != label) continue;
      from = std::min(from, unit.start);
      until = std::max(until, unit.end);
    }
    lane.marks.push_back({at(from), at(until), trace_.labels[label], "attack"});
  }
  for (const ReplayJudge::Alert& alert : judge_.alerts()) {
    lane.marks.push_back({at(alert.time), at(alert.time), setting_.content->alert(alert.alert).name,
                          alert.detection ? "alert" : "false_alert"});
  }
}

void ReplayLane::balance(ReplayLaneResult& result) {
  ConservationLedger events("raw events");
  StageBalance& agent = events.stage("agent");
  agent.produced = signed_count(trace_.events.size() + snapshots_taken_);
  agent.delivered = signed_count(emitted_hits_);
  agent.held = signed_count(held());
  for (std::size_t r = 0; r < Counts<DropReason>::kSize; ++r) {
    const auto reason = static_cast<DropReason>(r);
    agent.drop(to_string(reason), signed_count(agent_dropped_[reason]));
  }
  StageBalance& hub = events.stage("hub");
  hub.produced = signed_count(emitted_hits_);
  hub.delivered = signed_count(accepted_hits_);
  hub.drop("message_too_large", signed_count(too_large_hits_));

  ConservationLedger messages("messages");
  const HubCounts& counts = hub_.counts();
  StageBalance& sent = messages.stage("hub");
  sent.produced = signed_count(messages_);
  sent.delivered = counts.messages_accepted;
  sent.drop("message_too_large", counts.too_large_413001);
  StageBalance& pipeline = messages.stage("pipeline");
  pipeline.produced = counts.messages_accepted;
  pipeline.delivered = signed_count(pipeline_.counts().messages);
  for (std::size_t i = 0; i < Counts<IngestDrop>::kSize; ++i) {
    const auto drop = static_cast<IngestDrop>(i);
    if (drop == IngestDrop::kTooLate) continue;  // counted by observation, and still matched
    pipeline.drop(word_of(drop), signed_count(pipeline_.counts().dropped[drop]));
  }

  LaneResult& lane = result.lane;
  const std::int64_t alerts = judge_.detecting_alerts() + judge_.notices() + judge_.false_alerts();
  lane.recommendations = judge_.recommendations();
  lane.pipeline_losses = pipeline_losses(pipeline_.counts(), {});
  lane.ledgers = {events, messages};
  for (ConservationLedger& ledger : pipeline_ledgers(pipeline_.counts(), {}, alerts, lane.recommendations)) {
    lane.ledgers.push_back(std::move(ledger));
  }
  for (const ConservationLedger& ledger : lane.ledgers) {
    for (const Imbalance& imbalance : ledger.check())
      lane.imbalances.push_back(ledger.unit() + ": " + imbalance.says);
  }
  balance_truth(lane);
  lane.drops = events.drop_rows(lane.devices * lane.days);
  for (const StageBalance& stage : events.stages()) {
    for (const DropCount& drop : stage.dropped) {
      if (drop.count > 0) result.dropped[{stage.stage, drop.reason}] += static_cast<std::uint64_t>(drop.count);
    }
    if (stage.held > 0) result.dropped[{stage.stage, "held_at_horizon"}] += static_cast<std::uint64_t>(stage.held);
  }
}

void ReplayLane::balance_truth(LaneResult& lane) {
  for (std::uint32_t u = 0; u < lane.units.size(); ++u) {
    const UnitOutcome& unit = lane.units[u];
    std::uint64_t ended = unit.events_arrived;
    for (const EvidenceEnd& end : unit.ended) ended += end.events;
    if (ended == unit.events) continue;
    lane.imbalances.push_back("labelled events of '" + trace_.labels[unit.attack] + "' on " +
                              trace_.devices[unit.device] + ": " + std::to_string(unit.events) + " recorded, " +
                              std::to_string(ended) + " are accounted for");
  }
}

}  // namespace picket::sim
