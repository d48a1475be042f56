#include "sim/experiment/run_workspace.h"

#include <cctype>
#include <stdexcept>

#include "agent_core/base/hash.h"
#include "agent_core/message/event_id.h"
#include "sim/experiment/device_identity.h"

namespace picket::sim {
namespace {

/// "attack.credential_access" as "CredentialAccess".
std::string tactic_of(std::string_view tag) {
  std::string out;
  bool begins = true;
  for (const char c : tag) {
    if (c == '_' || c == '-') {
      begins = true;
      continue;
    }
    out += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = false;
  }
  return out;
}

/// Sigma's ATT&CK tags in the form of SecurityAlert: tactics by name after commas, techniques as a
/// JSON list. The form is our reading of the table; its reference only says "string".
struct AttackTags {
  std::string tactics;
  std::string techniques;
};
AttackTags attack_tags_of(const std::vector<std::string>& tags) {
  AttackTags out;
  constexpr std::string_view kPrefix = "attack.";
  for (const std::string& tag : tags) {
    if (!tag.starts_with(kPrefix) || tag.size() < kPrefix.size() + 2) continue;
    const std::string_view name = std::string_view(tag).substr(kPrefix.size());
    if (std::isdigit(static_cast<unsigned char>(name[1])) == 0) {
      out.tactics += (out.tactics.empty() ? "" : ", ") + tactic_of(name);
    } else if (name[0] == 't') {
      out.techniques += (out.techniques.empty() ? "[\"" : ",\"") + tactic_of(name) + "\"";
    }
  }
  if (!out.techniques.empty()) out.techniques += "]";
  return out;
}

}  // namespace

RunWorkspace::RunWorkspace(const World& world, const Policy& policy, const PipelineContent& content,
                           const RunDirectory* run)
    : world_(world), policy_(policy), content_(content), selection_(world) {
  for (const HubSettings& hub : world.scenario().hubs) resources_.push_back(hub_resource_id(hub.name));
  if (run == nullptr || !selection_.stored()) return;
  WorkspaceSettings settings;
  settings.row_limit = world.scenario().store_row_limit;
  settings.billed_size_factor = world.scenario().prices.log_analytics_billed_size_factor;
  auto file = Workspace::create(run->file("workspace.sqlite"), settings);
  if (!file.ok()) throw std::runtime_error("cannot write " + file.error().text());
  file_ = std::move(file).value();
}

const std::string& RunWorkspace::resource_of(DeviceId device) const {
  return resources_[world_.fleet().device(device).hub.value()];
}

void RunWorkspace::add(const CarriedMessage& message, std::span<const Observation> observations, Time enqueued) {
  if (file_ == nullptr) return;
  const std::string name = world_.fleet().device_name(message.device);
  const Policy& policy = message.policy == nullptr ? policy_ : *message.policy;
  const AgentIdentity identity = identity_of(world_, policy, message.device, name);
  const RowContext context{.encoding = policy.encoding,
                           .device_name = name,
                           .agent_version = policy.agent_version,
                           .subscription_id = kSubscription,
                           .resource_id = resource_of(message.device)};
  for (std::uint32_t i = 0; i < observations.size(); ++i) {
    file_->add(RawEventRow{context, observations[i], world_.texts(), event_id(identity.id_seed, message.sequence, i), enqueued});
  }
}

OperationRow RunWorkspace::row_of(const OperationRecord& record, Time available_at,
                                  const std::string& device_name) const {
  return {.record = record,
          .generated = available_at,
          .device_name = device_name,
          .module_name = policy_.module_name,
          .subscription_id = kSubscription,
          .resource_group = kResourceGroup,
          .hub_name = world_.scenario().hubs[world_.fleet().device(record.device).hub.value()].name,
          .resource_id = resource_of(record.device)};
}

/// Names of devices of one class have one length, so a record's row is measured once for each kind.
std::size_t RunWorkspace::bytes_of(const OperationRecord& record) {
  const Device& device = world_.fleet().device(record.device);
  std::uint64_t kind = hash_combine(device.hub.value(), device.device_class.value());
  kind = hash_combine(kind, static_cast<std::uint64_t>(record.operation) << 1 | (record.module ? 1 : 0));
  std::size_t& bytes = operation_bytes_[hash_combine(kind, record.result_type)];
  if (bytes == 0) bytes = operation_row_bytes(row_of(record, record.time, world_.fleet().device_name(record.device)));
  return bytes;
}

std::size_t RunWorkspace::add(const OperationRecord& record, Time available_at) {
  if (file_ != nullptr && selection_.keeps(record.device, record.time)) {
    const std::string name = world_.fleet().device_name(record.device);
    file_->add(row_of(record, available_at, name));
  }
  return bytes_of(record);
}

std::size_t RunWorkspace::add(const Finding& finding) {
  const AlertType& type = content_.alert(finding.alert);
  const std::string name = world_.fleet().device_name(finding.device);
  const std::uint64_t key = hash_combine(id_seed_of(world_, finding.device), ++alerts_);
  AlertRow row;
  row.alert_type = type.alert_type;
  row.display_name = type.name;
  row.severity = type.severity;
  row.device_name = name;
  row.resource_id = resource_of(finding.device);
  row.id = {mix64(key ^ 5), mix64(key ^ 6)};
  row.start = finding.window_start;
  row.end = finding.window_end;
  row.generated = finding.time;
  const auto& rules = content_.rules().rules();
  const AttackTags tags = finding.rule < rules.size() ? attack_tags_of(rules[finding.rule].tags) : AttackTags{};
  row.tactics = tags.tactics;
  row.techniques = tags.techniques;
  row.properties = {{"Rule", std::string(content_.rule_title(finding.rule))},
                    {"Evidence", std::to_string(finding.evidence.size())}};
  if (file_ != nullptr) file_->add(row);
  return alert_row_bytes(row);
}

std::optional<WriteError> RunWorkspace::close() {
  return file_ == nullptr ? std::nullopt : file_->close();
}

}  // namespace picket::sim
