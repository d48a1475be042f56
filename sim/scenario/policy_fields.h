#pragma once

#include <array>
#include <span>

#include "agent_core/policy/policy.h"
#include "agent_core/publish/session.h"
#include "sim/scenario/field.h"
#include "sim/scenario/reduction_fields.h"

/// The fields of the agent's own types. They stand here and not beside the types, since the cores
/// do not know the simulator; the namespace is that of the types, where `describe` is looked for.
namespace picket {

namespace policy_words {

/// The words stand beside the enums, in the order of the enumerators.
template <class Enum, std::size_t N>
constexpr std::array<sim::EnumName<Enum>, N> named(const std::array<std::string_view, N>& words) {
  std::array<sim::EnumName<Enum>, N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = {static_cast<Enum>(i), words[i]};
  return out;
}

inline constexpr auto kGeneration = named<Generation>(kGenerationNames);
inline constexpr auto kPriority = named<Priority>(kPriorityNames);
inline constexpr auto kOverflow = named<Overflow>(kOverflowNames);
inline constexpr auto kProcessSensor = named<ProcessSensor>(kProcessSensorNames);
inline constexpr auto kNetworkSensor = named<NetworkSensor>(kNetworkSensorNames);
inline constexpr auto kLoginSensor = named<LoginSensor>(kLoginSensorNames);
inline constexpr auto kEncoding = std::to_array<sim::EnumName<Encoding>>(
    {{Encoding::kG1Json, "g1_json"}, {Encoding::kG2FlatBuffers, "g2_flatbuffers"}});
inline constexpr auto kDialect = named<JsonDialect>(kJsonDialectNames);
inline constexpr auto kCompression = named<Compression>(kCompressionNames);
inline constexpr auto kLogLevel = std::to_array<sim::EnumName<LogLevel>>({{LogLevel::kFatal, "fatal"},
                                                                         {LogLevel::kError, "error"},
                                                                         {LogLevel::kWarning, "warning"},
                                                                         {LogLevel::kInformation, "information"},
                                                                         {LogLevel::kDebug, "debug"}});
inline constexpr auto kBackoffGrowth = std::to_array<sim::EnumName<BackoffGrowth>>(
    {{BackoffGrowth::kDoubling, "doubling"}, {BackoffGrowth::kRandomStep, "random_step"}});
inline constexpr auto kTransport = named<Transport>(kTransportNames);
inline constexpr auto kTlsProtocol = named<TlsProtocol>(kTlsProtocolNames);
inline constexpr auto kKeyFields = [] {
  std::array<sim::BitName, kKeyFieldNames.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {std::uint32_t{1} << i, kKeyFieldNames[i]};
  return out;
}();

}  // namespace policy_words

inline std::span<const sim::EnumName<Generation>> enum_names(Generation) {
  return policy_words::kGeneration;
}
inline std::span<const sim::EnumName<BackoffGrowth>> enum_names(BackoffGrowth) {
  return policy_words::kBackoffGrowth;
}
inline std::span<const sim::EnumName<Encoding>> enum_names(Encoding) {
  return policy_words::kEncoding;
}
inline std::span<const sim::EnumName<JsonDialect>> enum_names(JsonDialect) {
  return policy_words::kDialect;
}
inline std::span<const sim::EnumName<Compression>> enum_names(Compression) {
  return policy_words::kCompression;
}
inline std::span<const sim::EnumName<Priority>> enum_names(Priority) {
  return policy_words::kPriority;
}
inline std::span<const sim::EnumName<Overflow>> enum_names(Overflow) {
  return policy_words::kOverflow;
}
inline std::span<const sim::EnumName<ProcessSensor>> enum_names(ProcessSensor) {
  return policy_words::kProcessSensor;
}
inline std::span<const sim::EnumName<NetworkSensor>> enum_names(NetworkSensor) {
  return policy_words::kNetworkSensor;
}
inline std::span<const sim::EnumName<LogLevel>> enum_names(LogLevel) {
  return policy_words::kLogLevel;
}
inline std::span<const sim::EnumName<LoginSensor>> enum_names(LoginSensor) {
  return policy_words::kLoginSensor;
}
inline std::span<const sim::EnumName<Transport>> enum_names(Transport) {
  return policy_words::kTransport;
}
inline std::span<const sim::EnumName<TlsProtocol>> enum_names(TlsProtocol) {
  return policy_words::kTlsProtocol;
}

template <class Visitor>
void describe(Visitor& v, KindPolicy& k) {
  using sim::Grade;
  v.field("collect", k.collect, {.says = "Whether events of this kind are collected at all."});
  v.field("aggregate", k.aggregate, {.says = "Whether equal events are merged into one observation with a count."});
  v.field("key", k.key,
          {.says = "Fields in which two events must agree to be merged.", .bits = policy_words::kKeyFields});
  v.field("priority", k.priority, {.says = "Decides the interval at which observations are sent."});
  v.field("window", k.window,
          {.says = "Aggregation window of generations g1_c and g1_csharp; others use the interval of the priority.",
           .min = 0,
           .max = 31 * 86'400.0});
  v.field("cache_size", k.cache_size,
          {.says = "Observations held before the overflow rule applies; 0 is bounded by agent_memory_limit only.",
           .min = 0,
           .max = 1'000'000,
           .grade = Grade::kPublished,
           .source = "micro agent twin settings: 256"});
  v.field("overflow", k.overflow,
          {.says = "What happens when the cache is full; drop_updates also loses repeats of what it holds."});
  v.field("per_ip_version", k.per_ip_version,
          {.says = "Network: cache_size entries for IPv4 and as many for IPv6; not with drop_oldest."});
  v.field("first_seen", k.first_seen, {.says = "Generation picket: a key that is new on the device is sent at once."});
  v.field("rare_lane_per_hour", k.rare_lane_per_hour,
          {.says = "Generation picket: first sightings of the kind sent at once per hour; null takes an equal share of "
                   "the policy's.",
           .min = 0,
           .max = kMaxLanePerHour});
  v.field("reduce", k.reduce,
          {.says = "Generation stream: how the events are reduced before they are sent; null sends each of them."});
}

/// `kinds:` of a policy: one entry for each kind of event.
template <class Visitor>
void describe(Visitor& v, std::array<KindPolicy, kEventKinds>& kinds) {
  const auto of = [&](EventKind kind) -> KindPolicy& { return kinds[static_cast<std::size_t>(kind)]; };
  v.field("process", of(EventKind::kProcess), {.says = "Processes started, forked and ended."});
  v.field("network", of(EventKind::kNetwork), {.says = "Network connections and attempts."});
  v.field("dns", of(EventKind::kDns), {.says = "Names resolved."});
  v.field("login", of(EventKind::kLogin), {.says = "Logins, logouts and failed logins."});
  v.field("file", of(EventKind::kFile), {.says = "Changes of watched files."});
  v.field("peripheral", of(EventKind::kPeripheral), {.says = "USB and Ethernet devices plugged in and out."});
  v.field("system_information", of(EventKind::kSystemInformation),
          {.says = "Operating system, hardware and firmware."});
  v.field("heartbeat", of(EventKind::kHeartbeat), {.says = "Sign of life without content."});
  v.field("listening_ports", of(EventKind::kListeningPorts), {.says = "Ports that something listens on."});
  v.field("local_users", of(EventKind::kLocalUsers), {.says = "Local users and their groups."});
  v.field("firewall", of(EventKind::kFirewall), {.says = "Rules of the firewall."});
  v.field("baseline", of(EventKind::kBaseline), {.says = "Checks of the operating system's baseline."});
  v.field("sbom", of(EventKind::kSbom), {.says = "Installed packages."});
  v.field("statistics", of(EventKind::kStatistics),
          {.says = "Generation 2: events that each collector sent and lost."});
  v.field("message_statistics", of(EventKind::kMessageStatistics),
          {.says = "Generation 1: messages sent, small and failed."});
  v.field("dropped_events", of(EventKind::kDroppedEvents),
          {.says = "Generation 1: events that came to each queue and were lost there."});
  v.field("log", of(EventKind::kLog), {.says = "The agent's own log."});
  v.field("configuration_error", of(EventKind::kConfigurationError),
          {.says = "Configuration that the agent could not use, or found unwise."});
  v.field("connected_hardware", of(EventKind::kConnectedHardware),
          {.says = "Generation 1: hardware connected to the device; only the C# agent for Windows collects it."});
}

/// `key:` of a gateway's merge, by kind of activity.
template <class Visitor>
void describe(Visitor& v, GatewayKeys& k) {
  const auto field = [&](std::string_view name, EventKind kind, std::string_view says) {
    v.field(name, k.of(kind), {.says = says, .bits = policy_words::kKeyFields});
  };
  field("process", EventKind::kProcess, "Processes; [] takes the key of the policy's agents, here and below.");
  field("network", EventKind::kNetwork, "Connections; a local_address in the key keeps children apart.");
  field("dns", EventKind::kDns, "Names resolved.");
  field("login", EventKind::kLogin, "Logins.");
  field("file", EventKind::kFile, "Changes of files.");
  field("peripheral", EventKind::kPeripheral, "Peripherals plugged in and out.");
}

template <class Visitor>
void describe(Visitor& v, GatewayMergePolicy& g) {
  using sim::Grade;
  v.field("window", g.window,
          {.says = "A gateway sends what it has merged once per window; its phase differs from gateway to gateway.",
           .min = 1,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .plausible = {60, 900}});
  v.field("key", g.key, {.says = "Fields in which observations must agree to be merged, by kind of event."});
  v.field("cache_size", g.cache_size,
          {.says = "Observations that a gateway holds before the overflow rule applies.",
           .min = 1,
           .max = 1'000'000,
           .grade = Grade::kEstimated,
           .plausible = {1'024, 16'384}});
  v.field("kept_children", g.kept_children,
          {.says = "A merged observation names the first so many children that contributed; 0 names none.",
           .min = 0,
           .max = kCountedChildren,
           .grade = Grade::kEstimated,
           .plausible = {1, 16}});
  v.field("overflow", g.overflow, {.says = "What happens when the cache is full: drop_oldest or drop_newest."});
}

/// `intervals:` of a policy, by priority.
template <class Visitor>
void describe(Visitor& v, std::array<Duration, 3>& intervals) {
  constexpr double kMax = 31 * 86'400.0;
  v.field("high", intervals[0], {.says = "Interval of priority high.", .min = 0, .max = kMax});
  v.field("medium", intervals[1],
          {.says = "Interval of priority medium; not used by generations g1_c and g1_csharp.", .min = 0, .max = kMax});
  v.field("low", intervals[2], {.says = "Interval of priority low.", .min = 0, .max = kMax});
}

template <class Visitor>
void describe(Visitor& v, Policy& p) {
  using sim::Grade;
  constexpr double kMonth = 31 * 86'400.0;
  v.field("name", p.name, {.says = "Name of the policy, for logs; empty means the name of its file or entry."});
  v.field("generation", p.generation,
          {.says = "Queue and trigger machinery of the agent; none means no agent at all.", .required = true});
  v.field("encoding", p.encoding, {.says = "How messages are written."});
  v.field("dialect", p.dialect,
          {.says = "Encoding g1_json: aggregates and times as the C or the C# agent writes them, or as the published "
                   "schema wants them."});
  v.field("compression", p.compression,
          {.says = "Compression of whole messages, with `wire: exact` only; zstd_dictionary trains its dictionary on "
                   "the messages of the warm-up."});
  v.field("kinds", p.kinds, {.says = "What is collected and how it is merged, by kind of event."});
  v.field("process_sensor", p.process_sensor, {.says = "How the agent learns of processes."});
  v.field("network_sensor", p.network_sensor, {.says = "How the agent learns of connections."});
  v.field("login_sensor", p.login_sensor, {.says = "How the agent learns of logins."});
  v.field("network_devices", p.network_devices,
          {.says = "Packet capture: interfaces that are captured; any means all of them.",
           .grade = Grade::kPublished,
           .source = "micro agent twin settings: eth0"});
  v.field("file_paths", p.file_paths,
          {.says = "Files: paths that are watched; an empty list means that no change is seen.",
           .grade = Grade::kPublished,
           .source = "micro agent twin settings: none"});
  v.field("file_recursive", p.file_recursive,
          {.says = "Files: whether the folders below a watched path are watched too.",
           .grade = Grade::kPublished,
           .source = "micro agent twin settings: true"});
  v.field("ipv6", p.ipv6, {.says = "Whether the network collector sees IPv6."});
  v.field("baseline_failures_only", p.baseline_failures_only,
          {.says = "Whether passed and skipped checks of the baseline are left out."});
  v.field("log_level", p.log_level, {.says = "Least severe line of the agent's own log that it reports."});
  v.field("extended_fields", p.extended_fields,
          {.says = "Encoding g2_flatbuffers: also write fields that the published schema does not know."});
  v.field("intervals", p.intervals, {.says = "Sending intervals by priority."});
  v.field("snapshot_interval", p.snapshot_interval,
          {.says = "Generations g1_c, g1_csharp and stream: interval of system information, heartbeat and reports.",
           .min = 0,
           .max = kMonth});
  v.field("collect_interval", p.collect_interval,
          {.says = "Generations g1_c and g1_csharp: interval at which the audit log is read.",
           .min = 0,
           .max = kMonth});
  v.field("consumer_interval", p.consumer_interval,
          {.says = "Generation g1_csharp: interval at which messages are built.", .min = 0, .max = kMonth});
  v.field("staggered_producers", p.staggered_producers,
          {.says = "Generation g1_csharp: collectors run one after the other within collect_interval."});
  v.field(
      "max_delay", p.max_delay,
      {.says =
           "Longest wait of an observation for company: of any with generation stream, of first sightings with picket.",
       .min = 0,
       .max = kMonth});
  v.field(
      "first_collection_jitter", p.first_collection_jitter,
      {.says = "The first collection comes after one to three times this, drawn per device.", .min = 0, .max = kMonth});
  v.field("max_message_bytes", p.max_message_bytes,
          {.says = "Largest message in bytes; IoT Hub takes up to 262,144.",
           .min = 512,
           .max = 262'144,
           .grade = Grade::kPublished,
           .source = "IoT Hub quotas"});
  v.field("cache_bytes", p.cache_bytes,
          {.says = "Generation g1_c: bytes of memory that all queues share; g1_csharp: what the queues have shares of.",
           .min = 0,
           .max = 1e9});
  v.field("queue_overflow", p.queue_overflow,
          {.says = "Generations g1_c and g1_csharp: what a queue over its budget loses, drop_newest or drop_oldest."});
  v.field("high_queue_share", p.high_queue_share,
          {.says = "Generation g1_csharp: share of cache_bytes of the queue of priority high; low has the rest.",
           .min = 0,
           .max = 1});
  v.field("operational_queue_share", p.operational_queue_share,
          {.says = "Generation g1_csharp: share of cache_bytes of the agent's own events, on top of the others.",
           .min = 0,
           .max = 1});
  v.field(
      "agent_memory_limit", p.agent_memory_limit,
      {.says = "Bytes at which the agent is killed; counted.", .min = 65'536, .max = 4e9, .grade = Grade::kEstimated,
       .plausible = {16'777'216, 67'108'864}});
  v.field("message_timeout", p.message_timeout,
          {.says = "Unsent messages older than this are dropped; 0 takes the limit of the client.",
           .min = 0,
           .max = 366 * 86'400.0});
  v.field("first_seen_memory", p.first_seen_memory,
          {.says = "Generation picket: keys remembered per device.", .min = 0, .max = 1 << 24});
  v.field("rare_lane_per_hour", p.rare_lane_per_hour,
          {.says = "Generation picket: first sightings sent at once per hour, shared equally by the kinds without a lane "
                   "of their own; further ones wait for the interval.",
           .min = 0,
           .max = 1'000'000});
  v.field("gateway_merge", p.gateway_merge,
          {.says = "How agents on gateways merge what their children's agents say; null: each device sends by itself."});
  v.field("agent_version", p.agent_version, {.says = "Version that the agent reports."});
  v.field("module_name", p.module_name, {.says = "Name of the agent's module identity."});
}

/// Own estimates of what goes into TLS; each may plausibly be off by a third, and may be what a capture shows.
template <class Visitor>
void describe(Visitor& v, AmqpEstimate& a) {
  using sim::Grade;
  constexpr double kMost = 65'536;
  const auto size = [&v](const char* name, Bytes& bytes, const char* says, double low, double high) {
    v.field(name, bytes, {.says = says, .min = 0, .max = kMost, .grade = Grade::kEstimated,
                          .source = "counted from the fields of OASIS AMQP 1.0; no capture", .plausible = {low, high}});
  };
  size("open_up", a.open_up, "Both protocol headers, SASL, OPEN, BEGIN and the links to $cbs, by the client, without names.", 350, 700);
  size("open_down", a.open_down, "The hub's answers to them.", 370, 750);
  size("token_up", a.token_up, "A put-token without its token and names.", 150, 310);
  size("token_down", a.token_down, "Its status.", 90, 180);
  size("link_up", a.link_up, "ATTACH of a link, without names.", 130, 270);
  size("link_down", a.link_down, "Its answer and FLOW, without names.", 170, 350);
  size("transfer", a.transfer, "Around a message's body: frame, performative, properties, interface id.", 100, 200);
  size("disposition", a.disposition, "Of a message that is accepted.", 17, 40);
  size("rejection", a.rejection, "Of a message that is rejected: its condition and a sentence.", 80, 300);
  size("twin_request", a.twin_request, "Around a patch of the twin, or a request for it.", 90, 180);
  size("twin_answer", a.twin_answer, "Around a twin's document, or a change that the hub tells.", 80, 160);
  size("empty_frame", a.empty_frame, "Keep-alive, by each side (AMQP 1.0, 2.4.5: 8).", 8, 12);
  size("close", a.close, "CLOSE or DETACH, by each side.", 15, 40);
  v.field("open_round_trips", a.open_round_trips,
          {.says = "Round trips from TLS to the link for messages: headers and SASL 2, OPEN to ATTACH 1, token 1.",
           .min = 1,
           .max = 20,
           .grade = Grade::kEstimated,
           .source = "pipelined as clients usually do",
           .plausible = {3, 7}});
}

template <class Visitor>
void describe(Visitor& v, HttpsEstimate& h) {
  using sim::Grade;
  constexpr double kMost = 65'536;
  const auto size = [&v](const char* name, Bytes& bytes, const char* says, double low, double high) {
    v.field(name, bytes, {.says = says, .min = 0, .max = kMost, .grade = Grade::kEstimated,
                          .source = "counted from the headers that it must have; no capture", .plausible = {low, high}});
  };
  size("request", h.request, "Line and headers of a request without host, identity and token.", 170, 500);
  size("answer", h.answer, "Status line and headers of 204 No Content.", 150, 500);
  size("error", h.error, "What a refusal says beyond that: a code and a sentence.", 80, 400);
  v.field("idle_timeout", h.idle_timeout,
          {.says = "How long a connection stays open for the next request; 0: each message opens its own.",
           .min = 0,
           .max = 3'600,
           .grade = Grade::kEstimated,
           .plausible = {0, 240}});
}

template <class Visitor>
void describe(Visitor& v, ClientPreset& c) {
  using sim::Grade;
  constexpr double kDay = 86'400;
  v.field("name", c.name, {.says = "Name of the client preset."});
  v.field("keep_alive", c.keep_alive,
          {.says = "MQTT keep-alive: the hub takes a client for lost after 1.5 times as long without a packet, at most 1767 s. AMQP: the "
                   "hub's idle time-out.",
           .min = 1,
           .max = 1'767,
           .grade = Grade::kPublished,
           .source = "IoT Hub MQTT support: at most 29.45 min"});
  v.field("ping_interval", c.ping_interval,
          {.says = "Silence after which the client pings; 0: the keep-alive, over AMQP half of it.",
           .min = 0,
           .max = 1'767,
           .grade = Grade::kPublished,
           .source = ".NET SDK: 75 s of its keep-alive of 300 s"});
  v.field("token_life", c.token_life,
          {.says = "Life of a SAS token; 0 means nothing to renew. Identities with certificates (auth_type: x509) have none.",
           .min = 0,
           .max = 366 * kDay,
           .grade = Grade::kPublished,
           .source = "SDK default: 60 min"});
  v.field(
      "token_renewal_margin", c.token_renewal_margin,
      {.says = "Time before the token's end at which the client renews it: MQTT by a new connection, AMQP on the open one; negative "
               "means after its end.",
       .min = -kDay,
       .max = 366 * kDay,
       .grade = Grade::kPublished,
       .source = "SDKs renew at 80 to 85 percent of the life"});
  v.field("connect_timeout", c.connect_timeout,
          {.says = "Longest wait for the answer to a connect.",
           .min = 1,
           .max = 600,
           .grade = Grade::kPublished,
           .source = "C SDK: 30 s"});
  v.field("acknowledge_timeout", c.acknowledge_timeout,
          {.says = "Longest wait for the acknowledgement of a message.",
           .min = 1,
           .max = 3'600,
           .grade = Grade::kPublished,
           .source = "C SDK: 60 s"});
  v.field("backoff_first", c.backoff_first,
          {.says = "Wait before the second retry (the first is immediate); grows from there.",
           .min = 0.01,
           .max = kDay,
           .grade = Grade::kPublished,
           .source = "C SDK: 1 s"});
  v.field("backoff_max", c.backoff_max,
          {.says = "Longest wait between retries.",
           .min = 0.01,
           .max = kDay,
           .grade = Grade::kPublished,
           .source = "Embedded C SDK: 100 s"});
  v.field("backoff_jitter", c.backoff_jitter,
          {.says = "Doubling waits: share of a wait that is random.", .min = 0, .max = 1, .grade = Grade::kEstimated, .plausible = {0.2, 0.8}});
  v.field("backoff_growth", c.backoff_growth,
          {.says = "How waits grow: doubling (C, Python), or random_step: backoff_first plus a random step times 2^n - 1 (Node, .NET).",
           .grade = Grade::kPublished,
           .source = "C SDK: doubling; SDKs for Node and .NET: random_step"});
  v.field("backoff_step_least", c.backoff_step_least,
          {.says = "Waits with a random step: its least.",
           .min = 0,
           .max = kDay,
           .grade = Grade::kPublished,
           .source = "Node SDK: 0; .NET SDK: 80 ms"});
  v.field("backoff_step_most", c.backoff_step_most,
          {.says = "Waits with a random step: its most.",
           .min = 0,
           .max = kDay,
           .grade = Grade::kPublished,
           .source = "Node SDK: 25 ms; .NET SDK: 120 ms"});
  v.field("throttle_suspicion", c.throttle_suspicion,
          {.says = "Connections lost in a row right after sending that make the client assume a throttle.",
           .min = 1,
           .max = 1'000,
           .grade = Grade::kEstimated,
           .plausible = {2, 5}});
  v.field(
      "throttled_backoff", c.throttled_backoff,
      {.says = "Least wait once the client assumes a throttle.", .min = 0, .max = kDay, .grade = Grade::kEstimated, .plausible = {30, 120}});
  v.field("throttled_step_most", c.throttled_step_most,
          {.says = "Waits with a random step, once the client assumes a throttle: the step is drawn between 0 and this.",
           .min = 0,
           .max = kDay,
           .grade = Grade::kPublished,
           .source = "Node SDK: 1.25 s"});
  v.field("throttled_backoff_max", c.throttled_backoff_max,
          {.says = "Waits with a random step, once the client assumes a throttle: the longest; 0: throttled_backoff.",
           .min = 0,
           .max = kDay,
           .grade = Grade::kPublished,
           .source = "Node SDK: 60 s"});
  v.field("max_queued_messages", c.max_queued_messages,
          {.says = "Messages that may wait; the newest beyond is refused and counted.",
           .min = 1,
           .max = 1'000'000,
           .grade = Grade::kEstimated,
           .plausible = {100, 10'000}});
  v.field("message_timeout", c.message_timeout,
          {.says = "A message that waits longer is dropped and counted.",
           .min = 1,
           .max = 366 * kDay,
           .grade = Grade::kPublished,
           .source = "micro agent twin: 2880 min"});
  v.field("transport", c.transport,
          {.says = "mqtt (TLS, port 8883), amqp (TLS, port 5671), either in a WebSocket (port 443), or https: a request for each "
                   "message, no twin and no connection that the hub knows of. Sizes over AMQP and HTTPS are estimates."});
  v.field("tls_version", c.tls_version,
          {.says = "Version of TLS; 1.3 has smaller records and connects in a round trip less.",
           .grade = Grade::kPublished,
           .source = "IoT Hub TLS support: 1.2 only"});
  v.field("tls_resumption", c.tls_resumption,
          {.says = "Whether a client resumes its TLS session when it reconnects, which saves the certificates; unknown of IoT Hub.",
           .grade = Grade::kEstimated});
  v.field("amqp", c.amqp, {.says = "Sizes of AMQP frames, own estimates: no source has any. Read with transport amqp and amqp_websocket."});
  v.field("https", c.https, {.says = "Sizes of HTTP headers, own estimates: no source has any. Read with transport https."});
}

}  // namespace picket
