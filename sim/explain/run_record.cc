#include "sim/explain/run_record.h"

#include <algorithm>

namespace picket::sim {

RunRecord::RunRecord(const World& world) : world_(world), reader_(world.texts()) {}

bool RunRecord::wants(const MessageKey& key, const AcceptedLabels* labels) const {
  if (!unit_) return wanted_.contains(key);
  if (world_.attacks().units()[*unit_].device.value() == key.first) return true;
  return labels != nullptr && std::any_of(labels->labels.begin(), labels->labels.end(),
                                          [this](const MessageLabel& label) { return label.label.unit == *unit_; });
}

void RunRecord::on_submitted(const CarriedMessage& message, const DeviceMessage& submitted, const AcceptedLabels* labels) {
  const MessageKey key{message.device.value(), message.sequence};
  if (!wants(key, labels) || messages_.contains(key)) return;
  RecordedMessage& kept = messages_[key];
  kept.carried = message;
  kept.enqueued = submitted.enqueued_time;
  kept.encoding = submitted.encoding;
  if (labels != nullptr) {
    // As of the first acceptance, which is what counts.
    kept.carried.created = labels->created;
    kept.carried.sent = labels->sent;
    kept.carried.arrived = labels->arrived;
    kept.enqueued = labels->enqueued;
    kept.reconnect = labels->reconnect;
    kept.shaping = labels->shaping;
    kept.labels = labels->labels;
  }
  kept.observations = reader_.observations_of(submitted);
}

void RunRecord::on_hub_acts(const HubActs& acts) {
  if (!unit_) return;
  const AttackUnit& unit = world_.attacks().units()[*unit_];
  for (const HubEvidence& record : acts.evidence_of(unit.device)) {
    if (record.unit == *unit_) hub_records_.push_back(record);
  }
  const std::size_t steps = world_.scenario().attack_templates.at(world_.scenario().attacks[unit.attack.value()].use).phases.size();
  for (std::uint16_t step = 0; step < steps; ++step) {
    if (const std::uint64_t n = acts.not_logged({*unit_, step}); n > 0) not_logged_.emplace(step, n);
  }
}

void RunRecord::on_dropped(std::span<const MessageLabel> labels, CarryDrop reason) {
  for (const MessageLabel& label : labels) {
    if (label.label.act != 0) dropped_[{label.label.act, reason}] += label.label.events;
  }
}

void RunRecord::on_past_retention(std::span<const MessageLabel> labels) {
  for (const MessageLabel& label : labels) {
    if (label.label.act != 0) past_retention_[label.label.act] += label.label.events;
  }
}

void RunRecord::on_finding(const Finding& finding, Judgement judgement) {
  RecordedFinding kept;
  kept.finding = finding;
  kept.evidence.assign(finding.evidence.begin(), finding.evidence.end());
  kept.finding.evidence = {};
  kept.finding.indicator = nullptr;
  if (finding.indicator != nullptr) kept.indicator = *finding.indicator;
  kept.judgement = judgement;
  findings_.push_back(std::move(kept));
}

}  // namespace picket::sim
