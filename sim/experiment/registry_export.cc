#include "sim/experiment/registry_export.h"

#include <utility>

namespace picket::sim {

RegistryExport::RegistryExport(const World& world, HubRegistry registry)
    : world_(world), registry_(std::move(registry)), next_(world.begin()) {}

void RegistryExport::submit_due(Time until, PipelineCore& pipeline) {
  for (; next_ <= until && next_ < world_.end(); next_ += kPeriod) submit(next_, pipeline);
}

void RegistryExport::submit(Time time, PipelineCore& pipeline) {
  const Scenario& scenario = world_.scenario();
  for (std::uint32_t h = 0; h < scenario.hubs.size(); ++h) {
    HubConfiguration configuration = scenario.hubs[h].configuration;
    configuration.time = time;
    configuration.hub = HubId(h);
    pipeline.submit(configuration);
    ++records_;
  }
  if (!scenario.pipeline.hub_watch.twin_data) return;
  for (std::uint32_t d = 0; d < world_.fleet().size(); ++d) {
    const DeviceId device(d);
    pipeline.submit(registry_.identity_of(device, time));
    ++records_;
    std::uint64_t settings = 0;
    if (const GroupEdgeManifest* manifest = registry_.edge_manifest(device, settings)) {
      pipeline.submit(EdgeManifest{time, device, manifest->modules, manifest->heads_enabled, manifest->heads_used, settings});
      ++records_;
    }
  }
}

ConservationLedger RegistryExport::ledger(const PipelineCounts& counts) const {
  const HubWatchCounts& used = counts.hub_watch;
  ConservationLedger ledger("identities, manifests and configurations");
  StageBalance& exported = ledger.stage("export");
  exported.produced = exported.delivered = records_;
  StageBalance& watched = ledger.stage("hub watch");
  watched.produced = records_;
  watched.delivered = static_cast<std::int64_t>(used.identities + used.manifests + used.configurations);
  watched.drop("unknown_device", static_cast<std::int64_t>(used.unknown_devices));
  watched.drop("twin_data_off", static_cast<std::int64_t>(used.twin_data_off));
  return ledger;
}

}  // namespace picket::sim
