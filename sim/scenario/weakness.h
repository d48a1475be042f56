#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/event/raw_event.h"
#include "pipeline_core/findings/recommendation_type.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/fleet/inventory.h"

namespace picket::sim {

/// What is wrong with a device, and which recommendations speak of it.
enum class WeaknessKind : std::uint8_t {
  kOpenPort,            ///< IoT_OpenPorts
  kPermissiveFirewall,  ///< IoT_PermissiveFirewallPolicy, IoT_PermissiveInputFirewallRules, ...OutputFirewallRules
  kFailedBaseline,      ///< IoT_Baseline
  kSharedCredentials,   ///< IoT_SharedCredentials
  kWeakTls,             ///< IoT_VulnerableTLSCipherSuite
  kCount_,
};
inline constexpr std::size_t kWeaknessKinds = static_cast<std::size_t>(WeaknessKind::kCount_);

/// "open_port", ...: the word in scenarios and results.
std::string_view to_string(WeaknessKind kind);

/// The devices that may get a weakness, and how many of them do.
struct WeaknessTargets {
  std::string device_class;            ///< empty: any class
  std::optional<std::uint32_t> site;   ///< number of a site, from 0 in the order of the fleet's groups; none: any
  double share = 1;                    ///< of those devices: the whole part of their number times this
  std::optional<std::uint32_t> count;  ///< in place of `share`
};

/// A labelled weakness: it is there on the drawn devices from `start` until before `mend`.
///
/// Of the parameters only those of the kind may be given. What is not given: port 23 over TCP at every address; the
/// policy of the chain INPUT is to allow; the check CIS-embedded-linux-Authentication-5.3.1, beside those of the class;
/// all drawn devices have one key; TLS 1.0.
struct Weakness {
  WeaknessKind kind = WeaknessKind::kOpenPort;
  WeaknessTargets targets;
  Duration start;                         ///< from the start of the measured period
  std::optional<Duration> mend;           ///< the same; none: it is never mended
  std::optional<ListeningPort> listening_port;
  std::optional<FirewallRule> firewall_rule;
  std::optional<std::string> baseline_check;
  std::optional<std::uint32_t> group_size;  ///< devices that have a key in common
  std::optional<TlsVersion> tls_version;
};

// The parameter of the kind, or what it is if not given.
ListeningPort listening_port_of(const Weakness& weakness);
FirewallRule firewall_rule_of(const Weakness& weakness);
std::string baseline_check_of(const Weakness& weakness);
TlsVersion tls_version_of(const Weakness& weakness);

/// A rule without addresses and port is a chain's policy.
bool is_policy_of_chain(const FirewallRule& rule);

/// The one type of recommendation that finds it.
RecommendationType recommendation_for(const Weakness& weakness);
/// The kind that recommendations of the type speak of; nothing for other types. The groups of the CIS benchmark are
/// left out: they say of IoT_Baseline which part.
std::optional<WeaknessKind> kind_of(RecommendationType type);
/// The report of the agent that shows it; nothing for what the hub sees.
std::optional<EventKind> report_of(WeaknessKind kind);

}  // namespace picket::sim
