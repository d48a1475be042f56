#include "pipeline_core/findings/recommendation_catalogue.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

struct Documented {
  RecommendationType type;
  Severity severity;
  std::string_view name;
  std::string_view recommendation_type;
};

// By hand from the rows of defender.md 5.6 whose source is an agent. Two have no published type; the CIS
// groups have neither a published name nor a severity.
constexpr Documented kRows[] = {
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

TEST(RecommendationCatalogue, holds_the_documented_recommendations_of_agents) {
  static_assert(std::size(kRows) + 1 == kAgentRecommendations, "and the family of the CIS groups");
  for (const Documented& row : kRows) {
    const RecommendationInfo& info = recommendation_info(row.type);
    EXPECT_EQ(info.name, row.name);
    EXPECT_EQ(info.recommendation_type, row.recommendation_type);
    EXPECT_EQ(info.severity, row.severity) << row.name;
    EXPECT_TRUE(info.description.ends_with('.') && info.remediation.ends_with('.')) << row.name;
  }
  EXPECT_EQ(recommendation_info(RecommendationType::kCisBenchmarks).recommendation_type, "IoT_CISBenchmarks_");
}

}  // namespace
}  // namespace picket
