#include "pipeline_core/fleet_interval.h"
#include "sim/experiment/lane.h"
#include "sim/experiment/weakness_score.h"

// What became of the world's weaknesses under the lane's policy.

namespace picket::sim {
namespace {

bool collects(const Policy& policy, EventKind report) {
  return policy.generation != Generation::kNone && policy.of(report).collect;
}

/// Under the policy, or under one that a change of its twin may lead to.
bool ever_collects(const Policy& policy, const TwinRollout* rollout, EventKind report) {
  if (collects(policy, report)) return true;
  for (std::uint32_t node = 1; rollout != nullptr && node < rollout->nodes(); ++node) {
    if (collects(rollout->policy(node), report)) return true;
  }
  return false;
}

}  // namespace

void Lane::collect_weaknesses(const WeaknessScore& score, WeaknessEvidence& evidence, LaneResult& result) {
  const WeaknessPlan& plan = world_.weaknesses();
  const PipelineSettings& pipeline = world_.scenario().pipeline;
  WeaknessScore::Sight sight;
  for (std::size_t k = 0; k < kWeaknessKinds; ++k) {
    const auto kind = static_cast<WeaknessKind>(k);
    const auto report = report_of(kind);
    sight.collected[k] = report ? ever_collects(policy_, world_.rollout_of(name_), *report)
                                : kind != WeaknessKind::kSharedCredentials || pipeline.hub_watch.twin_data;
  }
  for (std::uint32_t u = 0; u < plan.units().size(); ++u) {
    const WeakUnit& unit = plan.units()[u];
    if (gateways_.used()) sight.merged.push_back(gateways_.routes().is_child(unit.device));
    if (unit.kind != WeaknessKind::kSharedCredentials) continue;
    // The first export that shows the key; what follows is told at the next multiple of the fleet interval.
    Time at = world_.begin();
    while (at < unit.start) at += RegistryExport::kPeriod;
    if (at < unit.mend && at < world_.end()) evidence.recorded(u, next_multiple(at, pipeline.fleet_interval));
  }
  result.weaknesses = score.outcomes(evidence, sight);
  result.weakness_noise = score.noise();
}

}  // namespace picket::sim
