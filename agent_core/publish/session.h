#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/publish/transport.h"
#include "agent_core/publish/transport_estimate.h"

namespace picket {

/// How a client's waits between retries grow.
enum class BackoffGrowth : std::uint8_t {
  kDoubling,    ///< backoff_first, doubling up to backoff_max, less a random share of it
  kRandomStep,  ///< backoff_first plus a random step times 2^n - 1, up to backoff_max
};

/// How the device's client connects, renews and retries. All policies of a comparison use
/// one preset. Names follow the SDKs' own words. The defaults are those of the C SDK; the others
/// and all sources: client_presets.h.
struct ClientPreset {
  std::string name = "c_sdk";
  /// MQTT: told to the hub, which takes a client for lost after 1.5 times as long without a packet, or 1,767 s. AMQP: the idle
  /// time-out that the hub tells the client. HTTPS: of no use.
  Duration keep_alive = Duration::seconds(240);
  Duration ping_interval;  ///< silence after which it pings; 0: the keep-alive, over AMQP half of it
  Duration token_life = Duration::minutes(60);   ///< 0: nothing to renew, as with an X.509 certificate
  /// Time before expiry at which the client renews; over MQTT that is a disconnect and reconnect, over AMQP a token put on the open
  /// connection, and over HTTPS nothing is sent.
  /// Negative: it renews that long after expiry, on the hub's grace. A message in flight is awaited
  /// first, so renewal is before expiry if the margin is at least `acknowledge_timeout`.
  Duration token_renewal_margin = Duration::minutes(12);
  Duration connect_timeout = Duration::seconds(30);      ///< wait for CONNACK
  Duration acknowledge_timeout = Duration::seconds(60);  ///< wait for PUBACK
  Duration backoff_first = Duration::seconds(1);         ///< first retry is immediate, then this, doubling
  Duration backoff_max = Duration::seconds(100);
  double backoff_jitter = 0.5;  ///< kDoubling: share of the delay that is random
  BackoffGrowth backoff_growth = BackoffGrowth::kDoubling;
  Duration backoff_step_least;  ///< kRandomStep: the step is drawn between these
  Duration backoff_step_most;
  /// Consecutive drops right after sending that make the client assume a throttle or quota.
  std::uint32_t throttle_suspicion = 3;
  Duration throttled_backoff = Duration::minutes(1);    ///< least delay once it assumes one; jitter or steps add to it
  Duration throttled_step_most;    ///< kRandomStep: the step then is drawn between 0 and this
  Duration throttled_backoff_max;  ///< kRandomStep: longest delay then; 0: throttled_backoff
  std::uint32_t max_queued_messages = 1'000;            ///< newest refused beyond; counted
  Duration message_timeout = Duration::minutes(2'880);  ///< queued longer: dropped, counted
  // What the session itself does not depend on: bytes and round trips of a connection do.
  Transport transport = Transport::kMqtt;
  TlsProtocol tls_version = TlsProtocol::kTls12;
  bool tls_resumption = false;  ///< a client that has been connected since it started resumes its TLS session
  AmqpEstimate amqp;
  HttpsEstimate https;
  bool operator==(const ClientPreset&) const = default;
};

/// What has happened to a session.
enum class SessionInput : std::uint8_t {
  kStarted,         ///< the agent's process began (boot, restart)
  kMessageQueued,   ///< the queue is no longer empty
  kTimer,           ///< the wake-up asked for came
  kConnected,       ///< CONNACK accepted
  kConnectRefused,  ///< refused or timed out; over HTTPS: the request could not be made, or its token was not taken
  kAcknowledged,    ///< PUBACK, "accepted", 204: the head of the queue was delivered, or refused so that it is never sent again
  kThrottled,       ///< the hub refused the head for want of capacity, and said so (AMQP, HTTPS)
  kLinkLost,        ///< the transport broke, or the hub closed it (throttle, quota, newer connection)
  kStopped,         ///< the agent's process ended; the queue is gone
};

/// What the caller has to do next. At most one at a time: a session has one message in flight.
enum class SessionAction : std::uint8_t {
  kNone,
  kConnect,    ///< open TCP, TLS and MQTT
  kSend,       ///< publish the head of the queue
  kReconnect,  ///< close in good order, then open again (token renewal over MQTT)
  kRenewToken,  ///< put a new token on the open connection (AMQP)
};

enum class SessionPhase : std::uint8_t {
  kStopped,
  kOffline,
  kConnecting,
  kOnline,
  kSending,
  kWaiting,  ///< connected, and told by the hub that it has no capacity: waits before it sends again
};

/// One device's session: a value. Times are absolute; `wake_up` is Time::max() if none.
struct SessionState {
  Time wake_up = Time::max();
  Time renew_at = Time::max();
  Time last_traffic;
  std::uint32_t failures = 0;  ///< consecutive failed connects or drops
  std::uint32_t queued = 0;    ///< messages the caller holds for this session, in flight included
  std::uint32_t pings = 0;     ///< PINGREQ sent so far (closed form)
  std::uint32_t connects = 0;  ///< connection attempts so far, renewals included
  std::uint32_t renewals = 0;
  std::uint32_t drops_while_sending = 0;  ///< consecutive; an acknowledgement ends the row
  SessionPhase phase = SessionPhase::kStopped;
  bool operator==(const SessionState&) const = default;
};

/// Advances the session. `queued` must be kept by the caller before the call (incremented before
/// kMessageQueued, decremented before kAcknowledged). `random` in [0, 1) is used for jitter only.
/// Pure: no clock, no I/O. Cost: constant.
///
/// Model:  connects when started and stays connected, whether or not anything is queued; over HTTPS it is online at once, since who
///         carries a message opens what it needs. After the
///         first failure it tries again at once, then waits as retry_delay() says. Over MQTT the hub refuses by closing the connection, so
///         `throttle_suspicion` drops in a row with a message in flight count as throttling or a
///         spent quota, and the client slows down to `throttled_backoff` until an acknowledgement. Over AMQP and HTTPS the hub says so,
///         and the client slows down at once; a renewal that falls due while it waits comes after.
///         A message whose acknowledgement did not come stays at the head and is sent again (the
///         hub may then have it twice). Inputs that do not fit the phase (a late answer, a timer
///         that is no longer wanted) change nothing.
/// Source: behaviour, Azure/azure-iot-sdk-c doc/connection_and_messaging_reliability.md; closing as
///         the only error channel, Azure/azure-iot-sdk-c issue 1766; the suspicion is ours.
SessionAction step(const ClientPreset& preset, SessionState& state, Time now, SessionInput input, double random);

/// A session that has been online for a while: connected, its token renewed at a moment chosen by
/// `random` in [0, 1), so that a fleet's renewals are spread evenly. Counters are 0.
SessionState steady_session(const ClientPreset& preset, Time now, double random);
/// Silence after which the client pings; 0: it never does.
/// Source: AMQP: the C SDK sends an empty frame after half of the idle time-out that the hub told it, and so 120 s of 240 s
///         (Azure/azure-iot-sdk-c, iothub_client_options.h, cl2svc_keep_alive_send_ratio).
constexpr Duration ping_period(const ClientPreset& preset) {
  if (!has_connection_state(preset.transport)) return Duration();
  if (preset.ping_interval > Duration()) return preset.ping_interval;
  return is_amqp(preset.transport) ? preset.keep_alive / 2 : preset.keep_alive;
}
/// Silence after which the hub takes the client for lost. A keep-alive above 1,177 s is of no use over MQTT: what is told beyond is cut.
/// Source: MQTT: 1.5 times the keep-alive, at most 29.45 min: iot-mqtt-connect-to-iot-hub, 2023-06-27. AMQP: the idle time-out, OASIS
///         AMQP 1.0, 2.4.5.
constexpr Duration missed_after(const ClientPreset& preset) {
  constexpr Duration kLongest = Duration::seconds(1'767);
  if (is_amqp(preset.transport)) return preset.keep_alive;
  const Duration silence = preset.keep_alive * 3 / 2;
  return silence < kLongest ? silence : kLongest;
}
/// Counts the keep-alive pings of an idle connection up to and including `now` into `state.pings`. Called by
/// step(); call it yourself before reading `pings`.
void account_idle(const ClientPreset& preset, SessionState& state, Time now);

/// Wait before retry number `failures` (1: the first, at once); `random` in [0, 1).
///
/// Model:  kDoubling: min(backoff_first 2^(failures - 2), backoff_max) less backoff_jitter x random of it; throttled, at least
///         throttled_backoff (1 + backoff_jitter x random). kRandomStep: min(backoff_first + (2^(failures - 1) - 1) step, backoff_max),
///         the step uniform between its two ends; throttled, throttled_backoff, throttled_step_most and throttled_backoff_max
///         take the places of these, if that is longer.
/// Source: kDoubling: Azure/azure-iot-sdk-c doc/connection_and_messaging_reliability.md. kRandomStep: ExponentialBackoff of the SDKs
///         for Node (azure-iot-common retry policy) and .NET (Azure/azure-iot-sdk-csharp, device/devdoc/retrypolicy.md).
Duration retry_delay(const ClientPreset& preset, std::uint32_t failures, bool throttled, double random);

/// Whether another message may join the queue; if not, the caller refuses and counts it.
inline bool queue_has_room(const ClientPreset& preset, const SessionState& state) {
  return state.queued < preset.max_queued_messages;
}
/// Whether a message queued at `queued_at` is too old to be sent; never drop the one in flight
/// (the head while the phase is kSending).
inline bool message_has_expired(const ClientPreset& preset, Time queued_at, Time now) {
  return now - queued_at > preset.message_timeout;
}

}  // namespace picket
