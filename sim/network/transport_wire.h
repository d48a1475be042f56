#pragma once

#include <variant>

#include "sim/network/amqp_cost.h"
#include "sim/network/https_cost.h"
#include "sim/network/wire_cost.h"

namespace picket::sim {

/// The bytes of every exchange of one identity with the hub, over the transport of its client.
///
/// Model:  that of the transport: WireModel, AmqpModel or HttpsModel. What a transport does not have costs nothing: over HTTPS
///         there are no twins, no pings and no renewals, and a connection is opened for the messages alone.
/// Limits: figures of AMQP and HTTPS are estimates (transport_estimate.h). Registrations go over MQTT whatever the transport, on the same
///         port if it is in a WebSocket or HTTPS: no source has figures of the others.
class TransportWire {
 public:
  TransportWire(const MqttIdentity& identity, const WireSettings& settings);

  /// Everything up to where a message can be sent. Over HTTPS a connection for requests.
  WireCost connect() const;
  /// The same by a client that has been connected since it started.
  WireCost reconnect() const;
  int connect_round_trips() const;
  int reconnect_round_trips() const;
  /// What an agent says to have its twin: MQTT subscribes once, AMQP attaches two links on each connection.
  WireCost subscribe() const;
  WireCost ping() const;
  WireCost disconnect() const;
  /// MQTT: disconnect and connect. AMQP: a token put on the open connection. HTTPS: nothing.
  WireCost renewal() const;
  /// A security message with a body of `payload` bytes, and its answer, on an open connection.
  WireCost publish(Bytes payload) const;
  /// What the answer takes more if it is a refusal that the client is told of; MQTT closes the connection without a word.
  WireCost refusal() const;
  /// The hub has detached the link for messages, and the client attaches it again (AMQP).
  WireCost link_again() const;
  WireCost twin_get(Bytes document) const;
  WireCost twin_patch(Bytes patch) const;
  WireCost twin_change(Bytes patch) const;

  /// Of the connection to the provisioning service.
  const WireModel& registration() const { return registration_; }

 private:
  std::variant<WireModel, AmqpModel, HttpsModel> model_;
  WireModel registration_;
};

}  // namespace picket::sim
