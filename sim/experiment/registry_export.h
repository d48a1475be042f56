#pragma once

#include <cstdint>

#include "agent_core/base/time.h"
#include "pipeline_core/pipeline.h"
#include "sim/experiment/hub_registry.h"
#include "sim/generate/world.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// The analytics core's other input in a run: what it learns of the hubs once a day, beside messages and logs.
///
/// Model:  at the start of the warm-up and every 24 hours after it, before the end of the run, every hub's configuration
///         and every device's identity come, and the manifests of devices that run IoT Edge, all at one moment. Without
///         twin data there is no export of devices, so only configurations come.
/// Output: submitted by device, on the caller's thread, so nothing depends on threads or windows.
/// Cost:   about 0.2 us a device and export, and as much in the core after the first.
/// Limits: an export of a million devices takes the service longer than a moment. Nothing of it changes during a run.
/// Source: one hub *export devices* job a day, defender.md 7.3; when in the day is ours.
class RegistryExport {
 public:
  static constexpr Duration kPeriod = Duration::hours(24);

  RegistryExport(const World& world, HubRegistry registry);
  /// Hands over what is due up to and including `until`; call before the core is taken there.
  void submit_due(Time until, PipelineCore& pipeline);
  /// What was handed over is looked at, or counted as not. `counts`: the core's, since it was made.
  ConservationLedger ledger(const PipelineCounts& counts) const;

 private:
  void submit(Time time, PipelineCore& pipeline);

  const World& world_;
  HubRegistry registry_;
  Time next_;
  std::int64_t records_ = 0;
};

}  // namespace picket::sim
