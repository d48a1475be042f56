#include "pipeline_core/findings/recommendation_catalogue.h"

#include <array>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::array<RecommendationInfo, kAgentRecommendations> kAgentTypes{{
    {"Open Ports on device", "IoT_OpenPorts", Severity::kMedium, "Something on the device listens on a port.",
     "Close the ports that nobody needs and restrict the others to those who do."},
    {"Permissive firewall policy found in one of the chains", "IoT_PermissiveFirewallPolicy", Severity::kMedium,
     "A chain of the firewall lets everything pass that no rule names.",
     "Set the chain's policy to deny and allow what the device needs by rules."},
    {"Permissive firewall rule in the input chain was found", "IoT_PermissiveInputFirewallRules", Severity::kMedium,
     "A rule of the input chain allows traffic from a very wide range of addresses.",
     "Narrow the rule to the sources that need it."},
    {"Permissive firewall rule in the output chain was found", "IoT_PermissiveOutputFirewallRules", Severity::kMedium,
     "A rule of the output chain allows traffic to a very wide range of addresses.",
     "Narrow the rule to the destinations that the device needs."},
    {"Operation system baseline validation has failed", "IoT_Baseline", Severity::kMedium,
     "The system does not meet checks of the CIS benchmark for Linux.",
     "Follow the remediation that the report gives for each failed check."},
    {"Agent sends unutilized messages", "IoT_AgentSendsUnutilizedMessages", Severity::kLow,
     "A tenth or more of the agent's messages of the last day were smaller than the 4 KB that a message is billed for.",
     "Let the agent wait longer or gather more before it sends."},
    {"Security twin configuration not optimal", "Security twin configuration not optimal", Severity::kLow,
     "The agent found settings of its module twin that cost more than they need to.",
     "Compare the twin with the documented advice."},
    {"Security twin configuration conflict", "Security twin configuration conflict", Severity::kLow,
     "The agent found settings of its module twin that contradict each other.",
     "Correct the twin so that the settings agree."},
    {"CIS benchmark group has failed checks", "IoT_CISBenchmarks_", Severity::kMedium,
     "Checks of one group of the CIS benchmark fail on the device.",
     "Follow the remediation that the report gives for each failed check of the group."},
}};

}  // namespace

const RecommendationInfo& recommendation_info(RecommendationType type) {
  const auto index = static_cast<std::size_t>(type);
  PICKET_CHECK(index < kAgentTypes.size(), "type", index);
  return kAgentTypes[index];
}

}  // namespace picket
