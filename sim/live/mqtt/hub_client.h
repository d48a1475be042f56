#pragma once

#include <poll.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/counts.h"
#include "agent_core/base/random.h"
#include "agent_core/base/time.h"
#include "agent_core/publish/session.h"
#include "agent_core/twin/twin_update.h"
#include "sim/live/mqtt/connection_string.h"
#include "sim/live/mqtt/hub_allowance.h"
#include "sim/live/mqtt/link_end.h"
#include "sim/live/mqtt/message_queue.h"
#include "sim/live/mqtt/mqtt_link.h"
#include "sim/live/mqtt/name_lookup.h"
#include "sim/live/mqtt/tls_context.h"
#include "sim/live/mqtt/twin_exchange.h"

namespace picket::sim {

struct HubClientSettings {
  ClientPreset preset;                 ///< how it connects, renews and retries: agent_core's client_preset()
  LiveIdentity identity;
  std::optional<ClientCertificate> certificate;  ///< for identity.x509
  std::string roots;                   ///< PEM file of trusted roots; empty: the system's
  std::string address;                 ///< where to connect instead of looking the host up; the certificate is checked against the host all the same
  std::uint16_t port = 8'883;
  std::string user_agent;              ///< "&DeviceClientType=...", percent-encoded; may be empty
  std::uint64_t seed = 0;              ///< of the waits' jitter
  /// PUBLISH of messages, repeats included, that it sends at most; what is queued beyond stays in the queue.
  std::uint64_t message_budget = UINT64_MAX;
  /// Shared by the clients of one host with the same proof; null: one of its own, of `roots`, `certificate` and the preset's TLS version.
  std::shared_ptr<TlsContext> tls;
  /// What it shares with other clients of the hub; null: it connects and sends when its session says so. It must outlive the client.
  HubAllowance* allowance = nullptr;
};

/// What a client tells its owner. Called from within the client's own calls; do not call the client from here.
class HubClientListener {
 public:
  virtual ~HubClientListener() = default;
  virtual void on_connected(Time now, const std::string& address) = 0;
  /// A connection ended, or did not come about. `text` says what to do.
  virtual void on_link_end(Time now, LinkEnd end, const std::string& text) = 0;
  /// The desired properties: the whole twin after each connect where it has changed, and changes.
  virtual void on_twin(Time now, std::string_view json, TwinDocument document) = 0;
  /// The hub has the message.
  virtual void on_delivered(Time now, const QueuedMessage& message) = 0;
  /// The hub answered the reported properties: 200 to 299 taken, 400 refused for good.
  virtual void on_reported(Time now, int status) = 0;
};

struct HubClientCounts {
  Counts<LinkEnd, std::uint64_t> ends;
  std::uint64_t opened = 0;       ///< connections begun
  std::uint64_t connections = 0;  ///< accepted
  std::uint64_t sent = 0;         ///< PUBLISH of messages, repeats included
  std::uint64_t repeated = 0;     ///< of these, messages that were sent before
  std::uint64_t delivered = 0;
  std::uint64_t unexpected = 0;   ///< messages of topics that we did not ask for, or too large
};

/// A device's or module's connection to its hub over MQTT, kept up: what a live agent sends through.
///
/// Model:  agent_core's session decides when to connect, send, renew and retry; this class carries out what it says and tells it what
///         happened. Messages wait in the queue until the hub acknowledges them, one in flight at a time. After CONNACK it
///         subscribes and asks for its twin as the SDKs do (TwinExchange). A token is signed for every connection, for the preset's
///         life. Two closes in a row while nothing was sent look like another program with the same identity: then it waits before
///         it connects as before a retry of that number, so that the two do not chase each other (our choice).
///         With an allowance it waits for its turn before each connect, renewals included, and before each message; the wait is none
///         of connect_timeout's.
/// Use:    one thread: poll() for wanted(), at most until wake_up(); then on_ready() and on_time(). `now` must not go back: a
///         monotonic clock, set to the time of day once; how far the time of day has moved since goes into set_clock().
/// Errors: usable() is a text where TLS cannot be set up (files) or the preset asks for what is not there. All else: on_link_end.
/// Limits: MQTT over TLS alone, no WebSocket. Pings after keep_alive of silence, whatever the preset's ping_interval; a keep-alive
///         below 5 s counts as 5.
class HubClient {
 public:
  HubClient(HubClientSettings settings, MessageQueue& queue, HubClientListener& listener);
  ~HubClient();
  HubClient(const HubClient&) = delete;
  HubClient& operator=(const HubClient&) = delete;

  /// Empty, or why it cannot start.
  const std::string& usable() const { return error_; }
  void start(Time now);
  /// Says DISCONNECT; what is queued stays in the queue.
  void stop(Time now);

  std::optional<pollfd> wanted() const;
  Time wake_up() const;
  void on_ready(Time now, short events);
  void on_time(Time now);

  /// Queues a message for the hub.
  Result<std::uint64_t, QueueLoss> send(Time now, const MarkedMessage& message);
  /// Reports properties; a later report takes the place of one that has not been answered.
  void report(Time now, std::string json);

  /// No message is on its way, and none will be sent any more.
  bool budget_is_spent() const { return counts_.sent >= settings_.message_budget && !head_; }
  /// Time of day less `now`.
  void set_clock(Duration offset) { clock_offset_ = offset; }
  const SessionState& session() const { return session_; }
  const HubClientCounts& counts() const { return counts_; }
  const TwinExchange& twin() const { return twin_; }

 private:
  void give(Time now, SessionInput input);
  void act(Time now, SessionAction action);
  void connect_now(Time now);
  void look_for_address(Time now);
  void open_link(Time now, const std::string& address);
  void drop_link();
  std::uint32_t may_be_sent(Time now);
  void send_head(Time now);
  void take_events(Time now);
  void on_accepted(Time now, bool session_present);
  void on_acknowledged(Time now, int id);
  void say_twin(Time now);
  void expire(Time now);
  void note_end(Time now, LinkEnd end, const std::string& detail);
  void check_link(Time now);
  LinkEnd end_as_seen(LinkEnd end) const;
  double random();
  std::string host() const;

  HubClientSettings settings_;
  HubNames names_;
  MessageQueue& queue_;
  HubClientListener& listener_;
  std::string error_;
  SessionState session_;
  RandomStream random_;
  std::shared_ptr<TlsContext> tls_;
  NameLookup lookup_;
  TwinExchange twin_;
  std::unique_ptr<MqttLink> link_;
  std::deque<SessionInput> inputs_;
  bool giving_ = false;
  Time connect_at_ = Time::max();  ///< a connect that is held back
  Time send_at_ = Time::max();     ///< its turn to send; Time::max(): none is reserved
  Time tick_at_ = Time::max();
  Time connected_at_;
  Time look_at_ = Time::max();     ///< an address is looked for, to open a link to
  Time expire_at_;
  Time token_expires_ = Time::max();
  Duration clock_offset_;
  std::size_t next_address_ = 0;
  std::string address_;
  std::optional<QueuedMessage> head_;  ///< what is in flight
  int in_flight_ = 0;                  ///< its packet identifier
  std::uint64_t last_sent_ = 0;        ///< id of the message sent last
  std::uint32_t idle_closes_ = 0;
  int last_filter_ = 0;  ///< packet identifier of the last SUBSCRIBE
  bool subscribed_ = false;
  HubClientCounts counts_;
};

}  // namespace picket::sim
