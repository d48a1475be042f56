#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/pipeline.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/replay_trace.h"
#include "sim/generate/message_store.h"
#include "sim/results/digest.h"

namespace picket::sim {

/// A message with labelled observations that reached the hub.
struct ReplayArrival {
  Time created;
  Time arrived;
  Time enqueued;
  std::vector<MessageLabel> labels;
};

/// Holds findings against the labels of a trace.
///
/// A recorded label says that there is an attack, not which alert should tell it, so any alert that
/// rests on an observation of a unit detects the unit; which alert it was is reported. Alerts that
/// rest on nothing labelled are notices (the product's notice types) or false.
class ReplayJudge final : public FindingSink {
 public:
  ReplayJudge(const ReplayTrace& trace, const PipelineContent& content)
      : trace_(trace), content_(content), detections_(trace.units.size()) {}

  /// Must be told of a labelled message before the pipeline gets it.
  void arrived(DeviceId device, std::uint32_t sequence, ReplayArrival arrival);
  void on_finding(const Finding& finding) override;
  void on_recommendation(const Recommendation&) override { ++recommendations_; }

  struct Detection {
    Time time;
    std::uint32_t alert = 0;
    DelayParts parts;
    Pack pack = Pack::kPicket;
  };
  struct Alert {
    Time time;
    std::uint32_t alert = 0;
    bool detection = false;
    bool notice = false;
  };
  struct Evidence {
    std::uint64_t events = 0;  ///< labelled raw events that reached the pipeline
    Time first = Time::max();  ///< enqueued time of the first
  };

  const std::optional<Detection>& detection(std::uint32_t unit) const { return detections_[unit]; }
  /// By unit; units without evidence are missing.
  const std::map<std::uint32_t, Evidence>& evidence() const { return evidence_; }
  std::int64_t detecting_alerts() const { return detecting_; }
  std::int64_t notices() const { return notices_; }
  std::int64_t false_alerts() const { return false_; }
  std::int64_t recommendations() const { return recommendations_; }
  /// The first ones, for a plot.
  const std::vector<Alert>& alerts() const { return alerts_; }
  const Digest& digest() const { return digest_; }

 private:
  bool detects(const Finding& finding);

  const ReplayTrace& trace_;
  const PipelineContent& content_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, ReplayArrival> arrivals_;  ///< by device and sequence
  std::map<std::uint32_t, Evidence> evidence_;
  std::vector<std::optional<Detection>> detections_;
  std::vector<Alert> alerts_;
  std::int64_t detecting_ = 0;
  std::int64_t notices_ = 0;
  std::int64_t false_ = 0;
  std::int64_t recommendations_ = 0;
  Digest digest_;
};

}  // namespace picket::sim
