#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/hub_watch/detection.h"
#include "pipeline_core/pipeline.h"
#include "sim/experiment/carry_stage.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/time_index.h"
#include "sim/experiment/weakness_score.h"
#include "sim/generate/step_index.h"
#include "sim/generate/world.h"
#include "sim/results/digest.h"

namespace picket::sim {

/// What a finding turned out to be.
enum class Judgement : std::uint8_t {
  kDetection,  ///< rests on evidence of a unit, and its type is one that the attack expects
  kRelated,    ///< rests on evidence of a unit, but its type is another
  kNotice,     ///< the product's notice types, on benign evidence
  kFalse,      ///< benign evidence only
  kCount_,
};

/// One finding, kept for results.
struct JudgedFinding {
  Time time;
  std::uint32_t alert = 0;
  DeviceId device;
  Judgement judgement = Judgement::kFalse;
};

/// Holds findings against the truth.
///
/// An alert detects a unit if its evidence includes one of that unit's observations (absence:
/// device and interval overlap) and its type is in the attack's `expect` list. The first such
/// alert sets the time to detect. Its delay is split along the message that completed it.
/// An alert about how much a device sent (too many messages, connections or failed logins in a window of arrival) rests
/// on all that came in its window: on the labelled messages among it.
/// Evidence that a gateway merged and that does not name the unit's device detects no unit: its attribution is
/// lost. Such an alert is a true one, of the gateway's site, and its first time is kept apart.
class Judge final : public FindingSink {
 public:
  Judge(const World& world, const PipelineContent& content, const CarryStage& carry,
        RunWorkspace* workspace = nullptr);

  void on_finding(const Finding& finding) override;
  /// Of what is kept back only the steps that it rests on are noted.
  void on_suppressed(const Finding& finding) override;
  /// Counts those that open. An incident of a device is a false one if no attack had begun on it.
  void on_incident(const Incident& incident) override;
  /// Counts changes, and holds them against the world's weaknesses if there are some. What is recommended is neither a
  /// detection nor a false alert.
  void on_recommendation(const Recommendation& recommendation) override;
  void set_weakness_score(WeaknessScore* score) { weakness_score_ = score; }

  struct Detection {
    Time time;
    std::uint32_t alert = 0;
    DelayParts parts;
    Pack pack = Pack::kPicket;
  };
  const std::optional<Detection>& detection(std::uint32_t unit) const { return detections_[unit]; }
  /// What findings by the end of the run rest on a step's evidence.
  struct StepFindings {
    bool expected = false;    ///< an alert of a type that the attack expects
    bool after_end = false;   ///< such a one, raised after the end
    bool suppressed = false;  ///< such a one, kept back
    bool other = false;       ///< an alert of another type
  };
  const StepFindings& step_findings(StepRef step) const { return step_findings_[step_index_[step]]; }
  /// First alert of an expected type that rests on evidence of the unit without naming its device.
  const std::optional<Time>& site_detection(std::uint32_t unit) const { return site_detections_[unit]; }
  const Counts<Judgement, std::int64_t>& counts() const { return counts_; }
  const std::vector<JudgedFinding>& findings() const { return findings_; }
  /// False alerts by alert (index of the content's catalogue).
  const std::map<std::uint32_t, std::int64_t>& false_alerts() const { return false_alerts_; }
  /// Findings that were not kept in `findings()` because the list is bounded.
  std::uint64_t findings_not_kept() const { return not_kept_; }
  /// Changes of recommendations.
  std::int64_t recommendations() const { return recommendations_; }
  /// Bytes that Log Analytics would meter for the rows of alerts and recommendations, which are exported by default.
  std::uint64_t row_bytes() const { return row_bytes_; }
  std::int64_t incidents() const { return incidents_; }
  std::int64_t false_incidents() const { return false_incidents_; }
  std::int64_t campaigns() const { return campaigns_; }
  /// Of the findings in their order, then of the incidents in theirs: how the two lie among each other depends on
  /// the windows.
  Digest digest() const {
    Digest both = digest_;
    both.add(incident_digest_.value());
    return both;
  }

 private:
  bool expected(std::uint32_t unit, std::uint32_t alert) const;
  /// The alert was raised by a count of the device's messages or of what they carry, without naming them.
  bool counts_arrivals(const Finding& finding) const;
  /// Visits the labelled messages that the finding rests on, each with its label.
  template <class Visit>
  void for_each_label(const Finding& finding, Visit visit) const;
  /// Visits the labelled records of a hub's log that the finding rests on.
  template <class Visit>
  void for_each_record(const Finding& finding, Visit visit) const;
  /// Notes the steps that the finding rests on.
  void note_steps(const Finding& finding, bool suppressed);
  void note_step(StepRef step, const Finding& finding, bool suppressed);
  void judge_evidence(const Finding& finding, std::set<std::uint32_t>& units, std::set<std::uint32_t>& detected);
  /// Alerts about records of the hub's log name none: such a one rests on the labelled records of its device and window
  /// that are of the kind that its rule looks at.
  void judge_records(const Finding& finding, std::set<std::uint32_t>& units, std::set<std::uint32_t>& detected);
  void judge_absence(const Finding& finding, std::set<std::uint32_t>& units, std::set<std::uint32_t>& detected);
  void detect(std::uint32_t unit, const Finding& finding, const DelayParts& parts);

  const World& world_;
  const PipelineContent& content_;
  const CarryStage& carry_;
  RunWorkspace* workspace_;   ///< may be null
  WeaknessScore* weakness_score_ = nullptr;   ///< the same
  std::vector<std::vector<bool>> expected_;   ///< [attack][alert]
  std::vector<std::uint32_t> counting_rules_;
  /// By device, of what was there when a finding last asked: a flood raises a finding for each of its records.
  mutable std::map<std::uint32_t, TimeIndex> labels_by_time_;   ///< of CarryStage::accepted_sequences
  mutable std::map<std::uint32_t, TimeIndex> records_by_time_;  ///< of HubActs::evidence_of
  std::map<std::uint32_t, HubDetection> hub_rules_;   ///< by rule: what is raised about a device's records
  std::vector<Time> effect_end_;              ///< per unit: until when its events or their effects last
  StepIndex step_index_;
  std::vector<StepFindings> step_findings_;
  std::vector<std::optional<Detection>> detections_;
  std::vector<std::optional<Time>> site_detections_;
  std::vector<JudgedFinding> findings_;
  std::uint64_t not_kept_ = 0;
  std::uint64_t row_bytes_ = 0;
  Counts<Judgement, std::int64_t> counts_;
  std::map<std::uint32_t, std::int64_t> false_alerts_;
  std::int64_t incidents_ = 0;  ///< of devices
  std::int64_t false_incidents_ = 0;
  std::int64_t campaigns_ = 0;
  std::int64_t recommendations_ = 0;
  Digest digest_;
  Digest incident_digest_;
};

}  // namespace picket::sim
