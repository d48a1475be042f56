#include "sim/experiment/run_workspace.h"

#include <stdexcept>

#include "agent_core/base/hash.h"
#include "agent_core/message/event_id.h"
#include "pipeline_core/findings/classic_agent.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/generate/device_identity.h"

namespace picket::sim {
namespace {

std::uint64_t seed_of(const World& world) {
  return replication_key(world.scenario().seed, world.replication());
}

}  // namespace

RunWorkspace::RunWorkspace(const World& world, const Policy& policy, const PipelineContent& content,
                           const RunDirectory* run)
    : world_(world),
      rows_(world, policy),
      content_(content),
      selection_(world),
      findings_(content, seed_of(world)),
      members_(world.scenario().pipeline.risk) {
  if (run == nullptr || !selection_.stored()) return;
  WorkspaceSettings settings;
  settings.row_limit = world.scenario().store_row_limit;
  settings.billed_size_factor = world.scenario().prices.log_analytics_billed_size_factor;
  auto file = Workspace::create(run->file("workspace.sqlite"), settings);
  if (!file.ok()) throw std::runtime_error("cannot write " + file.error().text());
  file_ = std::move(file).value();
}

FindingSubject RunWorkspace::subject_of(DeviceId device) const {
  FindingSubject subject;
  if (const Device* known = rows_.device_of(device)) {
    subject.device_name = world_.fleet().device_name(device);
    subject.device_class = world_.fleet().class_name(known->device_class);
  }
  const HubId hub = rows_.hub_of(device);
  subject.hub_name = rows_.hub_name(hub);
  subject.hub_resource_id = rows_.resource_of(hub);
  subject.generation = rows_.policy().encoding;
  return subject;
}

std::string RunWorkspace::title_of(std::uint32_t alert) const {
  const AlertType& type = content_.alert(alert);
  return std::string(rows_.policy().encoding == Encoding::kG1Json ? classic_form(type).name : type.name);
}

Uuid RunWorkspace::event_of(const Evidence& evidence) const {
  const AgentIdentity identity = identity_of(world_, rows_.policy(), evidence.device, {});
  return event_id(identity.id_seed, evidence.sequence, evidence.observation);
}

std::vector<EvidenceRecord> RunWorkspace::records_of(std::span<const Evidence> evidence) const {
  std::vector<EvidenceRecord> records;
  for (const Evidence& piece : evidence) {
    records.push_back({piece, world_.fleet().device_name(piece.device), event_of(piece)});
  }
  return records;
}

void RunWorkspace::begin_with(const StandingRecommendations& standing) {
  if (file_ == nullptr) return;
  for (const auto& [key, recommendation] : standing.active()) {
    standing_.push_back(recommendation);
    first_evaluated_.emplace(key, recommendation.time);
  }
  not_kept_ += static_cast<std::int64_t>(standing.not_kept());
}

void RunWorkspace::add(const CarriedMessage& message, std::span<const Observation> observations, Time enqueued) {
  if (file_ == nullptr) return;
  rows_.for_each_row(message, observations, world_.texts(), enqueued, [this](const RawEventRow& row) { file_->add(row); });
}

/// Names of devices of one class have one length, so the row of a record without detail is measured once for each kind.
std::size_t RunWorkspace::bytes_of(const OperationRecord& record, const SharedDetail& detail) {
  if (detail) return operation_row_bytes(rows_.row_of(record, record.time, subject_of(record.device).device_name, detail));
  const Device* device = rows_.device_of(record.device);
  constexpr std::uint64_t kNoClass = 0xffffffffU;
  std::uint64_t kind = hash_combine(rows_.hub_of(record.device).value(), device == nullptr ? kNoClass : device->device_class.value());
  kind = hash_combine(kind, static_cast<std::uint64_t>(record.operation) << 1 | (record.module ? 1 : 0));
  kind = hash_combine(kind, static_cast<std::uint64_t>(record.auth_type) << 8 | static_cast<std::uint64_t>(record.protocol));
  kind = hash_combine(kind, record.masked_address.is_unspecified() ? 0 : static_cast<std::uint64_t>(record.masked_address.text_length()));
  std::size_t& bytes = operation_bytes_[hash_combine(kind, record.result_type)];
  if (bytes == 0) bytes = operation_row_bytes(rows_.row_of(record, record.time, subject_of(record.device).device_name));
  return bytes;
}

std::size_t RunWorkspace::add(const OperationRecord& record, Time available_at, const SharedDetail& detail) {
  if (file_ != nullptr && selection_.keeps(record.device, record.time)) {
    const std::string name = subject_of(record.device).device_name;
    file_->add(rows_.row_of(record, available_at, name, detail));
  }
  return bytes_of(record, detail);
}

std::size_t RunWorkspace::add(const Finding& finding) {
  const DetectionFinding record = findings_.record_of(finding, subject_of(finding.device), records_of(finding.evidence));
  const AlertRow row = security_alert(record, {std::string(kSubscription), std::string(kResourceGroup)});
  if (file_ != nullptr) {
    file_->add(row);
    file_->add(record);
    if (const Device* device = rows_.device_of(finding.device)) {
      members_.add(finding.time, finding.device, device->device_class, finding.alert, record.uid);
    }
  }
  return alert_row_bytes(row);
}

RecommendationRow RunWorkspace::row_of(const Recommendation& recommendation) {
  Time first = recommendation.time;
  if (file_ != nullptr) {
    const StandingRecommendations::Key key{recommendation.device, recommendation.type, recommendation.subtype};
    const auto known = first_evaluated_.find(key);
    if (known != first_evaluated_.end()) {
      first = known->second;
    } else if (first_evaluated_.size() < kMaxFirstEvaluated) {
      first_evaluated_.emplace(key, first);
    }
  }
  const auto event = recommendation.evidence ? std::optional(event_of(*recommendation.evidence)) : std::nullopt;
  return security_recommendation(recommendation, subject_of(recommendation.device), event, first);
}

std::size_t RunWorkspace::add(const Recommendation& recommendation) {
  const RecommendationRow row = row_of(recommendation);
  if (file_ != nullptr) file_->add(row);
  return recommendation_row_bytes(row);
}

void RunWorkspace::add(const Incident& incident) {
  if (file_ == nullptr) return;
  if (incidents_.size() == kMaxIncidentStates) {
    ++not_kept_;
    return;
  }
  incidents_.push_back(incident);
}

void RunWorkspace::write_incidents() {
  for (const Incident& incident : incidents_) {
    IncidentFinding finding;
    const std::uint64_t key = hash_combine(seed_of(world_), incident.number);
    constexpr std::uint64_t kHigh = 7;
    constexpr std::uint64_t kLow = 8;
    finding.uid = {mix64(key ^ kHigh), mix64(key ^ kLow)};
    finding.incident = incident;
    finding.alert_type = content_.alert(incident.alert).alert_type;
    finding.title = title_of(incident.alert);
    finding.subject = subject_of(incident.device);
    finding.device_class = finding.subject.device_class;
    for (const IncidentMembers::Member& member : members_.of(incident)) {
      finding.findings.push_back({member.uid, member.time, title_of(member.alert)});
    }
    file_->add(finding);
  }
}

void RunWorkspace::add(const LaneResult& result) {
  if (file_ == nullptr) return;
  for (const UnitOutcome& unit : result.units) {
    if (unit.steps.empty()) continue;
    const AttackInstance& attack = world_.scenario().attacks[unit.attack];
    const AttackTemplate& kind = world_.scenario().attack_templates.at(attack.use);
    const std::string device = world_.fleet().device_name(DeviceId(unit.device));
    AttackUnitRow row;
    row.attack = attack.name;
    row.title = kind.title;
    row.device_name = device;
    row.start = world_.start() + Duration::microseconds(unit.start_us);
    if (unit.evidence) row.evidence = row.start + Duration::microseconds(unit.evidence_us);
    row.events = unit.events;
    row.events_arrived = unit.events_arrived;
    if (unit.detected) {
      row.detected = row.start + Duration::microseconds(unit.detected_us);
      row.alert = unit.alert;
      row.pack = unit.pack;
      for (const DelayPart& part : kDelayParts) row.parts.push_back(static_cast<double>(unit.parts.*part.microseconds) * 1e-6);
    }
    file_->add(row);
    for (const StepOutcome& step : unit.steps) {
      const AttackPhase& phase = kind.phases[step.step];
      std::string techniques;
      for (const std::string& id : phase.techniques) techniques += (techniques.empty() ? "\"" : ",\"") + id + "\"";
      techniques = "[" + techniques + "]";
      file_->add(AttackStepRow{row.attack, device, row.start, phase.id, techniques, step.fate, step.stage, step.reason, step.events,
                               step.events_arrived});
    }
  }
}

std::int64_t RunWorkspace::over_limit() const {
  return file_ == nullptr ? 0 : file_->counts().over_limit + not_kept_;
}

std::optional<WriteError> RunWorkspace::close() {
  if (file_ == nullptr) return std::nullopt;
  write_incidents();
  for (const Recommendation& recommendation : standing_) file_->add(row_of(recommendation));
  return file_->close();
}

}  // namespace picket::sim
