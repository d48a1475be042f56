#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/message/event_id.h"
#include "pipeline_core/findings/detection_finding.h"

namespace picket::sim {

/// One row of SecurityAlert: the columns that a finding fills, all texts well-formed UTF-8. Columns that nothing here
/// could fill stay empty: AlertLink and ExtendedLinks (there is no portal), SourceComputerId.
struct AlertRow {
  std::string alert_type;
  std::string display_name;  ///< AlertName and DisplayName
  std::string description;
  std::vector<std::string> remediation;
  picket::Severity severity = picket::Severity::kMedium;
  std::string tactics;
  std::string techniques;
  std::string sub_techniques;
  std::string device_name;  ///< empty: about the hub
  std::string compromised_entity;
  std::string resource_id;  ///< of the hub
  std::string subscription_id;
  std::string resource_group;
  std::string component;  ///< ProductComponentName
  std::string confidence_level;
  std::optional<double> confidence_score;  ///< 0 to 1
  std::string entities = "[]";             ///< a JSON list
  Uuid id;
  Time start;
  Time end;
  Time generated;
  /// Of ExtendedProperties, in order; "DeviceId" is added at the end.
  std::vector<std::pair<std::string, std::string>> properties;
};

/// The subscription and group of the workspace itself, which no finding knows.
struct WorkspacePlace {
  std::string subscription_id;
  std::string resource_group;
};

/// The record as SecurityAlert shows it.
///
/// Model:  SystemAlertId is the finding's uid, AlertType its type, ConfidenceScore a hundredth of its confidence,
///         Tactics by name after commas, Techniques and SubTechniques JSON lists, Entities the device and its hub, and the
///         listed value, as Azure's entity types write them, RemediationSteps a JSON list. ExtendedProperties carry what
///         the table has no column for: rule, pack, number of pieces of evidence, reason, and the listed value's words.
/// Source: table reference of Azure Monitor; detection.md 6 (projection of OCSF). The forms of Tactics, Techniques,
///         Entities and RemediationSteps are our reading: the reference only says "string".
AlertRow security_alert(const DetectionFinding& finding, const WorkspacePlace& workspace);

/// Content of RemediationSteps.
std::string remediation_steps(const AlertRow& row);
/// Content of ExtendedProperties: a JSON object of strings.
std::string extended_properties(const AlertRow& row);
/// The row as the JSON that Log Analytics meters, and its length.
std::string alert_row_json(const AlertRow& row);
std::size_t alert_row_bytes(const AlertRow& row);

}  // namespace picket::sim
