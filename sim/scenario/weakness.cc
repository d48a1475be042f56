#include "sim/scenario/weakness.h"

#include <array>

#include "agent_core/base/check.h"

namespace picket::sim {

std::string_view to_string(WeaknessKind kind) {
  static constexpr std::array<std::string_view, kWeaknessKinds> kWords{
      "open_port", "permissive_firewall", "failed_baseline", "shared_credentials", "weak_tls"};
  const auto index = static_cast<std::size_t>(kind);
  PICKET_CHECK(index < kWords.size(), "kind", index);
  return kWords[index];
}

ListeningPort listening_port_of(const Weakness& weakness) {
  return weakness.listening_port.value_or(ListeningPort{.port = 23, .address = {}});
}

FirewallRule firewall_rule_of(const Weakness& weakness) { return weakness.firewall_rule.value_or(FirewallRule{}); }

std::string baseline_check_of(const Weakness& weakness) {
  return weakness.baseline_check.value_or("CIS-embedded-linux-Authentication-5.3.1");
}

TlsVersion tls_version_of(const Weakness& weakness) { return weakness.tls_version.value_or(TlsVersion::kTls10); }

bool is_policy_of_chain(const FirewallRule& rule) {
  return rule.source.empty() && rule.destination.empty() && rule.port.empty();
}

RecommendationType recommendation_for(const Weakness& weakness) {
  switch (weakness.kind) {
    case WeaknessKind::kOpenPort: return RecommendationType::kOpenPorts;
    case WeaknessKind::kPermissiveFirewall: {
      const FirewallRule rule = firewall_rule_of(weakness);
      if (is_policy_of_chain(rule)) return RecommendationType::kPermissiveFirewallPolicy;
      return rule.chain == "OUTPUT" ? RecommendationType::kPermissiveOutputFirewallRules
                                    : RecommendationType::kPermissiveInputFirewallRules;
    }
    case WeaknessKind::kFailedBaseline: return RecommendationType::kBaseline;
    case WeaknessKind::kSharedCredentials: return RecommendationType::kSharedCredentials;
    case WeaknessKind::kWeakTls: return RecommendationType::kVulnerableTlsCipherSuite;
    case WeaknessKind::kCount_: break;
  }
  PICKET_CHECK(false, "kind", static_cast<int>(weakness.kind));
}

std::optional<WeaknessKind> kind_of(RecommendationType type) {
  switch (type) {
    case RecommendationType::kOpenPorts: return WeaknessKind::kOpenPort;
    case RecommendationType::kPermissiveFirewallPolicy:
    case RecommendationType::kPermissiveInputFirewallRules:
    case RecommendationType::kPermissiveOutputFirewallRules: return WeaknessKind::kPermissiveFirewall;
    case RecommendationType::kBaseline: return WeaknessKind::kFailedBaseline;
    case RecommendationType::kSharedCredentials: return WeaknessKind::kSharedCredentials;
    case RecommendationType::kVulnerableTlsCipherSuite: return WeaknessKind::kWeakTls;
    default: return std::nullopt;
  }
}

std::optional<EventKind> report_of(WeaknessKind kind) {
  switch (kind) {
    case WeaknessKind::kOpenPort: return EventKind::kListeningPorts;
    case WeaknessKind::kPermissiveFirewall: return EventKind::kFirewall;
    case WeaknessKind::kFailedBaseline: return EventKind::kBaseline;
    default: return std::nullopt;
  }
}

}  // namespace picket::sim
