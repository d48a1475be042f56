#include "sim/experiment/judge.h"

#include <algorithm>
#include <map>

#include "sim/experiment/delay_parts.h"
#include "sim/experiment/unit_windows.h"

namespace picket::sim {
namespace {

/// A policy that raises more is broken anyway; the counts go on, the list does not.
constexpr std::size_t kMaxFindingsKept = 200'000;

/// The labelled message that completed a finding for one unit, and the event that it carried.
struct Completion {
  const AcceptedLabels* message = nullptr;
  Time event;
};

/// The rule of the hub watch looks at records like this one.
bool looks_at(HubDetection rule, const HubEvidence& record) {
  if (record.twin_change || rule == HubDetection::kAgentConfigWeaker) {
    return record.twin_change && rule == HubDetection::kAgentConfigWeaker;
  }
  if (rule == HubDetection::kIdentityClone || rule == HubDetection::kConnectionFlapping) {
    return record.operation == OperationName::kDeviceConnect || record.operation == OperationName::kDeviceDisconnect;
  }
  if (rule == HubDetection::kTokenExpired || rule == HubDetection::kTokenInvalid ||
      rule == HubDetection::kThumbprintMismatch || rule == HubDetection::kCertificateExpired) {
    return record.fault;
  }
  if (rule == HubDetection::kD2cFlood || rule == HubDetection::kQuotaStarve) {
    return record.operation == OperationName::kTelemetryTrace || record.operation == OperationName::kTelemetryError;
  }
  if (rule == detection_of(CustomRule::kMqttD2CMessagesNotInAllowedRange)) {
    return record.operation == OperationName::kTelemetryTrace;
  }
  if (rule == detection_of(CustomRule::kTwinUpdatesNotInAllowedRange)) {
    return record.operation == OperationName::kC2dTwinUpdate;
  }
  return rule == detection_of(CustomRule::kUnauthorizedOperationsNotInAllowedRange) && is_unauthorized(record.result_type);
}

/// How the time to an alert divides that waited for a record of the hub's log: no agent and no line took part.
DelayParts parts_of_record(Time start, const HubEvidence& record, Time raised) {
  DelayParts parts;
  parts.attack = (record.time - start).count_microseconds();
  parts.hub = (record.available - record.time).count_microseconds();
  parts.pipeline = (raised - record.available).count_microseconds();
  return parts;
}

}  // namespace

Judge::Judge(const World& world, const PipelineContent& content, const CarryStage& carry, RunWorkspace* workspace)
    : world_(world), content_(content), carry_(carry), workspace_(workspace), effect_end_(effect_ends(world)),
      step_index_(world), step_findings_(step_index_.size()), detections_(world.attacks().units().size()),
      site_detections_(world.attacks().units().size()) {
  for (const AttackInstance& instance : world.scenario().attacks) {
    std::vector<bool> expected(content.alert_count(), false);
    for (const std::string& name : world.scenario().attack_templates.at(instance.use).expect) {
      if (const auto alert = content.find_alert(name)) expected[*alert] = true;
    }
    expected_.push_back(std::move(expected));
  }
  for (const HubDetection detection :
       {HubDetection::kD2cFlood, detection_of(CustomRule::kMqttD2CMessagesNotInAllowedRange),
        detection_of(CustomRule::kAmqpD2CMessagesNotInAllowedRange),
        detection_of(CustomRule::kHttpD2CMessagesNotInAllowedRange),
        detection_of(CustomRule::kActiveConnectionsNotInAllowedRange),
        detection_of(CustomRule::kFailedLocalLoginsNotInAllowedRange)}) {
    counting_rules_.push_back(content.rule_index(detection));
  }
  for (std::size_t i = 0; i < kHubDetections; ++i) {
    const auto detection = static_cast<HubDetection>(i);
    hub_rules_.emplace(content.rule_index(detection), detection);
  }
}

bool Judge::expected(std::uint32_t unit, std::uint32_t alert) const {
  return expected_[world_.attacks().units()[unit].attack.value()][alert];
}

void Judge::detect(std::uint32_t unit, const Finding& finding, const DelayParts& parts) {
  const Duration delay = finding.time - world_.attacks().units()[unit].start;
  PICKET_CHECK(parts.total() == delay.count_microseconds(), "parts", parts.total(), "delay", delay.count_microseconds());
  auto& detection = detections_[unit];
  if (!detection || finding.time < detection->time) detection = Detection{finding.time, finding.alert, parts, content_.pack_of(finding.rule)};
}

bool Judge::counts_arrivals(const Finding& finding) const {
  return finding.evidence.empty() && std::ranges::find(counting_rules_, finding.rule) != counting_rules_.end();
}

template <class Visit>
void Judge::for_each_label(const Finding& finding, Visit visit) const {
  const auto& accepted = carry_.accepted_labels();
  for (const Evidence& evidence : finding.evidence) {
    const auto found = accepted.find({evidence.device.value(), evidence.sequence});
    if (found == accepted.end()) continue;
    for (const MessageLabel& label : labels_of_observation(found->second.labels, evidence.observation)) {
      visit(found->second, label);
    }
  }
  if (!counts_arrivals(finding)) return;
  const std::uint32_t device = finding.device.value();
  const std::span<const std::uint32_t> sequences = carry_.accepted_sequences(finding.device);
  TimeIndex& index = labels_by_time_[device];
  while (index.size() < sequences.size()) index.add(accepted.at({device, sequences[index.size()]}).enqueued);
  std::vector<std::uint32_t> counted;
  for (const std::uint32_t at : index.within(finding.window_start, finding.window_end)) counted.push_back(sequences[at]);
  std::sort(counted.begin(), counted.end());
  for (const std::uint32_t sequence : counted) {
    const AcceptedLabels& message = accepted.at({device, sequence});
    for (const MessageLabel& label : message.labels) visit(message, label);
  }
}

template <class Visit>
void Judge::for_each_record(const Finding& finding, Visit visit) const {
  const auto rule = hub_rules_.find(finding.rule);
  if (rule == hub_rules_.end() || !finding.evidence.empty()) return;
  const std::vector<HubEvidence>& records = carry_.hub_acts().evidence_of(finding.device);
  if (records.empty()) return;
  TimeIndex& index = records_by_time_[finding.device.value()];
  while (index.size() < records.size()) index.add(records[index.size()].time);
  for (const std::uint32_t at : index.within(finding.window_start, finding.window_end)) {
    const HubEvidence& record = records[at];
    if (record.available > finding.time || !looks_at(rule->second, record)) continue;
    visit(record);
  }
}

void Judge::note_step(StepRef step, const Finding& finding, bool suppressed) {
  StepFindings& found = step_findings_[step_index_[step]];
  if (!expected(step.unit, finding.alert)) {
    found.other = found.other || !suppressed;
  } else if (finding.time > world_.end()) {
    found.after_end = true;
  } else {
    (suppressed ? found.suppressed : found.expected) = true;
  }
}

void Judge::note_steps(const Finding& finding, bool suppressed) {
  if (!finding.absence) {
    for_each_label(finding, [&](const AcceptedLabels&, const MessageLabel& label) {
      if (label.attributed) note_step(label.label.ref(), finding, suppressed);
    });
    for_each_record(finding, [&](const HubEvidence& record) { note_step(record.ref(), finding, suppressed); });
    return;
  }
  // A silence is evidence of the steps that brought it about, or of all if none of them says so.
  for (const std::uint32_t unit : world_.attacks().units_on(finding.device)) {
    const AttackUnit& attacked = world_.attacks().units()[unit];
    if (attacked.start > finding.window_end || effect_end_[unit] < finding.window_start) continue;
    const auto& phases = world_.scenario().attack_templates.at(world_.scenario().attacks[attacked.attack.value()].use).phases;
    const auto silences = [](const AttackPhase& phase) {
      return !phase.side_effects.empty() ||
             std::ranges::any_of(phase.hub, [](const HubAct& act) { return act.kind == HubActKind::kTwinUpdate; });
    };
    const bool any = std::any_of(phases.begin(), phases.end(), silences);
    for (std::uint16_t step = 0; step < phases.size(); ++step) {
      if (!any || silences(phases[step])) note_step({unit, step}, finding, suppressed);
    }
  }
}

void Judge::on_suppressed(const Finding& finding) { note_steps(finding, true); }

void Judge::judge_evidence(const Finding& finding, std::set<std::uint32_t>& units, std::set<std::uint32_t>& detected) {
  std::map<std::uint32_t, Completion> completions;
  std::set<std::uint32_t> at_site;  ///< units in evidence that does not name their device
  for_each_label(finding, [&](const AcceptedLabels& message, const MessageLabel& label) {
    if (!label.attributed) {
      at_site.insert(label.label.unit);
      return;
    }
    Completion& completion = completions[label.label.unit];
    // The message that came last is the one that the alert had to wait for.
    if (completion.message == nullptr || message.enqueued > completion.message->enqueued) {
      completion = {&message, label.label.first_event};
    }
  });
  for (const auto& [unit, completion] : completions) {
    units.insert(unit);
    if (!expected(unit, finding.alert)) continue;
    detected.insert(unit);
    detect(unit, finding,
           delay_parts(world_.attacks().units()[unit].start, completion.event, *completion.message, finding.time));
  }
  for (const std::uint32_t unit : at_site) {
    units.insert(unit);
    if (!expected(unit, finding.alert)) continue;
    detected.insert(unit);
    auto& first = site_detections_[unit];
    if (!first || finding.time < *first) first = finding.time;
  }
}

void Judge::judge_records(const Finding& finding, std::set<std::uint32_t>& units, std::set<std::uint32_t>& detected) {
  std::map<std::uint32_t, const HubEvidence*> last;  // of each unit: the record that the alert had to wait for
  for_each_record(finding, [&](const HubEvidence& record) {
    const HubEvidence*& latest = last[record.unit];
    if (latest == nullptr || record.available > latest->available) latest = &record;
  });
  for (const auto& [unit, record] : last) {
    units.insert(unit);
    if (!expected(unit, finding.alert)) continue;
    detected.insert(unit);
    detect(unit, finding, parts_of_record(world_.attacks().units()[unit].start, *record, finding.time));
  }
}

void Judge::judge_absence(const Finding& finding, std::set<std::uint32_t>& units, std::set<std::uint32_t>& detected) {
  for (const std::uint32_t unit : world_.attacks().units_on(finding.device)) {
    const AttackUnit& attack = world_.attacks().units()[unit];
    if (attack.start > finding.window_end || effect_end_[unit] < finding.window_start) continue;
    units.insert(unit);
    if (!expected(unit, finding.alert)) continue;
    detected.insert(unit);
    // Nothing travelled: until the silence began it was the attack's time, then the pipeline's.
    const Duration delay = finding.time - attack.start;
    DelayParts parts;
    parts.attack = std::max(Duration(), finding.window_start - attack.start).count_microseconds();
    parts.pipeline = delay.count_microseconds() - parts.attack;
    detect(unit, finding, parts);
  }
}

void Judge::on_finding(const Finding& finding) {
  digest_.add(finding.time.unix_microseconds());
  digest_.add(static_cast<std::int64_t>(finding.alert) << 32 | finding.device.value());
  if (workspace_ != nullptr) row_bytes_ += workspace_->add(finding);
  std::set<std::uint32_t> units;
  std::set<std::uint32_t> detected;
  if (finding.absence) {
    judge_absence(finding, units, detected);
  } else {
    judge_evidence(finding, units, detected);
    judge_records(finding, units, detected);
  }
  note_steps(finding, false);
  Judgement judgement = Judgement::kFalse;
  if (!detected.empty()) {
    judgement = Judgement::kDetection;
  } else if (!units.empty()) {
    judgement = Judgement::kRelated;
  } else if (content_.alert(finding.alert).is_notice) {
    judgement = Judgement::kNotice;
  }
  ++counts_[judgement];
  if (judgement == Judgement::kFalse) ++false_alerts_[finding.alert];
  if (findings_.size() < kMaxFindingsKept) {
    findings_.push_back({finding.time, finding.alert, finding.device, judgement});
  } else {
    ++not_kept_;
  }
}

void Judge::on_recommendation(const Recommendation& recommendation) {
  ++recommendations_;
  if (weakness_score_ != nullptr) weakness_score_->on_recommendation(recommendation);
  if (workspace_ != nullptr) row_bytes_ += workspace_->add(recommendation);
}

void Judge::on_incident(const Incident& incident) {
  if (workspace_ != nullptr) workspace_->add(incident);
  if (incident.state != IncidentState::kOpened) return;
  incident_digest_.add(incident.time.unix_microseconds());
  incident_digest_.add(static_cast<std::int64_t>(incident.kind) << 32 | incident.device.value());
  if (incident.kind == IncidentKind::kCampaign) {
    ++campaigns_;
    return;
  }
  ++incidents_;
  const auto units = world_.attacks().units_on(incident.device);
  const bool attacked = std::any_of(units.begin(), units.end(), [&](std::uint32_t unit) {
    return world_.attacks().units()[unit].start <= incident.time;
  });
  if (!attacked) ++false_incidents_;
}

}  // namespace picket::sim
