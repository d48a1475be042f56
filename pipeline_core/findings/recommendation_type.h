#pragma once

#include <cstddef>
#include <cstdint>

namespace picket {

/// What is recommended. Values number the bits of a set.
enum class RecommendationType : std::uint8_t {
  // Resting on what agents report.
  kOpenPorts,
  kPermissiveFirewallPolicy,
  kPermissiveInputFirewallRules,
  kPermissiveOutputFirewallRules,
  kBaseline,
  kAgentSendsUnutilizedMessages,
  kTwinNotOptimal,
  kTwinConflict,
  kCisBenchmarks,  ///< a family: one for each group of checks, by Recommendation::subtype
  // Resting on the hub's records, identities and configuration.
  kSharedCredentials,
  kPrivilegedDockerOptions,
  kAcrAuthentication,
  kVulnerableTlsCipherSuite,
  kIpFilterDenyAll,
  kIpFilterPermissiveRule,
  kRecommendedIpRules,
  kInconsistentModuleSettings,
  kEdgeHubMemOptimize,
  kEdgeLoggingOptions,
  kEnableDiagnosticsLogs,
  kInstallAgent,
  kCount_,
};
inline constexpr std::size_t kAgentRecommendations = static_cast<std::size_t>(RecommendationType::kCisBenchmarks) + 1;
inline constexpr std::size_t kRecommendations = static_cast<std::size_t>(RecommendationType::kCount_);
static_assert(kRecommendations <= 64);

/// Its place in a set of types.
constexpr std::uint64_t bit_of(RecommendationType type) {
  return 1ULL << static_cast<unsigned>(type);
}

}  // namespace picket
