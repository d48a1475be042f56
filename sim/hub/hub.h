#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "agent_core/publish/transport.h"
#include "sim/hub/cloud_to_device_queue.h"
#include "sim/hub/configuration_fields.h"
#include "sim/hub/endpoint_settings.h"
#include "sim/hub/message_routes.h"
#include "sim/hub/operation.h"
#include "sim/hub/partitions.h"
#include "sim/hub/sku.h"
#include "sim/hub/throttle_limits.h"
#include "sim/hub/twin_limits.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// A new hub, but that its log goes to the workspace: all that a run writes of it unless a setting takes more.
inline HubConfiguration default_configuration() {
  HubConfiguration configuration;
  configuration.diagnostic_settings = {{"workspace", {"Connections", "DeviceTelemetry", "C2DTwinOperations"}}};
  return configuration;
}

/// One IoT Hub as the scenario describes it.
struct HubSettings {
  std::string name = "hub";
  Sku sku = Sku::kS1;
  std::uint32_t units = 0;             ///< 0: sized by the tier rule so that nothing is throttled
  double throttle_burst_seconds = 90;  ///< depth of the token bucket, in seconds of the limit
  double throttle_queue_seconds = 60;  ///< depth of the shaping queue, in seconds of the limit
  double throttle_wait_seconds = 60;   ///< longest wait in the queue
  /// From arrival at the gateway to the enqueued time, in seconds.
  Distribution ingress_latency{Distribution::Kind::kLognormal, 0.09, 0.6, 10};
  /// From a connection event to its record in the operation log, in seconds.
  Distribution log_latency{Distribution::Kind::kLognormal, 60, 0.5, 600};
  HubConfiguration configuration = default_configuration();  ///< its time and hub are the run's
  std::uint32_t partitions = kDefaultPartitions;  ///< of the built-in endpoint
  Duration retention = Duration::days(1);         ///< of the built-in endpoint
  std::vector<std::string> consumer_groups{"$Default"};
  EndpointReader reader{};
  std::vector<HubRoute> routes{};
  bool fallback_route = true;
};

/// What one message of a paid tier's quota holds, of telemetry and of twin operations alike; F1 counts in smaller ones.
/// Source: iot-hub-devguide-pricing, 2023-02-09.
inline constexpr std::int64_t kPaidBlockBytes = 4'096;

/// Limits of a hub of `units` units. Source: IoT Hub quotas and throttling, 2023-02-09.
struct HubLimits {
  double sends_per_second = 0;  ///< infinite for a hub without limits
  double connects_per_second = 0;
  double twin_reads_per_minute = 0;    ///< 0 on a basic tier, which has no twins
  double twin_updates_per_minute = 0;  ///< by the back end and by devices together
  std::array<double, kHubThrottles> tokens_per_minute{};  ///< of every throttle; 0 where the tier has not what it throttles
  std::int64_t daily_blocks = 0;  ///< messages of block_bytes a day, all units
  std::int64_t block_bytes = kPaidBlockBytes;
  std::int64_t identities = 1'000'000;  ///< devices and modules together
  std::int64_t message_bytes = 262'144;
};
/// Errors: `units` outside [1, max_units(sku)] is a caller's bug.
HubLimits limits_of(Sku sku, std::uint32_t units);
/// Neither throttle nor quota; block size and identity limit stay. What the tier rule measures on.
HubLimits unlimited(Sku sku);

/// Size that IoT Hub meters: body plus values of system properties plus names and values of
/// application properties. Source: iot-hub-devguide-messages-construct, 2022-02-07.
Bytes metered_size(Bytes body, Bytes system_property_values, Bytes application_properties);
/// Blocks charged for one message; an empty message costs one.
std::int64_t blocks_of(Bytes metered, std::int64_t block_bytes);
/// Values of the system properties of every security message: content type, content encoding and
/// interface id; 58 bytes.
inline constexpr Bytes kSecurityPropertyValues{
    static_cast<std::int64_t>(std::string_view("application/json").size() + std::string_view("utf-8").size() +
                              std::string_view("urn:azureiot:Security:SecurityAgent:1").size())};

/// A token that was made by a clock which is further off than this is refused.
/// Source: iot-hub.md 4.2; troubleshoot-error-codes, 401003, 2026-01-06.
inline constexpr Duration kTokenClockSkew = Duration::minutes(5);

