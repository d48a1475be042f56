#include "pipeline_core/hub_watch/edge_manifest.h"

#include <gtest/gtest.h>

#include <vector>

#include "pipeline_core/findings/recommendation_type.h"

namespace picket {
namespace {

std::uint64_t of(const EdgeModule& module) {
  const std::vector<EdgeModule> modules{EdgeModule{}, module};
  EdgeManifest manifest;
  manifest.modules = modules;
  return recommendations_for(manifest);
}

TEST(EdgeManifest, each_permission_that_is_too_high_is_enough) {
  EXPECT_EQ(of({}), 0u);
  EXPECT_EQ(of({.privileged = true}), bit_of(RecommendationType::kPrivilegedDockerOptions));
  EXPECT_EQ(of({.extensive_capabilities = true}), bit_of(RecommendationType::kPrivilegedDockerOptions));
  EXPECT_EQ(of({.host_network = true}), bit_of(RecommendationType::kPrivilegedDockerOptions));
}

TEST(EdgeManifest, an_image_from_acr_needs_a_service_principal) {
  EXPECT_EQ(of({.registry_is_acr = true}), bit_of(RecommendationType::kAcrAuthentication));
  EXPECT_EQ(of({.registry_is_acr = true, .service_principal = true}), 0u);
}

TEST(EdgeManifest, every_module_should_log) {
  EXPECT_EQ(of({.logging_disabled = true}), bit_of(RecommendationType::kEdgeLoggingOptions));
}

TEST(EdgeManifest, a_protocol_head_that_nobody_uses_costs_memory) {
  constexpr std::uint32_t kMqtt = 1U << static_cast<unsigned>(HubProtocol::kMqtt);
  constexpr std::uint32_t kAmqp = 1U << static_cast<unsigned>(HubProtocol::kAmqp);
  EdgeManifest manifest;
  manifest.heads_enabled = kMqtt | kAmqp;
  manifest.heads_used = kMqtt;
  EXPECT_EQ(recommendations_for(manifest), bit_of(RecommendationType::kEdgeHubMemOptimize));
  manifest.heads_used = kMqtt | kAmqp;
  EXPECT_EQ(recommendations_for(manifest), 0u);
}

}  // namespace
}  // namespace picket
