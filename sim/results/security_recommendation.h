#pragma once

#include <optional>
#include <string>

#include "agent_core/message/event_id.h"
#include "pipeline_core/findings/detection_finding.h"
#include "pipeline_core/findings/recommendation.h"

namespace picket::sim {

/// One row of SecurityRecommendation, all texts well-formed UTF-8: a recommendation that became active or was
/// resolved.
struct RecommendationRow {
  std::string resource_id;  ///< AssessedResourceId: the hub
  std::string device_name;  ///< empty: about the hub
  std::string recommendation_id;
  std::string name;          ///< machine name, "IoT_OpenPorts"
  std::string display_name;
  std::string description;
  picket::Severity severity = picket::Severity::kMedium;
  picket::RecommendationState state = picket::RecommendationState::kActive;
  std::string additional_data = "{}";  ///< a JSON object
  std::string properties = "{}";       ///< a JSON object
  Time generated;
  Time first_evaluated;
  Time changed;  ///< StatusChangeDate
};

/// The recommendation as the table shows it.
///
/// Model:  RecommendationId is the name of the product's REST object, "<type>|<device>". DiscoveredTimeUTC is when this
///         state was found, so that the documented query, which takes the state of the latest DiscoveredTimeUTC, gives
///         the state that holds; the first time stays in FirstEvaluationDate, and ResolvedTimeUTC is empty (null)
///         while the recommendation is active. Properties carry the remediation, which has no column, and the
///         IoTRawEventId of the item that says so. Environment is "Azure", ProviderName "IoTSecurity"; PolicyDefinitionId
///         and ResourceRegion stay empty. These contents are our reading: the reference gives names and types.
/// Source: table reference of Azure Monitor; defender.md 5.6.
/// `evidence`: of the item; nothing if it rests on data of the hub. `first_evaluated`: when it first became active.
RecommendationRow security_recommendation(const Recommendation& recommendation, const FindingSubject& subject,
                                          std::optional<Uuid> evidence, Time first_evaluated);

/// The row as the JSON that Log Analytics meters, and its length.
std::string recommendation_row_json(const RecommendationRow& row);
std::size_t recommendation_row_bytes(const RecommendationRow& row);

}  // namespace picket::sim