/// Error codes in the hub's own numbers. Source: troubleshoot-error-codes, 2026-01-06.
namespace hub_code {
inline constexpr std::uint32_t kOk = 0;
inline constexpr std::uint32_t kThrottling = 429'001;
inline constexpr std::uint32_t kThrottleBacklogLimitExceeded = 429'002;
inline constexpr std::uint32_t kThrottlingBacklogTimeout = 429'003;
inline constexpr std::uint32_t kQuotaExceeded = 403'002;
inline constexpr std::uint32_t kMessageTooLarge = 413'001;
inline constexpr std::uint32_t kUnauthorized = 401'003;
inline constexpr std::uint32_t kConnectionForcefullyClosedOnNewConnection = 400'027;
inline constexpr std::uint32_t kDeviceConnectionClosedRemotely = 404'104;
inline constexpr std::uint32_t kServerBusy = 503'005;
// The hub is upgraded: the connection is closed, and for a moment not taken back. Source: workload survey 4, F05.
inline constexpr std::uint32_t kClosedForMaintenance = 400'029;
inline constexpr std::uint32_t kReconnectTooEarly = 400'030;
// Of operations alone. 404103 has that number in the page's text and 404102 in its table.
inline constexpr std::uint32_t kInvalidFileUploadCorrelationId = 400'015;
inline constexpr std::uint32_t kDeviceMaximumQueueDepthExceeded = 403'004;
inline constexpr std::uint32_t kDeviceMaximumActiveFileUploadLimitExceeded = 403'006;
inline constexpr std::uint32_t kOperationNotAvailableInCurrentTier = 403'010;
inline constexpr std::uint32_t kDeviceNotFound = 404'001;
inline constexpr std::uint32_t kDeviceNotOnline = 404'103;
inline constexpr std::uint32_t kDeviceMessageLockLost = 412'002;
inline constexpr std::uint32_t kArgumentInvalid = 400'004;
inline constexpr std::uint32_t kDeviceAlreadyExists = 409'001;
/// Refused for want of capacity: a throttle or the day's quota.
constexpr bool is_over_limit(std::uint32_t code) {
  return code == kThrottling || code == kThrottleBacklogLimitExceeded || code == kThrottlingBacklogTimeout || code == kQuotaExceeded;
}
}  // namespace hub_code

/// What a hub did. Two laws hold (see `refused_sends`):
///   sends    = messages_accepted + refused_sends()
///   connects = connects_accepted + connects_throttled + connects_unknown_identity + connects_bad_token + connects_unavailable
struct HubCounts {
  std::int64_t sends = 0;  ///< calls of `send`
  std::int64_t messages_accepted = 0;
  std::int64_t blocks = 0;         ///< of messages and of operations: what the quota was charged
  std::int64_t bytes_metered = 0;  ///< of messages
  std::int64_t messages_delayed = 0;  ///< accepted after a wait in the shaping queue
  Duration delay_total;               ///< sum of these waits
  Duration delay_longest;
  std::int64_t connects = 0;  ///< calls of `connect`
  std::int64_t connects_accepted = 0;
  std::int64_t connects_throttled = 0;  ///< 429002 and 429003 together
  std::int64_t connects_unknown_identity = 0;
  std::int64_t connects_bad_token = 0;
  std::int64_t connects_unavailable = 0;  ///< 503005 and 400030: the hub was down or about to be upgraded
  std::int64_t connections_replaced = 0;  ///< 400027, part of connects_accepted
  std::int64_t throttled_429002 = 0;
  std::int64_t throttled_429003 = 0;
  std::int64_t over_quota_403002 = 0;
  std::int64_t too_large_413001 = 0;
  std::int64_t not_connected = 0;
  std::int64_t unknown_identity_401003 = 0;  ///< sends only
  std::int64_t unavailable_503005 = 0;       ///< sends only
  // Demand: what was refused for a throttle or the quota counts too, because sizing asks what
  // would have been needed. By clock second and by UTC day of arrival.
  std::int64_t busiest_second_messages = 0;
  std::int64_t busiest_second_connects = 0;
  std::int64_t busiest_day_blocks = 0;  ///< operations among them
  // The same by clock minute, for their throttles are judged in ranges of minutes and lose nothing: what they refuse is
  // answered and tried again.
  std::int64_t busiest_minute_twin_reads = 0;
  std::int64_t busiest_minute_twin_updates = 0;
  // Of others that use the same hub, no demand of ours; their requests as far as somebody of ours asked after them.
  std::int64_t blocks_of_others = 0;
  std::int64_t requests_of_others = 0;
  std::int64_t requests_of_others_throttled = 0;
  // What waited too long, up to the last `take_expired`. Cloud-to-device messages obey
  //   accepted sends = completed + messages_expired + those that still wait.
  std::int64_t messages_expired = 0;  ///< cloud-to-device messages that nobody completed in their time to live
  std::int64_t uploads_expired = 0;   ///< uploads that nobody completed while their address was good
  std::int64_t expired_not_named = 0;  ///< of both: more than `take_expired` names
  std::array<OperationCounts, kHubOperations> operations;
  /// Of the fleet's own business, which uses up the same quota and throttles and is no demand of security's: not in what is above.
  std::array<OperationCounts, kHubOperations> business_operations{};
  std::int64_t blocks_of_business = 0;

