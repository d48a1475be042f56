#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace picket {

/// Tactics of MITRE ATT&CK, Enterprise and ICS together; those that both matrices have are one.
/// Source: attack.mitre.org, Enterprise (14 tactics) and ICS (12 tactics, 3 of them only there).
enum class Tactic : std::uint8_t {
  kReconnaissance,
  kResourceDevelopment,
  kInitialAccess,
  kExecution,
  kPersistence,
  kPrivilegeEscalation,
  kDefenseEvasion,
  kCredentialAccess,
  kDiscovery,
  kLateralMovement,
  kCollection,
  kCommandAndControl,
  kExfiltration,
  kImpact,
  kEvasion,                  ///< ICS
  kInhibitResponseFunction,  ///< ICS
  kImpairProcessControl,     ///< ICS
  kCount_,
};

/// A set of tactics, one bit each.
using TacticSet = std::uint32_t;
constexpr TacticSet bit(Tactic tactic) {
  return TacticSet{1} << static_cast<unsigned>(tactic);
}

/// As MITRE writes it: "Command and Control".
std::string_view to_string(Tactic tactic);

/// The tactics that a Sigma rule's tags name ("attack.defense-evasion", "attack.defense_evasion").
/// Tags of techniques and other namespaces add nothing.
TacticSet tactics_of_tags(std::span<const std::string> tags);

}  // namespace picket
