#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "agent_core/policy/gateway_merge_policy.h"
#include "agent_core/policy/reduction.h"

namespace picket {

/// The queue and trigger machinery: a closed set of strategies. What is collected, merged and
/// kept is data; any policy runs on any generation.
enum class Generation : std::uint8_t {
  kNone,     ///< no agent on the device (agentless)
  kG1C,      ///< High/Low/Operational queues, one shared byte budget, 1 s publisher tick, padding
  kG2Linux,  ///< per-collector caches, priority intervals, ticks that coincide share a message
  kStream,   ///< sends when `max_message_bytes` are full or `max_delay` has passed (raw)
  kPicket,   ///< windows per priority, rare events and first sightings in a lane of their own
  kG2Rtos,   ///< fixed pools, priority intervals in seconds, one message a tick, no backlog
  kG1Csharp,  ///< queues with a byte budget each that drop their oldest, sizes in UTF-16, 2 min builder tick
};
inline constexpr std::array<std::string_view, 7> kGenerationNames{"none",   "g1_c",    "g2_linux", "stream",
                                                                  "picket", "g2_rtos", "g1_csharp"};
constexpr std::string_view to_string(Generation generation) {
  return kGenerationNames[static_cast<std::size_t>(generation)];
}
/// The agents with aggregators, a High, a Low and an Operational queue (defender.md 4.1, 4.2).
constexpr bool is_generation_1(Generation generation) {
  return generation == Generation::kG1C || generation == Generation::kG1Csharp;
}

enum class Priority : std::uint8_t { kHigh, kMedium, kLow, kCount_ };
inline constexpr std::size_t kPriorities = static_cast<std::size_t>(Priority::kCount_);
inline constexpr std::array<std::string_view, kPriorities> kPriorityNames{"high", "medium", "low"};
constexpr std::string_view to_string(Priority priority) { return kPriorityNames[static_cast<std::size_t>(priority)]; }

/// What happens when a cache is full. `picket` never displaces: see FloodClasses.
enum class Overflow : std::uint8_t {
  kDropOldest,
  kDropNewest,
  /// As kDropNewest, and a repeat of an entry that is held is lost as well: room is taken before the
  /// look-up (g2_rtos, defender.md 4.3).
  kDropUpdates,
};
inline constexpr std::array<std::string_view, 3> kOverflowNames{"drop_oldest", "drop_newest", "drop_updates"};
constexpr std::string_view to_string(Overflow overflow) { return kOverflowNames[static_cast<std::size_t>(overflow)]; }

/// How the sensors on this device see the world (sim/sensor; live: the collectors).
enum class ProcessSensor : std::uint8_t { kNone, kAuditd, kProcConnector, kPolling };
enum class NetworkSensor : std::uint8_t { kNone, kAuditd, kPacketCapture };
enum class LoginSensor : std::uint8_t { kNone, kAuditd, kUtmp, kPam };
inline constexpr std::array<std::string_view, 4> kProcessSensorNames{"none", "auditd", "proc_connector", "polling"};
inline constexpr std::array<std::string_view, 3> kNetworkSensorNames{"none", "auditd", "packet_capture"};
inline constexpr std::array<std::string_view, 4> kLoginSensorNames{"none", "auditd", "utmp", "pam"};
constexpr std::string_view to_string(ProcessSensor sensor) {
  return kProcessSensorNames[static_cast<std::size_t>(sensor)];
}
constexpr std::string_view to_string(NetworkSensor sensor) {
  return kNetworkSensorNames[static_cast<std::size_t>(sensor)];
}
constexpr std::string_view to_string(LoginSensor sensor) { return kLoginSensorNames[static_cast<std::size_t>(sensor)]; }

/// Bits of `KindPolicy::key`: which fields make two events "the same".
enum KeyField : std::uint32_t {
  kKeyCommandline = 1U << 0,
  kKeyExecutable = 1U << 1,
  kKeyUser = 1U << 2,
  kKeyOperation = 1U << 3,
  kKeyLocalAddress = 1U << 4,
  kKeyRemoteAddress = 1U << 5,
  kKeyLocalPort = 1U << 6,
  kKeyRemotePort = 1U << 7,
  kKeyProtocol = 1U << 8,
  kKeyDirection = 1U << 9,
  kKeyName = 1U << 10,   ///< DNS name, file path, peripheral name
  kKeyServicePort = 1U << 11,  ///< remote port of outbound, local port of inbound flows: no ephemeral port
};
/// Words of the bits of KeyField, from bit 0 on.
inline constexpr std::array<std::string_view, 12> kKeyFieldNames{
    "commandline", "executable",  "user",     "operation", "local_address", "remote_address",
    "local_port",  "remote_port", "protocol", "direction", "name",          "service_port"};

/// picket: most first sightings of one kind an hour; a device counts them in one byte.
inline constexpr std::uint32_t kMaxLanePerHour = 255;

/// Policy for one kind of event.
struct KindPolicy {
  bool collect = false;
  bool aggregate = true;            ///< false: every event is an observation of its own
  std::uint32_t key = 0;            ///< KeyField bits
  Priority priority = Priority::kMedium;
  Duration window;                  ///< aggregation window of g1 (PT1H); others use the priority's interval
  std::uint32_t cache_size = 256;   ///< entries; 0: bounded by agent_memory_limit only (g1)
  Overflow overflow = Overflow::kDropOldest;
  bool per_ip_version = false;      ///< flows: cache_size entries for IPv4 and as many for IPv6; drops no oldest
  bool first_seen = false;          ///< picket: a key never seen on this device is sent at once
  /// picket: first sightings of the kind that leave at once, an hour; none: an equal share of the policy's.
  std::optional<std::uint32_t> rare_lane_per_hour;
  std::optional<Reduction> reduce;  ///< stream: how the events are reduced; none: each is sent
  bool operator==(const KindPolicy&) const = default;
};

/// Everything that decides what is collected, merged, kept, dropped and when it is sent.
/// Presets are data files (scenarios/policies); field names equal the YAML keys.
struct Policy {
  std::string name;
  Generation generation = Generation::kNone;
  Encoding encoding = Encoding::kG2FlatBuffers;
  JsonDialect dialect = JsonDialect::kCAgent;       ///< encoding g1_json: how aggregates and times are written
  Compression compression = Compression::kNone;     ///< of whole messages; what budgets count is the size before it
  std::array<KindPolicy, kEventKinds> kinds{};