  const OperationCounts& of(HubOperation operation) const { return operations[static_cast<std::size_t>(operation)]; }
  const OperationCounts& of_business(HubOperation operation) const { return business_operations[static_cast<std::size_t>(operation)]; }
  std::int64_t refused_sends() const {
    return throttled_429002 + throttled_429003 + over_quota_403002 + too_large_413001 + not_connected +
           unknown_identity_401003 + unavailable_503005;
  }
};

/// Whose connection it is, or whose twin: a device has an identity of its own, and its security module has another. Each has one
/// live connection, which a newer one of the same identity takes over (400027).
/// Source: iot-mqtt-connect-to-iot-hub, 2023-06-27; iot-hub-devguide-module-twins.
struct ConnectionIdentity {
  DeviceId device;
  bool module = false;
  /// A device stands for its own identity.
  constexpr ConnectionIdentity(DeviceId of_device, bool of_module = false)  // NOLINT(google-explicit-constructor)
      : device(of_device), module(of_module) {}
};

/// One hub: identities, connections, metering, traffic shaping, daily quota. Calls must come in
/// time order. Pure but for the caller's random numbers.
///
/// Model:  each throttle is a token bucket (rate R, depth burst * R) followed by a FIFO that
///         drains at R, bounded in length and wait; beyond, the request is refused. Over MQTT a
///         refused send means that the hub closes the connection without an answer.
///         A message is charged to the UTC day of its arrival; it is refused with 403002 when the
///         day's quota does not hold all its blocks. Size and quota are judged before the throttle,
///         and what they refuse takes no token. A device's messages keep their order: none is
///         enqueued before an earlier one of the same device, its module's included: they share a partition. Operations draw on the same quota and each
///         on its own throttle, of which that of identity operations is judged by whole minutes and has no queue; in
///         which order an operation is judged stands at `operate`.
/// Cost:   constant time a call, 8 bytes a device and its module up to the largest id; a device that has cloud-to-device messages or
///         uploads waiting takes some hundred bytes more and a search in a tree.
/// Limits: Microsoft publishes no bucket depths; ours are estimates and parameters. Whether a part
///         of the quota can admit a part of a message is not published either. One module a device, of the 50 that a hub
///         allows: the security module.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09; troubleshoot-error-codes, 2026-01-06.
class Hub {
 public:
  /// `units` 0 makes a hub without throttle and quota; its demand counts feed the tier rule.
  Hub(const HubSettings& settings, std::uint32_t units);
  ~Hub();
  Hub(Hub&&) noexcept;

  /// Registers device and module identities, once per device; false once the identity limit is
  /// reached (then nothing of the device is registered).
  [[nodiscard]] bool add_identity(DeviceId device, bool with_module);
  bool registered(ConnectionIdentity identity) const;

  struct ConnectAnswer {
    std::uint32_t result_type = hub_code::kOk;
    Time answered_at;       ///< arrival plus the wait in the throttle; arrival when refused
    bool replaced = false;  ///< an older connection of the same identity was closed (400027)
  };
  ConnectAnswer connect(ConnectionIdentity identity, Time arrival);
  /// Somebody wants to connect with a token that the hub does not take. Judged before the throttle; an open connection
  /// stays open.
  ConnectAnswer connect_with_bad_token(ConnectionIdentity identity, Time arrival);
  /// The hub is not ready for a device that wants to connect: `code` says why. An open connection stays open.
  ConnectAnswer refuse_connect(Time arrival, std::uint32_t code);
  void disconnect(ConnectionIdentity identity, Time at);
  bool connected(ConnectionIdentity identity) const;
  /// Takes a connection as established before the run began, without throttle or count.
  void assume_connected(ConnectionIdentity identity);

  struct SendAnswer {
    std::uint32_t result_type = hub_code::kOk;
    Time enqueued_time;   ///< when accepted: after shaping and ingress latency; else the arrival
    bool closed = false;  ///< the hub closed the connection (how MQTT learns of a refusal; the others: refusal_of)
    Duration shaped{};    ///< when accepted: the wait in the shaping queue, part of the time until `enqueued_time`
  };
  /// `random` in (0, 1) draws the ingress latency. `transport` decides what a refusal does to the connection; over HTTPS none is
  /// asked for.
  SendAnswer send(ConnectionIdentity identity, Time arrival, Bytes metered, double random, Transport transport = Transport::kMqtt);

