#include "pipeline_core/findings/recommendation_catalogue.h"

#include <gtest/gtest.h>

#include <span>

namespace picket {
namespace {

struct DocumentedRecommendation {
  RecommendationType type;
  Severity severity;
  std::string_view name;
  std::string_view recommendation_type;
};

// By hand from the rows of defender.md 5.6 whose source is an agent. Two have no published type; the CIS
// groups have neither a published name nor a severity.
constexpr DocumentedRecommendation kDocumentedRows[] = {
    {RecommendationType::kOpenPorts, Severity::kMedium, "Open Ports on device", "IoT_OpenPorts"},
    {RecommendationType::kPermissiveFirewallPolicy, Severity::kMedium,
     "Permissive firewall policy found in one of the chains", "IoT_PermissiveFirewallPolicy"},
    {RecommendationType::kPermissiveInputFirewallRules, Severity::kMedium,
     "Permissive firewall rule in the input chain was found", "IoT_PermissiveInputFirewallRules"},
    {RecommendationType::kPermissiveOutputFirewallRules, Severity::kMedium,
     "Permissive firewall rule in the output chain was found", "IoT_PermissiveOutputFirewallRules"},
    {RecommendationType::kBaseline, Severity::kMedium, "Operation system baseline validation has failed",
     "IoT_Baseline"},
    {RecommendationType::kAgentSendsUnutilizedMessages, Severity::kLow, "Agent sends unutilized messages",
     "IoT_AgentSendsUnutilizedMessages"},
    {RecommendationType::kTwinNotOptimal, Severity::kLow, "Security twin configuration not optimal",
     "Security twin configuration not optimal"},
    {RecommendationType::kTwinConflict, Severity::kLow, "Security twin configuration conflict",
     "Security twin configuration conflict"},
};

// By hand from the other rows of defender.md 5.6; one has no published type.
constexpr DocumentedRecommendation kHubRows[] = {
    {RecommendationType::kSharedCredentials, Severity::kHigh,
     "Same authentication credentials used by multiple devices", "IoT_SharedCredentials"},
    {RecommendationType::kPrivilegedDockerOptions, Severity::kHigh,
     "High level permissions configured in IoT Edge model twin for IoT Edge module", "IoT_PrivilegedDockerOptions"},
    {RecommendationType::kAcrAuthentication, Severity::kMedium, "Service principal not used with ACR repository",
     "IoT_ACRAuthentication"},
    {RecommendationType::kVulnerableTlsCipherSuite, Severity::kMedium, "TLS cipher suite upgrade needed",
     "IoT_VulnerableTLSCipherSuite"},
    {RecommendationType::kIpFilterDenyAll, Severity::kMedium, "Default IP filter policy should be deny",
     "IoT_IPFilter_DenyAll"},
    {RecommendationType::kIpFilterPermissiveRule, Severity::kMedium, "IP filter rule includes a large IP range",
     "IoT_IPFilter_PermissiveRule"},
    {RecommendationType::kRecommendedIpRules, Severity::kMedium, "Recommended Rules for ip filter",
     "IoT_RecommendedIpRulesByBaseLine"},
    {RecommendationType::kInconsistentModuleSettings, Severity::kMedium,
     "SecurityGroup has inconsistent module settings", "IoT_InconsistentModuleSettings"},
    {RecommendationType::kEdgeHubMemOptimize, Severity::kLow, "IoT Edge Hub memory can be optimized",
     "IoT_EdgeHubMemOptimize"},
    {RecommendationType::kEdgeLoggingOptions, Severity::kLow, "No logging configured for IoT Edge module",
     "IoT_EdgeLoggingOptions"},
    {RecommendationType::kEnableDiagnosticsLogs, Severity::kLow, "Enable diagnostics logs in IoT Hub",
     "Enable diagnostics logs in IoT Hub"},
    {RecommendationType::kInstallAgent, Severity::kLow, "Install the Azure Security of Things Agent",
     "IoT_InstallAgent"},
};

void expect_rows(std::span<const DocumentedRecommendation> rows) {
  for (const DocumentedRecommendation& row : rows) {
    const RecommendationInfo& info = recommendation_info(row.type);
    EXPECT_EQ(info.name, row.name);
    EXPECT_EQ(info.recommendation_type, row.recommendation_type);
    EXPECT_EQ(info.severity, row.severity) << row.name;
    EXPECT_TRUE(info.description.ends_with('.') && info.remediation.ends_with('.')) << row.name;
  }
}

TEST(RecommendationCatalogue, holds_the_documented_recommendations_of_agents) {
  static_assert(std::size(kDocumentedRows) + 1 == kAgentRecommendations, "and the family of the CIS groups");
  expect_rows(kDocumentedRows);
  EXPECT_EQ(recommendation_info(RecommendationType::kCisBenchmarks).recommendation_type, "IoT_CISBenchmarks_");
}

TEST(RecommendationCatalogue, holds_the_documented_recommendations_of_the_hub) {
  static_assert(std::size(kHubRows) + kAgentRecommendations == kRecommendations);
  expect_rows(kHubRows);
}

}  // namespace
}  // namespace picket
