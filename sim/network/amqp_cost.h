#pragma once

#include "agent_core/publish/transport_estimate.h"
#include "sim/network/hub_mqtt.h"
#include "sim/network/secure_channel.h"
#include "sim/network/websocket.h"

namespace picket::sim {

/// How an identity's AMQP reaches the hub.
struct AmqpSettings {
  TlsSettings tls;  ///< `server_name` is taken from the identity
  AmqpEstimate estimate;
  bool in_websocket = false;
  bool resumes_tls = false;   ///< later connections resume the session of the first; unknown of IoT Hub
  WebSocketUpgrade upgrade;
};

/// What an identity's connection over AMQP carries. Every figure of a frame is an estimate: AmqpEstimate.
///
/// Model:  a connection of its own with one link for messages and, for an agent with a twin, two for the twin, attached anew on each
///         connection; a token is renewed on it (no reconnect, as over MQTT). In a WebSocket what is said at once is one frame.
/// Limits: many identities can share an AMQP connection, which saves its opening; not modelled. Nor are batches.
class AmqpModel {
 public:
  explicit AmqpModel(const MqttIdentity& identity, const AmqpSettings& settings = {});

  /// TCP, TLS, SASL, the token and the link for messages.
  WireCost connect() const;
  WireCost reconnect() const;
  int connect_round_trips() const;
  int reconnect_round_trips() const;
  /// The two links of the twin.
  WireCost twin_links() const;
  /// A message with its disposition.
  WireCost message(Bytes payload) const;
  /// What the disposition of a message that is rejected takes beyond that of one that is accepted.
  WireCost rejection() const;
  /// The hub has detached the link for messages, and the client attaches it again.
  WireCost link_again() const;
  WireCost token_renewal() const;
  WireCost keep_alive() const;
  WireCost disconnect() const;
  WireCost twin_get(Bytes document) const;
  WireCost twin_patch(Bytes patch) const;
  WireCost twin_change(Bytes patch) const;

 private:
  std::int64_t framed_up(std::int64_t text) const { return in_websocket_ ? websocket_frame_up(text) : text; }
  std::int64_t framed_down(std::int64_t text) const { return in_websocket_ ? websocket_frame_down(text) : text; }
  WireCost ask(Bytes request, Bytes answer) const;
  WireCost attach() const { return ask(estimate_.link_up + names_, estimate_.link_down + names_); }
  WireCost connect_cost(bool resumed) const;
  int round_trips(bool resumed) const;

  SecureChannel channel_;
  AmqpEstimate estimate_;
  WebSocketUpgrade upgrade_;
  bool in_websocket_;
  bool resumes_tls_;
  Bytes names_;  ///< of host and identity, as addresses write them
  Bytes token_;  ///< 0: X.509
};

}  // namespace picket::sim