  ProcessSensor process_sensor = ProcessSensor::kNone;
  NetworkSensor network_sensor = NetworkSensor::kNone;
  LoginSensor login_sensor = LoginSensor::kNone;
  /// Packet capture: the interfaces that are captured, by name; "any" stands for all of them.
  std::vector<std::string> network_devices{"any"};
  std::vector<std::string> file_paths{"/"};  ///< inotify: what is watched; nothing else is seen
  bool file_recursive = true;                ///< ... and the folders below it
  bool ipv6 = false;             ///< the network collector sees IPv6
  /// The baseline collector reports failed checks and errors only: generation 1, and generation 2 before
  /// 4.2.4 (defender.md 10).
  bool baseline_failures_only = false;
  LogLevel log_level = LogLevel::kInformation;  ///< least severe line of the agent's log that is reported
  /// Generation 2 encoding: also write our trailing fields (hit count and direction of flows, first
  /// and last times), which the published schema does not know.
  bool extended_fields = false;

  std::array<Duration, 3> intervals{};  ///< by Priority: g1 high/-/low frequency, g2 priority intervals
  Duration snapshot_interval;           ///< system information, heartbeat and reports of g1 (PT13H) and stream
  Duration collect_interval;            ///< g1: triggered collectors run every PT2M; g1_csharp: producerInterval
  Duration consumer_interval;           ///< g1_csharp: the message builder runs every 00:02:00
  /// g1_csharp: generators start one after the other within the first interval, as the documentation
  /// intends; false: all start one interval after the agent, as its scheduler does.
  bool staggered_producers = false;
  Duration max_delay;                   ///< stream: an observation waits at most this long
  Duration first_collection_jitter;     ///< g2, g2_rtos: first tick at now + U[1, 3) of it (30..89 s at 30 s)
  std::uint32_t max_message_bytes = 204'800;
  std::uint32_t cache_bytes = 2'560'000;  ///< g1: one budget shared by all queues; g1_csharp: see the shares
  Overflow queue_overflow = Overflow::kDropNewest;  ///< g1, g1_csharp: what a queue over its budget loses
  double high_queue_share = 0.5;         ///< g1_csharp: of cache_bytes; the Low queue has the rest
  double operational_queue_share = 0.1;  ///< g1_csharp: of cache_bytes, on top of the two others
  std::uint32_t agent_memory_limit = 33'554'432;  ///< bytes; reaching it kills the agent (counted)
  Duration message_timeout;             ///< unsent messages are dropped after this (g2: 2,880 min)
  std::uint32_t first_seen_memory = 4'096;    ///< picket: remembered key hashes per device, as a bounded filter
  /// picket: first sightings beyond this wait for the window; shared equally by the kinds without a lane of their own.
  std::uint32_t rare_lane_per_hour = 60;
  /// Agents on gateways merge their children's observations; none: each device sends by itself.
  std::optional<GatewayMergePolicy> gateway_merge;
  std::string agent_version;
  std::string module_name;

  const KindPolicy& of(EventKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  KindPolicy& of(EventKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
};

}  // namespace picket
