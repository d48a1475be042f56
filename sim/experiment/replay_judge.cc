#include "sim/experiment/replay_judge.h"

#include <algorithm>

namespace picket::sim {
namespace {

/// A plot has room for some hundred marks; the counts go on.
constexpr std::size_t kMaxAlertsKept = 300;

/// The message that came last is the one that the alert had to wait for.
struct ReplayCompletion {
  const ReplayArrival* message = nullptr;
  Time event;
};

}  // namespace

void ReplayJudge::arrived(DeviceId device, std::uint32_t sequence, ReplayArrival arrival) {
  for (const MessageLabel& label : arrival.labels) {
    Evidence& evidence = evidence_[label.label.unit];
    evidence.events += label.label.events;
    evidence.first = std::min(evidence.first, arrival.enqueued);
  }
  arrivals_.insert_or_assign({device.value(), sequence}, std::move(arrival));
}

bool ReplayJudge::detects(const Finding& finding) {
  std::map<std::uint32_t, ReplayCompletion> completions;
  for (const picket::Evidence& evidence : finding.evidence) {
    const auto found = arrivals_.find({evidence.device.value(), evidence.sequence});
    if (found == arrivals_.end()) continue;
    for (const MessageLabel& label : labels_of_observation(found->second.labels, evidence.observation)) {
      ReplayCompletion& completion = completions[label.label.unit];
      if (completion.message == nullptr || found->second.enqueued > completion.message->enqueued) {
        completion = {&found->second, label.label.first_event};
      }
    }
  }
  for (const auto& [unit, completion] : completions) {
    if (detections_[unit] && detections_[unit]->time <= finding.time) continue;
    const ReplayArrival& message = *completion.message;
    DelayParts parts;
    parts.attack = (completion.event - trace_.units[unit].start).count_microseconds();
    parts.agent = (message.created - completion.event).count_microseconds();
    parts.network = (message.arrived - message.created).count_microseconds();
    parts.hub = (message.enqueued - message.arrived).count_microseconds();
    parts.pipeline = (finding.time - message.enqueued).count_microseconds();
    detections_[unit] = Detection{finding.time, finding.alert, parts, content_.pack_of(finding.rule)};
  }
  return !completions.empty();
}

void ReplayJudge::on_finding(const Finding& finding) {
  digest_.add(finding.time);
  digest_.add(static_cast<std::int64_t>(finding.alert) << 32 | finding.device.value());
  Alert alert{finding.time, finding.alert, !finding.absence && detects(finding), false};
  alert.notice = !alert.detection && content_.alert(finding.alert).is_notice;
  ++(alert.detection ? detecting_ : alert.notice ? notices_ : false_);
  if (alerts_.size() < kMaxAlertsKept && !alert.notice) alerts_.push_back(alert);
}

}  // namespace picket::sim
