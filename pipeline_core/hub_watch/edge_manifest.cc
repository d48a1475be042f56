#include "pipeline_core/hub_watch/edge_manifest.h"

#include "pipeline_core/findings/recommendation_type.h"

namespace picket {

std::uint64_t recommendations_for(const EdgeManifest& manifest) {
  std::uint64_t found = 0;
  for (const EdgeModule& module : manifest.modules) {
    if (module.privileged || module.extensive_capabilities || module.host_network) {
      found |= bit_of(RecommendationType::kPrivilegedDockerOptions);
    }
    if (module.registry_is_acr && !module.service_principal) found |= bit_of(RecommendationType::kAcrAuthentication);
    if (module.logging_disabled) found |= bit_of(RecommendationType::kEdgeLoggingOptions);
  }
  if ((manifest.heads_enabled & ~manifest.heads_used) != 0) found |= bit_of(RecommendationType::kEdgeHubMemOptimize);
  return found;
}

std::uint64_t manifest_recommendations() {
  return bit_of(RecommendationType::kPrivilegedDockerOptions) | bit_of(RecommendationType::kAcrAuthentication) |
         bit_of(RecommendationType::kEdgeLoggingOptions) | bit_of(RecommendationType::kEdgeHubMemOptimize);
}

}  // namespace picket
