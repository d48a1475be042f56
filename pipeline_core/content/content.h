#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/content/pack.h"
#include "pipeline_core/detectors/approved_packages.h"
#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/findings/catalogue.h"
#include "pipeline_core/hub_watch/detection.h"
#include "pipeline_core/intel/indicator_set.h"
#include "pipeline_core/pipeline.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// What raises findings besides loaded rules and the hub watch; their indexes follow the rules'.
enum class Model : std::uint8_t {
  kListedAddress,
  kListedDomain,
  kListedDownload,
  kListedFileHash,
  kNovelProcess,
  kRarePeer,
  kNovelLogin,
  kEgressVolume,
  kDeviceSilent,
  kActivityLevel,
  kFanOutLevel,
  kEgressSlow,
  kFailureLevel,
  kPeerShift,
  kBeacon,
  kRareSequence,
  kCount_,
};

/// Rules, indicators, alert catalogue: loaded once, immutable, shared by threads and forks.
/// Does no I/O: callers read the files and hand over text.
class PipelineContent {
 public:
  class Builder;

  const RuleSet& rules() const { return rules_; }
  const std::shared_ptr<const IndicatorSet>& indicators() const { return indicators_; }
  const AlertCatalogue& alerts() const { return alerts_; }

  /// Alert type of `Finding::alert`.
  const AlertType& alert(std::uint32_t index) const { return alerts_[index]; }
  std::size_t alert_count() const { return alerts_.size(); }
  /// By name ("Reverse shells") or type ("IoT_ReverseShell").
  std::optional<std::uint32_t> find_alert(std::string_view name) const { return alerts_.find(name); }
  /// Name for `Finding::rule`: the rule's title, or the model's word.
  std::string_view rule_title(std::uint32_t rule) const;
  std::uint32_t rule_index(Model model) const {
    return static_cast<std::uint32_t>(rules_.rules().size()) + static_cast<std::uint32_t>(model);
  }
  std::uint32_t rule_index(Detector detector) const {
    return rule_index(Model::kCount_) + static_cast<std::uint32_t>(detector);
  }
  /// Rules, models, detectors and the hub watch's detections: Finding::rule is below.
  std::size_t source_count() const { return packs_.size(); }
  std::uint32_t alert_of(Model model) const { return model_alerts_[static_cast<std::size_t>(model)]; }
  /// The hub watch's detections come last.
  std::uint32_t rule_index(HubDetection detection) const {
    return rule_index(Detector::kCount_) + static_cast<std::uint32_t>(detection);
  }
  std::uint32_t alert_of(Detector detector) const { return detector_alerts_[static_cast<std::size_t>(detector)]; }
  std::uint32_t alert_of(HubDetection detection) const { return hub_alerts_[static_cast<std::size_t>(detection)]; }
  const ApprovedPackages& approved_packages() const { return approved_packages_; }
  /// Pack of what raised a finding; `rule` is Finding::rule.
  Pack pack_of(std::uint32_t rule) const { return packs_[rule]; }
  /// False: the rule or model belongs to a pack that was not chosen, and nothing of it is raised.
  bool is_chosen(std::uint32_t rule) const { return chosen_.has(packs_[rule]); }
  /// Raised only in stage one (by device); such alerts are suppressed early.
  bool is_local(std::uint32_t alert) const { return local_[alert]; }

 private:
  PipelineContent() = default;
  RuleSet rules_;
  std::shared_ptr<const IndicatorSet> indicators_;
  AlertCatalogue alerts_;
  std::uint32_t model_alerts_[static_cast<std::size_t>(Model::kCount_)] = {};
  std::uint32_t detector_alerts_[kDetectors] = {};
  std::uint32_t hub_alerts_[kHubDetections] = {};
  ApprovedPackages approved_packages_;
  std::vector<Pack> packs_;  ///< by rule index: rules, models, detectors, the hub watch
  PackSet chosen_;
  std::vector<bool> local_;
};

/// Collects content, then seals it.
class PipelineContent::Builder {
 public:
  explicit Builder(const IndicatorSettings& indicators = {});
  ~Builder();
  /// Adds the rules of a file's text. Add files in a fixed order: it is the order of rule indexes.
  /// Output: number of rules added; problems are in `diagnostics`.
  std::size_t add_rule(std::string_view yaml_text, std::string_view file_name);
  /// The same for rules of others, which stand for the pack `sigma` whatever they raise.
  std::size_t add_foreign_rule(std::string_view yaml_text, std::string_view file_name);
  /// Only these packs raise findings; all do unless this is called.
  void choose(PackSet packs);
  /// Without any, every package counts as approved.
  void approve_package(std::string_view name, std::string_view version);
  /// Takes indicators, also by `read_feed`; sealed with the content.
  IndicatorSet::Builder& indicators() { return indicators_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  /// Resolves references between rules (may add diagnostics) and seals. Call once.
  std::shared_ptr<const PipelineContent> build();

 private:
  std::shared_ptr<PipelineContent> content_;
  IndicatorSet::Builder indicators_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace picket
