#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/agent_configuration.h"
#include "pipeline_core/hub_watch/connection_window.h"
#include "pipeline_core/hub_watch/custom_alerts.h"
#include "pipeline_core/hub_watch/hub_configuration.h"
#include "pipeline_core/hub_watch/message_flood.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "pipeline_core/hub_watch/quota_starve.h"

namespace picket {

/// All numbers are estimates.
struct FleetSilenceSettings {
  Duration away = Duration::minutes(10);    ///< a device that stays disconnected so long is away
  Duration window = Duration::minutes(15);  ///< who went within it went at once; whole minutes
  double share = 0.3;                       ///< of a class's or a site's devices
  std::uint32_t min_devices = 5;
  double habit_factor = 2;  ///< over the most that went at once while learning
};

/// What the agentless analytics look at, beside the hub's own records.
struct HubWatchSettings {
  /// Twin metadata is collected (`disabledDataSources` lacks TwinData). Off: identities and manifests are not used,
  /// so there are no custom alerts and no recommendations that rest on them.
  bool twin_data = true;
  /// By name; each without `problems_of`. Elsewhere a group is its number in the order of the names.
  std::map<std::string, SecurityGroup> security_groups;
  /// Time windows wait this long for late records. Source of the delay: 20 s to 3 min, azure-monitor
  /// data-ingestion-time, 2022-03-21; the margin is ours.
  Duration log_lateness = Duration::minutes(5);
  /// Of a security message, where no record of its connection named one.
  HubProtocol message_protocol = HubProtocol::kMqtt;
  ConnectionSettings connections;
  FloodSettings flood;
  QuotaStarveSettings quota_starve;
  FleetSilenceSettings fleet_silence;
  AgentConfigurationSettings agent_configuration;
  IpFilterSettings ip_filter;
  /// Rules for the IP filter are recommended after so long a time of traffic from at most `ip_rules` networks
  /// (/24, IPv6 /48). Estimates; the hub takes 100 rules, and 256 networks are remembered.
  Duration ip_baseline = Duration::days(7);
  std::uint32_t ip_rules = 10;
};

/// Nothing disappears: what was given and what of it was not used.
struct HubWatchCounts {
  std::uint64_t identities = 0;       ///< records used
  std::uint64_t manifests = 0;        ///< used
  std::uint64_t configurations = 0;   ///< used
  std::uint64_t agent_configurations = 0;  ///< used
  std::uint64_t agent_settings_refused = 0;  ///< of them, with settings beyond the different ones that a shard keeps
  std::uint64_t unknown_devices = 0;  ///< identities, manifests and module twins of devices that are not registered
  std::uint64_t twin_data_off = 0;    ///< identities, manifests and module twins that may not be looked at
  std::uint64_t too_late = 0;         ///< activities of windows that had closed
  std::uint64_t origins_refused = 0;  ///< networks beyond what is remembered for recommended IP rules

  HubWatchCounts& operator+=(const HubWatchCounts& other) {
    identities += other.identities;
    manifests += other.manifests;
    configurations += other.configurations;
    agent_configurations += other.agent_configurations;
    agent_settings_refused += other.agent_settings_refused;
    unknown_devices += other.unknown_devices;
    twin_data_off += other.twin_data_off;
    too_late += other.too_late;
    origins_refused += other.origins_refused;
    return *this;
  }
};

}  // namespace picket