  /// The same for connections that the hub model keeps no account of: that of who uses the identity of a device whose
  /// agent has no module, and that device's own. Whoever calls knows whether it is open; `replaced` and the order of enqueued
  /// times are the caller's. Metered, throttled and counted like all.
  ConnectAnswer connect_unkept(ConnectionIdentity identity, Time arrival);
  SendAnswer send_unkept(ConnectionIdentity identity, Time arrival, Bytes metered, double random);

  /// A hub that is not available answers messages, connects and operations with 503005, before it judges anything else.
  /// Connections stay as they are: whoever calls closes them.
  void set_available(bool available);
  bool available() const;
  /// Others have used up this share of the day's quota, of what is left at most. A hub without limits has none.
  void spend_quota(Time at, double share);
  /// Others ask for what the throttle allows, in [from, until) at moments of a Poisson process of `per_second` that `key` draws,
  /// beside those who do so already. What it refuses them takes nothing.
  void add_load_of_others(HubThrottle throttle, Time from, Time until, double per_second, std::uint64_t key);

  enum class IdentityChange : std::uint8_t { kCreate, kDelete };
  /// What an identity operation does to one device and, with it, to its modules.
  struct IdentityRequest {
    DeviceId device;
    IdentityChange change = IdentityChange::kCreate;
    bool with_module = false;  ///< of a new device
  };
  /// One operation, as it arrives at the hub.
  struct OperationRequest {
    HubOperation operation{};
    Time arrival;
    std::optional<DeviceId> device;  ///< whom it is about: of operations of one device always, else never
    bool module = false;             ///< it is about the device's module: that one's twin, or a method of it
    Bytes request;                   ///< payload: what a block is counted of
    Bytes response;                  ///< payload that comes back: document, query result, the device's response
    std::int64_t identities = 1;     ///< of a bulk identity operation
    std::uint32_t number = 0;        ///< what is completed: OperationAnswer::number of the message or upload
    Duration time_to_live = CloudToDeviceQueue::kDefaultTimeToLive;  ///< of a cloud-to-device message
    std::optional<IdentityRequest> identity{};  ///< of an identity operation that changes one
    std::optional<TwinPatch> patch{};  ///< of an update of a twin; none: the bytes of the request stand for its size
    bool of_business = false;          ///< counted apart
    std::optional<bool> online{};      ///< of a device's own connection, which the hub keeps no account of: whether it is there
  };
  struct OperationAnswer {
    std::uint32_t result_type = hub_code::kOk;
    Time answered_at;          ///< arrival plus the wait in the throttle; arrival when refused
    std::int64_t blocks = 0;   ///< what the quota was charged
    std::uint32_t number = 0;  ///< the message sent or received (0: none waits), or the upload started
    bool closed = false;       ///< the hub closed the device's connection
  };
  /// Judged in this order, and what refuses takes nothing of what follows: the hub is down (503005), tier (403010), identity (404001 to the back
  /// end, 401003 to a device; 409001 one that is to be created and is there), connection (404104, and 404103 to the back end),
  /// size (413001; 400004 what else a twin may not hold), the device's own limits
  /// (403004, 403006; 412002 and 400015), the day's quota (403002; only of what is charged), the throttle (429001,
  /// 429002, 429003). A method to a device that is not connected takes its tokens, is charged for its request and for a
  /// response of one block, and answers 404103.
  /// Over MQTT a twin operation gets its refusal as an answer and the connection stays, but that a basic hub closes it.
  /// An identity that is deleted loses its connection, what waits for it and its name: who connects with it is refused.
  /// Limits: no latency of its own is added: none is published. Not modelled: the number of jobs and of device streams
  ///         that run at a time. That a section too large is 413001 and the rest 400004 is our reading.
  /// Errors: a device where the operation has none, or none where it has one, is a caller's bug, and so is an identity more than
  ///         the hub takes, and a module where modules have no such thing: cloud-to-device messages, uploads, jobs and streams are a
  ///         device's.
  /// Source: iot-hub-devguide-pricing and -quotas-throttling, 2023-02-09; troubleshoot-error-codes, 2026-01-06; basic
  ///         tier over MQTT: eclipse-threadx/getting-started, issue 67.
  OperationAnswer operate(const OperationRequest& request);
  /// A cloud-to-device message or an upload that nobody completed in time.
  struct ExpiredItem {
    HubOperation operation{};  ///< that began it: kCloudToDeviceSend or kFileUploadInitiation
    DeviceId device;
    std::uint32_t number = 0;
    std::uint32_t deliveries = 0;  ///< how often the message was handed out
    Bytes bytes;
    Time enqueued;
    Time expires;
    Duration time_to_live;
  };
  /// What has expired until `now` and was not given yet, by time, device and number; of one device at most as many messages as
  /// its queue is deep and ten uploads.
  std::vector<ExpiredItem> take_expired(Time now);
  /// The cloud-to-device messages that wait for a device; null: it never was sent one.
  const CloudToDeviceQueue* messages_for(DeviceId device) const;

