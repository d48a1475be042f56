#include "pipeline_core/findings/recommendation_catalogue.h"

#include <array>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::array<RecommendationInfo, kRecommendations> kTypes{{
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
    {"Same authentication credentials used by multiple devices", "IoT_SharedCredentials", Severity::kHigh,
     "Another device of the hub has the same key or certificate.", "Give every device credentials of its own."},
    {"High level permissions configured in IoT Edge model twin for IoT Edge module", "IoT_PrivilegedDockerOptions",
     Severity::kHigh, "A module runs with privileges that reach beyond its container.",
     "Take from the module's container options what it does not need."},
    {"Service principal not used with ACR repository", "IoT_ACRAuthentication", Severity::kMedium,
     "The device pulls from a container registry with the registry's own key.",
     "Give the device a service principal with the right to pull."},
    {"TLS cipher suite upgrade needed", "IoT_VulnerableTLSCipherSuite", Severity::kMedium,
     "Connections with a TLS that is known to be weak are made or allowed.",
     "Update the device's TLS and require version 1.2 of the hub."},
    {"Default IP filter policy should be deny", "IoT_IPFilter_DenyAll", Severity::kMedium,
     "The hub accepts connections from every address that no rule names.",
     "Add the addresses that are needed and deny the others by default."},
    {"IP filter rule includes a large IP range", "IoT_IPFilter_PermissiveRule", Severity::kMedium,
     "A rule of the hub's IP filter allows a very wide range of addresses.",
     "Narrow the rule to the networks that need it."},
    {"Recommended Rules for ip filter", "IoT_RecommendedIpRulesByBaseLine", Severity::kMedium,
     "All traffic of the last days came from a few networks, and the hub would accept any.",
     "Allow those networks and deny the others."},
    {"SecurityGroup has inconsistent module settings", "IoT_InconsistentModuleSettings", Severity::kMedium,
     "The device's Edge modules are set differently from most of its security group.",
     "Bring the device's modules in line with its group."},
    {"IoT Edge Hub memory can be optimized", "IoT_EdgeHubMemOptimize", Severity::kLow,
     "The Edge hub keeps protocol heads loaded that nobody uses.", "Switch off the heads that are not used."},
    {"No logging configured for IoT Edge module", "IoT_EdgeLoggingOptions", Severity::kLow,
     "A module keeps no log.", "Configure a log driver for the module."},
    {"Enable diagnostics logs in IoT Hub", "Enable diagnostics logs in IoT Hub", Severity::kLow,
     "Nobody can later read what happened at the hub.", "Send the hub's resource logs to a workspace."},
    {"Install the Azure Security of Things Agent", "IoT_InstallAgent", Severity::kLow,
     "The device has no security module, so nothing is reported from inside it.", "Install the security agent."},
}};

}  // namespace

const RecommendationInfo& recommendation_info(RecommendationType type) {
  const auto index = static_cast<std::size_t>(type);
  PICKET_CHECK(index < kTypes.size(), "type", index);
  return kTypes[index];
}

}  // namespace picket
