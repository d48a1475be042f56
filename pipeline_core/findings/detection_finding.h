#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/event_id.h"
#include "agent_core/message/message.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/attack_pattern.h"
#include "pipeline_core/intel/indicator.h"
#include "pipeline_core/pipeline.h"

namespace picket {

/// How a source of findings works, in the words of OCSF (`analytic.type_id`).
enum class AnalyticType : std::uint8_t { kRule = 1, kBehavioral = 2, kStatistical = 3 };
std::string_view to_string(AnalyticType type);
/// Of `Finding::rule`. Our reading: Sigma rules, listed values, promised intervals and the hub's records are rules; what
/// compares with a device's or its peers' past is behavioural; what estimates a level or a volume is statistical.
AnalyticType analytic_type_of(const PipelineContent& content, std::uint32_t rule);

/// How much a finding's source is trusted, in the words of OCSF (`confidence_id`).
enum class Confidence : std::uint8_t { kUnknown = 0, kLow = 1, kMedium = 2, kHigh = 3 };
std::string_view to_string(Confidence confidence);
/// Of 0 to 100. Source: the Low, Med and High of STIX 2.1, appendix A (1 to 29, 30 to 69, 70 to 100).
Confidence confidence_of_score(double score);
/// Of a Sigma rule's status: stable is High, test Medium, experimental Low. Our estimate; Unknown for the others.
Confidence confidence_of_status(std::string_view status);

/// Whom a finding is about, as its caller knows it.
struct FindingSubject {
  std::string device_name;      ///< empty: the finding is about the hub
  std::string device_class;
  std::string hub_name;
  std::string hub_resource_id;  ///< "/subscriptions/.../IotHubs/<name>"
  Encoding generation = Encoding::kG2FlatBuffers;
};

/// A piece of evidence and where it stands in the workspace.
struct EvidenceRecord {
  Evidence place;
  std::string device_name;
  Uuid event_id;  ///< IoTRawEventId of its row
};

/// Everything about a finding, said once: OCSF's Detection Finding (class 2004). What a store, an interface or
/// another product shows of it is a projection of this record.
///
/// Source: events/findings/detection_finding of the OCSF schema 1.5.0, the first with `anomaly_analyses`.
struct DetectionFinding {
  Uuid uid;
  std::string alert_type;   ///< machine name, the product's misspellings kept
  std::string title;        ///< of the alert, as the device's generation names it
  std::string description;
  std::string remediation;
  std::string intent;       ///< the product's, "Unknown" where none is published
  Severity severity = Severity::kMedium;
  bool is_notice = false;   ///< the product raises it for ordinary life
  Pack pack = Pack::kPicket;
  AnalyticType analytic_type = AnalyticType::kRule;
  std::string analytic_uid;   ///< the Sigma rule's id; the alert type where there is none
  std::string analytic_name;  ///< the rule's title, or the model's word
  AttackPattern attacks;
  Confidence confidence = Confidence::kUnknown;
  std::optional<double> confidence_score;  ///< 0 to 100, where the source states one
  Time created;     ///< raised
  Time first_seen;  ///< start of what it looked at; of an absence, of the silent interval
  Time last_seen;
  bool absence = false;
  std::vector<EvidenceRecord> evidence;     ///< at most kMaxEvidence
  std::optional<IndicatorReason> indicator;  ///< the listed value that it rests on
  std::optional<double> measured;           ///< by a model, beside what it allows
  std::optional<double> limit;
  std::string reason;
  FindingSubject subject;

  bool is_about_hub() const { return subject.device_name.empty(); }
};

/// Makes the records of one run.
///
/// Model:  ids are derived from the seed, what raised the finding, its device, time and window, so that the same run
///         gives the same ids; a pipeline raises an alert for a device once at a time, so they differ within a run.
class DetectionFindings {
 public:
  /// `seed`: tells the ids of one run from another's. The content must outlive this.
  DetectionFindings(const PipelineContent& content, std::uint64_t seed);

  Uuid uid_of(const Finding& finding) const;
  DetectionFinding record_of(const Finding& finding, FindingSubject subject,
                             std::vector<EvidenceRecord> evidence) const;

 private:
  const PipelineContent& content_;
  std::uint64_t seed_;
  std::vector<TacticSet> tactics_;  ///< by Finding::rule
};

}  // namespace picket