  const HubCounts& counts() const;
  const HubLimits& limits() const;
  std::uint32_t units() const;
  std::int64_t identities() const;  ///< devices and modules registered
  std::int64_t open_connections() const;  ///< of devices and of modules

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

template <class Visitor>
void describe(Visitor& v, HubSettings& h) {
  v.field("name", h.name, {.says = "Name of the hub, for results.", .required = true});
  v.field("sku", h.sku, {.says = "Pricing tier and size: F1, B1, B2, B3, S1, S2 or S3.", .source = "iot-hub-scaling"});
  v.field("units", h.units,
          {.says = "Number of units; 0 sizes the hub per policy so that nothing is throttled.", .min = 0, .max = 200});
  v.field("throttle_burst_seconds", h.throttle_burst_seconds,
          {.says = "Depth of the throttle's token bucket, in seconds of the limit.",
           .min = 0,
           .max = 3600,
           .grade = Grade::kEstimated,
           .source = "quotas page: no effect for the first minute or two",
           .plausible = {60, 120}});
  v.field("throttle_queue_seconds", h.throttle_queue_seconds,
          {.says = "Length of the shaping queue, in seconds of the limit.",
           .min = 0,
           .max = 3600,
           .grade = Grade::kEstimated,
           .plausible = {10, 300}});
  v.field("throttle_wait_seconds", h.throttle_wait_seconds,
          {.says = "Longest wait in the shaping queue.", .min = 0, .max = 3600, .grade = Grade::kEstimated, .plausible = {10, 300}});
  v.field("ingress_latency", h.ingress_latency,
          {.says = "Seconds from arrival at the gateway to the enqueued time.",
           .min = 0,
           .max = 60,
           .grade = Grade::kEstimated,
           .source = "few sample timestamps of the documentation: 47 to 125 ms; spread and tail are ours",
           .plausible = {0.047, 0.125},
           .unit = "s"});
  v.field("log_latency", h.log_latency,
          {.says = "Seconds from an event to its record in the operation log.",
           .min = 0,
           .max = 3600,
           .grade = Grade::kEstimated,
           .source = "azure-monitor data-ingestion-time: 20 s to 3 min; spread and tail are ours",
           .plausible = {20, 180},
           .unit = "s"});
  v.field("configuration", h.configuration, {.says = "What the hub's resource says of its security."});
  v.field("partitions", h.partitions,
          {.says = "Partitions of the built-in endpoint; a device's messages keep to one. Fixed when a hub is made.",
           .min = 1,
           .max = kMaxPartitions,
           .grade = Grade::kPublished,
           .source = "iot-hub-scaling, 2019-06-28: most hubs need 4; quotas page: at most 32"});
  v.field("retention", h.retention,
          {.says = "How long the built-in endpoint keeps a message that nobody has read.",
           .min = 86'400,
           .max = 7 * 86'400,
           .grade = Grade::kPublished,
           .source = "iot-hub-devguide-messages-read-builtin: 1 to 7 days, 1 by default"});
  v.field("consumer_groups", h.consumer_groups,
          {.says = "Names of the built-in endpoint's consumer groups, at most 20.",
           .grade = Grade::kPublished,
           .source = "iot-hub-devguide-messages-read-builtin"});
  v.field("reader", h.reader,
          {.says = "How the analytics read the built-in endpoint: by default each message when the hub has it."});
  v.field("routes", h.routes,
          {.says = "Routes of what devices send and of the hub's own events. A run counts what they take where and what is orphaned, and they "
                   "decide what `picket export` finds at the built-in endpoint; the security service gets its messages without."});
  v.field("fallback_route", h.fallback_route,
          {.says = "Messages of devices that no route takes go to the built-in endpoint; else they are orphaned.",
           .grade = Grade::kPublished,
           .source = "iot-hub-devguide-messages-d2c"});
}

}  // namespace picket::sim
