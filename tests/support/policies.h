#pragma once

#include "agent_core/policy/policy.h"

// Presets in code, for tests and benches. The product's presets are data (scenarios/policies).

namespace picket::test {

[[gnu::noinline]] inline KindPolicy kind_policy(std::uint32_t key, Priority priority, std::uint32_t cache_size = 256) {
  KindPolicy kind;
  kind.collect = true;
  kind.aggregate = key != 0;
  kind.key = key;
  kind.priority = priority;
  kind.cache_size = cache_size;
  return kind;
}

inline constexpr std::uint32_t kFiveTuple =
    kKeyLocalAddress | kKeyRemoteAddress | kKeyLocalPort | kKeyRemotePort | kKeyProtocol;

inline Policy no_agent_policy() {
  Policy policy;
  policy.name = "agentless";
  return policy;
}

/// Every event of what happens, system information and heartbeat, in messages of one 4 KB block or after a second.
[[gnu::noinline]] inline Policy raw_policy() {
  Policy policy;
  policy.name = "raw";
  policy.generation = Generation::kStream;
  policy.encoding = Encoding::kG2FlatBuffers;
  for (std::size_t k = 0; k <= static_cast<std::size_t>(EventKind::kHeartbeat); ++k) {
    policy.of(static_cast<EventKind>(k)) = kind_policy(0, Priority::kMedium, 0);
  }
  policy.ipv6 = true;
  policy.extended_fields = true;
  policy.max_delay = Duration::seconds(1);
  policy.max_message_bytes = 4'096;
  policy.snapshot_interval = Duration::hours(24);
  policy.agent_version = "1.0.0";
  policy.module_name = "picket";
  return policy;
}

/// The C agent with the defaults of its twin. Source: defender.md 1.3, 1.4, 2.1, 2.2.
inline Policy g1_c_policy() {
  Policy policy;
  policy.name = "g1_c";
  policy.generation = Generation::kG1C;
  policy.encoding = Encoding::kG1Json;
  policy.of(EventKind::kProcess) = kind_policy(kKeyCommandline | kKeyExecutable | kKeyUser, Priority::kLow, 0);
  policy.of(EventKind::kNetwork) =
      kind_policy(kKeyCommandline | kKeyUser | kKeyDirection | kKeyRemoteAddress | kKeyProtocol | kKeyServicePort,
                  Priority::kLow, 0);
  policy.of(EventKind::kProcess).window = policy.of(EventKind::kNetwork).window = Duration::hours(1);
  policy.of(EventKind::kLogin) = kind_policy(0, Priority::kHigh, 0);
  policy.of(EventKind::kSystemInformation) = kind_policy(0, Priority::kLow, 0);
  policy.ipv6 = true;
  policy.intervals = {Duration::minutes(7), Duration::hours(5), Duration::hours(5)};
  policy.snapshot_interval = Duration::hours(13);
  policy.collect_interval = Duration::minutes(2);
  policy.max_message_bytes = 204'800;
  policy.cache_bytes = 2'560'000;
  policy.agent_version = "0.0.6";
  policy.module_name = "azureiotsecurity";
  return policy;
}

/// The C# agent with the defaults of its twin and local configuration. Source: defender.md 1.3, 1.4, 2.1, 2.2, 4.2.
inline Policy g1_csharp_policy() {
  Policy policy = g1_c_policy();
  policy.name = "g1_csharp";
  policy.generation = Generation::kG1Csharp;
  policy.of(EventKind::kProcess).overflow = policy.of(EventKind::kNetwork).overflow = Overflow::kDropOldest;
  policy.of(EventKind::kNetwork).key |= kKeyLocalAddress;
  policy.consumer_interval = Duration::minutes(2);
  policy.queue_overflow = Overflow::kDropOldest;
  return policy;
}

/// The agent for Azure RTOS with the defaults of its headers. Source: defender.md 1.5, 4.3.
inline Policy g2_rtos_policy() {
  Policy policy;
  policy.name = "g2_rtos";
  policy.generation = Generation::kG2Rtos;
  policy.encoding = Encoding::kG2FlatBuffers;
  policy.of(EventKind::kNetwork) = kind_policy(kFiveTuple, Priority::kHigh, 64);
  policy.of(EventKind::kNetwork).overflow = Overflow::kDropUpdates;
  policy.of(EventKind::kNetwork).per_ip_version = true;
  policy.of(EventKind::kSystemInformation) = kind_policy(0, Priority::kLow);
  policy.of(EventKind::kHeartbeat) = kind_policy(0, Priority::kLow);
  policy.ipv6 = true;
  policy.intervals = {Duration::seconds(10), Duration::seconds(30), Duration::seconds(60)};
  policy.first_collection_jitter = Duration::seconds(30);
  policy.max_message_bytes = 6'644;
  policy.agent_version = "3.5.4";
  policy.module_name = "defender-iot-micro-agent";
  return policy;
}

/// The Linux micro agent with its defaults. Source: defender.md 1.1, 1.2, 4.3, 4.4.
inline Policy g2_linux_policy() {
  Policy policy;
  policy.name = "g2_linux";
  policy.generation = Generation::kG2Linux;
  policy.encoding = Encoding::kG2FlatBuffers;
  policy.of(EventKind::kProcess) = kind_policy(kKeyCommandline | kKeyUser, Priority::kMedium);
  policy.of(EventKind::kNetwork) = kind_policy(kFiveTuple, Priority::kMedium);
  policy.of(EventKind::kDns) = kind_policy(kKeyName, Priority::kMedium);
  policy.of(EventKind::kLogin) = kind_policy(0, Priority::kMedium);
  policy.of(EventKind::kFile) = kind_policy(kKeyOperation | kKeyName, Priority::kLow);
  policy.of(EventKind::kPeripheral) = kind_policy(kKeyOperation | kKeyName, Priority::kLow);
  policy.of(EventKind::kSystemInformation) = kind_policy(0, Priority::kLow);
  policy.of(EventKind::kHeartbeat) = kind_policy(0, Priority::kLow);
  policy.intervals = {Duration::minutes(30), Duration::minutes(120), Duration::minutes(1'440)};
  policy.first_collection_jitter = Duration::seconds(30);
  policy.max_message_bytes = 262'144;
  policy.agent_version = "4.6.2";
  policy.module_name = "DefenderIotMicroAgent";
  return policy;
}

/// The reports of state that both agents of generation 1 make. Source: defender.md 1.3.
inline Policy with_g1_reports(Policy policy) {
  policy.of(EventKind::kListeningPorts) = policy.of(EventKind::kLocalUsers) = kind_policy(0, Priority::kHigh, 0);
  policy.of(EventKind::kFirewall) = policy.of(EventKind::kBaseline) = kind_policy(0, Priority::kLow, 0);
  return policy;
}

/// The agent's own log at its full length. Source: defender.md 1.3.
inline Policy with_g1_log(Policy policy) {
  policy.of(EventKind::kLog) = kind_policy(0, Priority::kLow, 0);
  return policy;
}

/// The rest of what the micro agent reports. Source: defender.md 1.1.
inline Policy with_g2_reports(Policy policy) {
  for (const EventKind kind : {EventKind::kBaseline, EventKind::kSbom, EventKind::kStatistics, EventKind::kLog}) {
    policy.of(kind) = kind_policy(0, Priority::kLow);
  }
  return policy;
}

/// Ours: windows of two hours, first sightings after 30 s.
inline Policy picket_policy() {
  Policy policy = g2_linux_policy();
  policy.name = "picket";
  policy.generation = Generation::kPicket;
  policy.of(EventKind::kNetwork).key = kKeyRemoteAddress | kKeyProtocol | kKeyDirection | kKeyServicePort;
  policy.of(EventKind::kLogin) = kind_policy(kKeyUser | kKeyRemoteAddress | kKeyOperation, Priority::kHigh);
  policy.of(EventKind::kFile).priority = Priority::kMedium;
  policy.of(EventKind::kPeripheral).priority = Priority::kHigh;
  for (const EventKind kind : {EventKind::kProcess, EventKind::kNetwork, EventKind::kDns, EventKind::kLogin}) {
    policy.of(kind).first_seen = true;
  }
  policy.ipv6 = true;
  policy.extended_fields = true;
  policy.max_delay = Duration::seconds(30);
  policy.agent_version = "1.0.0";
  policy.module_name = "picket";
  return policy;
}

}  // namespace picket::test
