#include "sim/live/pipeline/finding_log.h"

#include <utility>

#include "agent_core/base/hash.h"
#include "agent_core/base/utf8.h"
#include "agent_core/message/event_id.h"
#include "pipeline_core/findings/classic_agent.h"
#include "sim/results/security_alert.h"
#include "sim/results/security_recommendation.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

constexpr std::string_view kSecurityModule = "azureiotsecurity";
constexpr std::size_t kMaxFirstEvaluated = 1'000'000;

Uuid uuid_of_key(std::uint64_t key) {
  constexpr std::uint64_t kHigh = 7;
  constexpr std::uint64_t kLow = 8;
  return {mix64(key ^ kHigh), mix64(key ^ kLow)};
}

/// Bytes of outside on one line of a terminal.
std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

}  // namespace

std::string finding_line(const DetectionFinding& finding) {
  std::string line = utc_text(finding.created) + " " + std::string(to_string(finding.severity)) + " ";
  line += finding.is_about_hub() ? finding.subject.hub_name : finding.subject.device_name;
  line += " " + finding.title + " (" + finding.alert_type + ")";
  if (!finding.reason.empty()) line += ": " + finding.reason;
  return on_one_line(line) + " [" + to_string(finding.uid) + "]";
}

std::string finding_json_line(const DetectionFinding& finding) {
  std::string line;
  for (const char c : detection_finding_json(finding)) {
    if (c == '\x7f') line += "\\u007f";  // the one control that JSON lets stand
    else line += c;
  }
  return printable(line);
}

std::string live_resource_id(const std::string& hub_name) {
  return "/subscriptions/" + std::string(kLiveSubscription) + "/resourceGroups/" + std::string(kLiveResourceGroup) + "/providers/Microsoft.Devices/IotHubs/" + hub_name;
}

Uuid live_event_seed(std::uint64_t seed, DeviceId device) { return uuid_of_key(hash_combine(seed, device.value())); }

FindingLog::FindingLog(LiveStore& store, const PipelineContent& content, LiveNames names, FindingFormat format)
    : store_(store), content_(content), names_(std::move(names)), format_(format), findings_(content, store.seed()), resource_id_(live_resource_id(names_.hub_name)) {}

FindingSubject FindingLog::subject_of(DeviceId device) const {
  FindingSubject subject;
  subject.hub_name = names_.hub_name;
  subject.hub_resource_id = resource_id_;
  if (hub_of_identity(device)) return subject;
  subject.device_name = names_.device_name(device);
  subject.generation = names_.generation(device);
  return subject;
}

std::string FindingLog::title_of(std::uint32_t alert, DeviceId device) const {
  const AlertType& type = content_.alert(alert);
  return std::string(!hub_of_identity(device) && names_.generation(device) == Encoding::kG1Json ? classic_form(type).name : type.name);
}

Uuid FindingLog::event_of(const Evidence& evidence) const {
  return event_id(live_event_seed(store_.seed(), evidence.device), evidence.sequence, evidence.observation);
}

void FindingLog::remember(std::vector<IncidentMember>& members, const IncidentMember& member) {
  if (members.size() == kMaxMembers) members.erase(members.begin());
  members.push_back(member);
}

void FindingLog::on_finding(const Finding& finding) {
  const IncidentMember member{findings_.uid_of(finding), finding.time, title_of(finding.alert, finding.device)};
  if (!hub_of_identity(finding.device)) {
    remember(by_device_[finding.device.value()], member);
    remember(by_alert_[finding.alert], member);
  }
  if (silent_) return;
  std::vector<EvidenceRecord> evidence;
  for (const Evidence& piece : finding.evidence) evidence.push_back({piece, names_.device_name(piece.device), event_of(piece)});
  const DetectionFinding record = findings_.record_of(finding, subject_of(finding.device), std::move(evidence));
  store_.workspace().add(security_alert(record, {std::string(kLiveSubscription), std::string(kLiveResourceGroup)}));
  store_.workspace().add(record);
  store_.add_untold(format_ == FindingFormat::kJson ? finding_json_line(record) : finding_line(record));
  ++findings_written_;
}

void FindingLog::on_recommendation(const Recommendation& recommendation) {
  const std::string key = std::to_string(recommendation.device.value()) + "/" + recommendation_type_text(recommendation);
  Time first = recommendation.time;
  if (const auto known = first_evaluated_.find(key); known != first_evaluated_.end()) first = known->second;
  else if (first_evaluated_.size() < kMaxFirstEvaluated) first_evaluated_.emplace(key, first);
  if (silent_) return;
  const auto event = recommendation.evidence ? std::optional(event_of(*recommendation.evidence)) : std::nullopt;
  store_.workspace().add(security_recommendation(recommendation, subject_of(recommendation.device), event, first));
  ++recommendations_written_;
}

void FindingLog::write_incidents() {
  for (const Incident& incident : incidents_) {
    if (silent_) break;
    IncidentFinding finding;
    // Numbers begin anew with each life of the core; what opened it and when does not.
    const std::uint64_t opened = hash_combine(store_.seed(), static_cast<std::uint64_t>(incident.opened.unix_microseconds()));
    const std::uint64_t of = hash_combine(static_cast<std::uint64_t>(incident.kind) << 32 | incident.alert, incident.kind == IncidentKind::kCampaign ? 0 : incident.device.value());
    finding.uid = uuid_of_key(hash_combine(opened, of));
    finding.incident = incident;
    finding.alert_type = content_.alert(incident.alert).alert_type;
    finding.title = title_of(incident.alert, incident.device);
    finding.subject = subject_of(incident.device);
    const auto& members = incident.kind == IncidentKind::kCampaign ? by_alert_[incident.alert] : by_device_[incident.device.value()];
    for (const IncidentMember& member : members) {
      if (member.created <= incident.time) finding.findings.push_back(member);
    }
    store_.workspace().add(finding);
    ++incidents_written_;
  }
  incidents_.clear();
}

void FindingLog::add(const OperationRecord& record) {
  if (silent_) return;
  const std::string name = names_.device_name(record.device);
  OperationRow row{.record = record, .generated = record.arrival(), .device_name = name, .module_name = kSecurityModule,
                   .subscription_id = kLiveSubscription, .resource_group = kLiveResourceGroup, .hub_name = names_.hub_name, .resource_id = resource_id_};
  store_.workspace().add(row);
}

}  // namespace picket::sim
