#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent_core/agent.h"
#include "sim/experiment/carry_stage.h"
#include "sim/experiment/judge.h"
#include "sim/sensor/sensor.h"

namespace picket::sim {

/// What became of a step of an attack on one device: an alert of a type that the attack expects rests on its evidence,
/// or one reason why none does.
enum class StepFate : std::uint8_t {
  kDetected,
  kNotCollected,   ///< nobody looked: no sensor or agent, a kind, path, interface or hub log that is not taken
  kNotVisible,     ///< the sensor cannot show it: polling, no PAM, IPv6 where only IPv4 is read
  kEvicted,        ///< pushed out of a full cache
  kMergedAway,     ///< merged until it no longer names the device, or withheld as a repeat
  kSampledOut,     ///< left out by the policy: not in the sample, over its rate, below its threshold
  kHeld,           ///< still on its way at the end of the run, or alerted only after it
  kDropped,        ///< lost: queue, timeout, size, a stopped agent
  kThrottled,      ///< the hub had no capacity for it
  kNoRuleMatched,  ///< delivered, and nothing that raises an expected alert matched
  kSuppressed,     ///< matched, and the alert was kept back: raised a while ago, or by a suppression rule
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(StepFate::kCount_)> kStepFateNames{
    "detected", "not_collected", "not_visible", "evicted",         "merged_away", "sampled_out",
    "held",     "dropped",       "throttled",   "no_rule_matched", "suppressed"};
constexpr std::string_view to_string(StepFate fate) { return kStepFateNames[static_cast<std::size_t>(fate)]; }

/// Where evidence ends, in the order of its way.
enum class EvidenceStage : std::uint8_t { kSensor, kAgent, kGateway, kQueue, kHub, kHubLog, kPipeline };
std::string_view to_string(EvidenceStage stage);

StepFate fate_of(SensorLoss loss);
StepFate fate_of(DropReason reason);
StepFate fate_of(CarryDrop reason);

/// Where a number of a step's events (or operations at a hub) ended.
struct StepEnd {
  EvidenceStage stage = EvidenceStage::kSensor;
  StepFate fate = StepFate::kNotCollected;
  std::string_view reason;
  std::uint64_t events = 0;
};

/// The account of one step: where each of its events ended, and what was found.
///
/// Model: a step of several events has the fate of those that came furthest; of several reasons at one stage, that of
///        most events (of as many, the one added first). In the pipeline: detected before raised after the end, before
///        suppressed, before no rule, before evidence that no longer names the device. Only steps that left evidence by
///        the end of the run have a fate: one whose time had not come is no miss.
struct StepAccount {
  std::uint64_t events = 0;           ///< that happened
  std::uint64_t arrived = 0;          ///< at the pipeline
  std::uint64_t arrived_nameless = 0; ///< of them: in observations that do not name the device
  std::vector<StepEnd> ended;         ///< of the others
  Judge::StepFindings findings;

  void end(EvidenceStage stage, StepFate fate, std::string_view reason, std::uint64_t n);
  std::uint64_t accounted_for() const;
  /// Law, once the run has ended: every event arrived or ended somewhere.
  bool balances() const { return accounted_for() == events; }
  /// Where those that came furthest ended, and what became of the step for that.
  StepEnd furthest() const;
};

}  // namespace picket::sim
