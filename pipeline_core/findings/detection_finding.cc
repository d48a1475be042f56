#include "pipeline_core/findings/detection_finding.h"

#include "agent_core/base/hash.h"
#include "pipeline_core/findings/iot_alert.h"
#include "pipeline_core/risk/source_tactics.h"

namespace picket {

std::string_view to_string(AnalyticType type) {
  switch (type) {
    case AnalyticType::kRule:
      return "Rule";
    case AnalyticType::kBehavioral:
      return "Behavioral";
    case AnalyticType::kStatistical:
      return "Statistical";
  }
  return "";
}

AnalyticType analytic_type_of(const PipelineContent& content, std::uint32_t rule) {
  if (rule < content.rule_index(Model::kListedAddress)) return AnalyticType::kRule;
  if (rule >= content.rule_index(Detector::kCount_)) return AnalyticType::kRule;
  if (rule >= content.rule_index(Model::kCount_)) return AnalyticType::kBehavioral;
  switch (static_cast<Model>(rule - content.rule_index(Model::kListedAddress))) {
    case Model::kListedAddress:
    case Model::kListedDomain:
    case Model::kListedDownload:
    case Model::kListedFileHash:
    case Model::kDeviceSilent:
    case Model::kCount_:
      return AnalyticType::kRule;
    case Model::kNovelProcess:
    case Model::kRarePeer:
    case Model::kNovelLogin:
    case Model::kPeerShift:
    case Model::kRareSequence:
      return AnalyticType::kBehavioral;
    case Model::kEgressVolume:
    case Model::kActivityLevel:
    case Model::kFanOutLevel:
    case Model::kEgressSlow:
    case Model::kFailureLevel:
    case Model::kBeacon:
      return AnalyticType::kStatistical;
  }
  return AnalyticType::kRule;
}

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::kUnknown:
      return "Unknown";
    case Confidence::kLow:
      return "Low";
    case Confidence::kMedium:
      return "Medium";
    case Confidence::kHigh:
      return "High";
  }
  return "";
}

Confidence confidence_of_score(double score) {
  constexpr double kMedium = 30;
  constexpr double kHigh = 70;
  if (score >= kHigh) return Confidence::kHigh;
  if (score >= kMedium) return Confidence::kMedium;
  return score > 0 ? Confidence::kLow : Confidence::kUnknown;
}

Confidence confidence_of_status(std::string_view status) {
  if (status == "stable") return Confidence::kHigh;
  if (status == "test") return Confidence::kMedium;
  return status == "experimental" ? Confidence::kLow : Confidence::kUnknown;
}

DetectionFindings::DetectionFindings(const PipelineContent& content, std::uint64_t seed)
    : content_(content), seed_(seed), tactics_(tactics_of_sources(content)) {}

Uuid DetectionFindings::uid_of(const Finding& finding) const {
  std::uint64_t key = hash_combine(seed_, finding.device.value());
  key = hash_combine(key, fnv1a(content_.alert(finding.alert).alert_type));
  key = hash_combine(key, finding.rule);
  for (const Time time : {finding.time, finding.window_start, finding.window_end}) {
    key = hash_combine(key, static_cast<std::uint64_t>(time.unix_microseconds()));
  }
  return {mix64(key ^ 1), mix64(key ^ 2)};
}

DetectionFinding DetectionFindings::record_of(const Finding& finding, FindingSubject subject,
                                              std::vector<EvidenceRecord> evidence) const {
  IotAlert alert = iot_alert(content_, finding, subject.generation);
  const auto& rules = content_.rules().rules();
  const bool is_rule = finding.rule < rules.size();
  DetectionFinding record;
  record.uid = uid_of(finding);
  record.alert_type = alert.alert_type;
  record.title = alert.alert_display_name;
  record.description = alert.description;
  record.remediation = alert.remediation_steps;
  record.intent = alert.intent;
  record.severity = alert.severity;
  record.is_notice = content_.alert(finding.alert).is_notice;
  record.pack = alert.pack;
  record.analytic_type = analytic_type_of(content_, finding.rule);
  record.analytic_uid = is_rule && !rules[finding.rule].id.empty() ? rules[finding.rule].id : record.alert_type;
  record.analytic_name = content_.rule_title(finding.rule);
  record.attacks = {tactics_[finding.rule], techniques_of(content_, finding.rule, finding.alert)};
  if (finding.indicator != nullptr) {
    record.indicator = *finding.indicator;
    record.confidence_score = finding.indicator->confidence;
    record.confidence = confidence_of_score(finding.indicator->confidence);
  } else if (is_rule) {
    record.confidence = confidence_of_status(rules[finding.rule].metadata.status);
  }
  record.created = finding.time;
  record.first_seen = finding.window_start;
  record.last_seen = finding.window_end;
  record.absence = finding.absence;
  record.evidence = std::move(evidence);
  if (finding.reason.kind == Reason::Kind::kValue) {
    record.measured = finding.reason.value;
    record.limit = finding.reason.limit;
  }
  record.reason = std::move(alert.reason);
  record.subject = std::move(subject);
  return record;
}

}  // namespace picket
