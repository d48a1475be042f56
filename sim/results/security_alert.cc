#include "sim/results/security_alert.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent_core/base/utf8.h"
#include "sim/results/json_object.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

std::string number_text(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 6).ptr;
  return {digits.data(), end};
}

/// "Command and Control" as "CommandAndControl".
std::string joined_words(std::string_view name) {
  std::string out;
  bool begins = true;
  for (const char c : name) {
    if (c != ' ') out += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = c == ' ';
  }
  return out;
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    out += out.size() == 1 ? "\"" : ",\"";
    append_json_escaped(text, out);
    out += '"';
  }
  return out + "]";
}

void add_attacks(const AttackPattern& attacks, AlertRow& row) {
  for (std::size_t t = 0; t < static_cast<std::size_t>(Tactic::kCount_); ++t) {
    const auto tactic = static_cast<Tactic>(t);
    if ((attacks.tactics & bit(tactic)) == 0) continue;
    row.tactics += (row.tactics.empty() ? "" : ", ") + joined_words(to_string(tactic));
  }
  std::vector<std::string> techniques;
  std::vector<std::string> sub_techniques;
  for (const std::string& uid : attacks.techniques) {
    const std::string technique = uid.substr(0, uid.find('.'));
    if (std::find(techniques.begin(), techniques.end(), technique) == techniques.end()) techniques.push_back(technique);
    if (technique != uid) sub_techniques.push_back(uid);
  }
  if (!techniques.empty()) row.techniques = list_of(techniques);
  if (!sub_techniques.empty()) row.sub_techniques = list_of(sub_techniques);
}

/// The listed value as an entity; its type and its field.
std::pair<std::string_view, std::string_view> entity_of(IndicatorKind kind) {
  switch (kind) {
    case IndicatorKind::kAddress:
      return {"ip", "Address"};
    case IndicatorKind::kDomain:
      return {"dns", "DomainName"};
    case IndicatorKind::kUrl:
      return {"url", "Url"};
    case IndicatorKind::kFileHash:
    case IndicatorKind::kCount_:
      break;
  }
  return {"filehash", "Value"};
}

/// The hub, the device at it, the listed value; numbered from 1.
std::string entities_of(const DetectionFinding& finding, const AlertRow& row) {
  std::string out = "[";
  int number = 0;
  const auto begin = [&] {
    if (number > 0) out += ',';
    return std::to_string(++number);
  };
  {
    const std::string id = begin();
    JsonObjectText hub(out);
    hub.word("$id", id);
    hub.string("ResourceId", row.resource_id);
    hub.word("Type", "azure-resource");
    hub.close();
  }
  if (!row.device_name.empty()) {
    const std::string id = begin();
    JsonObjectText device(out);
    device.word("$id", id);
    device.string("DeviceId", row.device_name);
    device.begin_object("IoTHub");
    device.word("$ref", "1");
    device.end_object();
    device.word("Type", "iotdevice");
    device.close();
  }
  if (finding.indicator) {
    const auto [type, field] = entity_of(finding.indicator->kind);
    const std::string id = begin();
    JsonObjectText listed(out);
    listed.word("$id", id);
    listed.string(field, well_formed_utf8(finding.indicator->value));
    listed.word("Type", type);
    listed.close();
  }
  return out + "]";
}

}  // namespace

AlertRow security_alert(const DetectionFinding& finding, const WorkspacePlace& workspace) {
  AlertRow row;
  row.alert_type = well_formed_utf8(finding.alert_type);
  row.display_name = well_formed_utf8(finding.title);
  row.description = well_formed_utf8(finding.description);
  if (!finding.remediation.empty()) row.remediation = {well_formed_utf8(finding.remediation)};
  row.severity = finding.severity;
  add_attacks(finding.attacks, row);
  row.device_name = well_formed_utf8(finding.subject.device_name);
  row.compromised_entity = finding.is_about_hub() ? well_formed_utf8(finding.subject.hub_name) : row.device_name;
  row.resource_id = well_formed_utf8(finding.subject.hub_resource_id);
  row.subscription_id = workspace.subscription_id;
  row.resource_group = workspace.resource_group;
  row.component = to_string(finding.pack);
  row.confidence_level = to_string(finding.confidence);
  if (finding.confidence_score) row.confidence_score = *finding.confidence_score / 100;
  row.entities = entities_of(finding, row);
  row.id = finding.uid;
  row.start = finding.first_seen;
  row.end = finding.last_seen;
  row.generated = finding.created;
  row.properties = {{"Rule", well_formed_utf8(finding.analytic_name)},
                    {"Pack", std::string(to_string(finding.pack))},
                    {"Evidence", std::to_string(finding.evidence.size())},
                    {"Reason", well_formed_utf8(finding.reason)}};
  if (finding.indicator) {
    row.properties.push_back({"Indicator", well_formed_utf8(finding.indicator->value)});
    row.properties.push_back({"Indicator Source", well_formed_utf8(finding.indicator->source)});
    row.properties.push_back({"Indicator Confidence", number_text(finding.indicator->confidence)});
    row.properties.push_back({"Indicator TLP", std::string(to_string(finding.indicator->tlp))});
  }
  return row;
}

std::string remediation_steps(const AlertRow& row) {
  return list_of(row.remediation);
}

std::string extended_properties(const AlertRow& row) {
  std::string out;
  JsonObjectText object(out);
  for (const auto& [key, value] : row.properties) object.string(key, value);
  if (!row.device_name.empty()) object.string("DeviceId", row.device_name);
  object.close();
  return out;
}

std::string alert_row_json(const AlertRow& row) {
  std::string out;
  JsonObjectText object(out);
  object.string("AlertName", row.display_name);
  object.word("AlertSeverity", to_string(row.severity));
  object.string("AlertType", row.alert_type);
  object.string("CompromisedEntity", row.compromised_entity);
  object.word("ConfidenceLevel", row.confidence_level);
  if (row.confidence_score) object.raw("ConfidenceScore", number_text(*row.confidence_score));
  object.string("Description", row.description);
  object.string("DisplayName", row.display_name);
  object.word("EndTime", utc_text(row.end));
  object.string("Entities", row.entities);
  object.string("ExtendedProperties", extended_properties(row));
  object.boolean("IsIncident", false);
  object.word("ProcessingEndTime", utc_text(row.generated));
  object.string("ProductComponentName", row.component);
  object.word("ProductName", "Azure Security Center for IoT");
  object.word("ProviderName", "IoTSecurity");
  object.string("RemediationSteps", remediation_steps(row));
  object.string("ResourceId", row.resource_id);
  object.word("StartTime", utc_text(row.start));
  object.word("Status", "New");
  object.string("SubTechniques", row.sub_techniques);
  object.uuid("SystemAlertId", row.id);
  object.string("Tactics", row.tactics);
  object.string("Techniques", row.techniques);
  object.word("TimeGenerated", utc_text(row.generated));
  object.word("VendorName", "Microsoft");
  object.uuid("VendorOriginalId", row.id);
  object.string("WorkspaceResourceGroup", row.resource_group);
  object.string("WorkspaceSubscriptionId", row.subscription_id);
  object.close();
  return out;
}

std::size_t alert_row_bytes(const AlertRow& row) {
  return alert_row_json(row).size();
}

}  // namespace picket::sim
