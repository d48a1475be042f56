#include "sim/experiment/step_fate.h"

namespace picket::sim {

std::string_view to_string(EvidenceStage stage) {
  switch (stage) {
    case EvidenceStage::kSensor: return "sensor";
    case EvidenceStage::kAgent: return "agent";
    case EvidenceStage::kGateway: return "gateway";
    case EvidenceStage::kQueue: return "queue";
    case EvidenceStage::kHub: return "hub";
    case EvidenceStage::kHubLog: return "hub log";
    case EvidenceStage::kPipeline: return "pipeline";
  }
  return "";
}

StepFate fate_of(SensorLoss loss) {
  switch (loss) {
    case SensorLoss::kNoSensor:
    case SensorLoss::kInterfaceNotCaptured:
    case SensorLoss::kPathNotWatched:
      return StepFate::kNotCollected;
    case SensorLoss::kNotHooked:
    case SensorLoss::kTooShort:
      return StepFate::kNotVisible;
    case SensorLoss::kBacklog:
    case SensorLoss::kDiskFull:
    case SensorLoss::kCount_:
      break;
  }
  return StepFate::kDropped;
}

StepFate fate_of(DropReason reason) {
  switch (reason) {
    case DropReason::kNotCollected:
    case DropReason::kNotCarried:
    case DropReason::kAgentDead:
      return StepFate::kNotCollected;
    case DropReason::kIpVersion:
      return StepFate::kNotVisible;
    case DropReason::kCacheOverflow:
      return StepFate::kEvicted;
    case DropReason::kSuppressed:
      return StepFate::kMergedAway;
    case DropReason::kSampledOut:
    case DropReason::kRateLimited:
    case DropReason::kBelowThreshold:
      return StepFate::kSampledOut;
    case DropReason::kQueueFull:
    case DropReason::kOversize:
    case DropReason::kAgentMemory:
    case DropReason::kAgentStopped:
    case DropReason::kExpired:
    case DropReason::kCount_:
      break;
  }
  return StepFate::kDropped;
}

StepFate fate_of(CarryDrop) { return StepFate::kDropped; }

void StepAccount::end(EvidenceStage stage, StepFate fate, std::string_view reason, std::uint64_t n) {
  if (n == 0) return;
  for (StepEnd& known : ended) {
    if (known.stage != stage || known.reason != reason) continue;
    known.events += n;
    return;
  }
  ended.push_back({stage, fate, reason, n});
}

std::uint64_t StepAccount::accounted_for() const {
  std::uint64_t sum = arrived;
  for (const StepEnd& end : ended) sum += end.events;
  return sum;
}

StepEnd StepAccount::furthest() const {
  constexpr EvidenceStage kPipeline = EvidenceStage::kPipeline;
  // An absence is found although nothing arrived.
  if (findings.expected) return {kPipeline, StepFate::kDetected, "expected_alert", arrived};
  if (findings.after_end) return {kPipeline, StepFate::kHeld, "raised_after_horizon", arrived};
  if (findings.suppressed) return {kPipeline, StepFate::kSuppressed, "alert_kept_back", arrived};
  if (arrived > arrived_nameless) {
    return {kPipeline, StepFate::kNoRuleMatched, findings.other ? "other_alert" : "no_alert", arrived - arrived_nameless};
  }
  if (arrived > 0) return {kPipeline, StepFate::kMergedAway, "attribution_lost", arrived};
  StepEnd best;
  for (const StepEnd& one : ended) {
    if (best.events == 0 || one.stage > best.stage || (one.stage == best.stage && one.events > best.events)) best = one;
  }
  return best;
}

}  // namespace picket::sim
