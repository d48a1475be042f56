#include "pipeline_core/hub_watch/edge_manifest.h"

#include "pipeline_core/hub_watch/detection.h"

namespace picket {

std::uint64_t recommendations_for(const EdgeManifest& manifest) {
  std::uint64_t found = 0;
  for (const EdgeModule& module : manifest.modules) {
    if (module.privileged || module.extensive_capabilities || module.host_network) {
      found |= bit_of(HubDetection::kPrivilegedDockerOptions);
    }
    if (module.registry_is_acr && !module.service_principal) found |= bit_of(HubDetection::kAcrAuthentication);
    if (module.logging_disabled) found |= bit_of(HubDetection::kEdgeLoggingOptions);
  }
  if ((manifest.heads_enabled & ~manifest.heads_used) != 0) found |= bit_of(HubDetection::kEdgeHubMemOptimize);
  return found;
}

std::uint64_t manifest_recommendations() {
  return bit_of(HubDetection::kPrivilegedDockerOptions) | bit_of(HubDetection::kAcrAuthentication) |
         bit_of(HubDetection::kEdgeLoggingOptions) | bit_of(HubDetection::kEdgeHubMemOptimize);
}

}  // namespace picket
