#include "sim/results/security_recommendation.h"

#include "agent_core/base/utf8.h"
#include "sim/results/json_object.h"
#include "sim/results/utc_time.h"

namespace picket::sim {

RecommendationRow security_recommendation(const Recommendation& recommendation, const FindingSubject& subject,
                                          std::optional<Uuid> evidence, Time first_evaluated) {
  const RecommendationInfo& info = recommendation_info(recommendation.type);
  RecommendationRow row;
  row.resource_id = well_formed_utf8(subject.hub_resource_id);
  row.device_name = well_formed_utf8(subject.device_name);
  row.name = well_formed_utf8(recommendation_type_text(recommendation));
  row.recommendation_id =
      row.name + '|' + (row.device_name.empty() ? well_formed_utf8(subject.hub_name) : row.device_name);
  row.display_name = info.name;
  if (!recommendation.subtype.empty()) row.display_name += ": " + well_formed_utf8(recommendation.subtype);
  row.description = info.description;
  row.severity = info.severity;
  row.state = recommendation.state;
  if (!recommendation.additional_data.empty()) row.additional_data = well_formed_utf8(recommendation.additional_data);
  row.properties.clear();
  JsonObjectText properties(row.properties);
  properties.string("RemediationSteps", info.remediation);
  if (evidence) properties.uuid("IoTRawEventId", *evidence);
  properties.close();
  row.generated = recommendation.time;
  row.first_evaluated = first_evaluated;
  row.changed = recommendation.since == Time{} ? recommendation.time : recommendation.since;
  return row;
}

std::string recommendation_row_json(const RecommendationRow& row) {
  std::string out;
  JsonObjectText object(out);
  object.string("AssessedResourceId", row.resource_id);
  object.string("Description", row.description);
  object.string("DeviceId", row.device_name);
  object.word("DiscoveredTimeUTC", utc_text(row.generated));
  object.word("Environment", "Azure");
  object.word("FirstEvaluationDate", utc_text(row.first_evaluated));
  object.boolean("IsSnapshot", false);
  object.raw("Properties", row.properties);
  object.word("ProviderName", "IoTSecurity");
  object.raw("RecommendationAdditionalData", row.additional_data);
  object.string("RecommendationDisplayName", row.display_name);
  object.string("RecommendationId", row.recommendation_id);
  object.string("RecommendationName", row.name);
  object.word("RecommendationSeverity", to_string(row.severity));
  object.word("RecommendationState", to_string(row.state));
  if (row.state == RecommendationState::kResolved) object.word("ResolvedTimeUTC", utc_text(row.generated));
  object.word("StatusChangeDate", utc_text(row.changed));
  object.word("TimeGenerated", utc_text(row.generated));
  object.close();
  return out;
}

std::size_t recommendation_row_bytes(const RecommendationRow& row) {
  return recommendation_row_json(row).size();
}

}  // namespace picket::sim
