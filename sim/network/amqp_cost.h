#pragma once

#include "sim/network/hub_mqtt.h"
#include "sim/network/secure_channel.h"

namespace picket::sim {

/// Bytes of AMQP 1.0 frames between a device and the hub. Own estimates, counted from the fields that such frames have
/// (OASIS AMQP 1.0, parts 2 and 5); no capture stands behind them, so each is a parameter and no scenario can choose AMQP.
struct AmqpEstimate {
  std::int64_t open_up = 520;     ///< both protocol headers, SASL, OPEN, BEGIN and the two links to $cbs
  std::int64_t open_down = 560;
  std::int64_t token_up = 230;    ///< put-token without the token
  std::int64_t token_down = 130;  ///< its status
  std::int64_t link_up = 200;     ///< ATTACH of the link for messages, without the names of host and identity
  std::int64_t link_down = 260;   ///< its answer and FLOW
  std::int64_t transfer = 150;    ///< around a message's body: frame, performative, properties, the interface id
  std::int64_t disposition = 25;  ///< accepted, settled
  std::int64_t empty_frame = 8;   ///< keep-alive, by each side (part 2, 2.4.5)
  std::int64_t close = 20;        ///< CLOSE, by each side
  int open_round_trips = 4;       ///< headers and SASL 2, OPEN to ATTACH 1, token 1
};

/// What an identity's connection over AMQP would carry: to be compared with WireModel, not to be planned with.
///
/// Model:  a connection of its own with one link for messages; a token is renewed on it (no reconnect, as over MQTT).
/// Limits: many identities can share an AMQP connection, which saves its opening; not modelled.
class AmqpModel {
 public:
  explicit AmqpModel(const MqttIdentity& identity, const TlsSettings& tls = {}, const AmqpEstimate& estimate = {});

  WireCost connect() const;
  int connect_round_trips() const { return channel_.open_round_trips(false) + estimate_.open_round_trips; }
  /// A message with its disposition.
  WireCost message(Bytes payload) const;
  WireCost token_renewal() const;
  WireCost keep_alive() const;
  WireCost disconnect() const;

 private:
  SecureChannel channel_;
  AmqpEstimate estimate_;
  std::int64_t names_;   ///< of host and identity, as addresses write them
  std::int64_t token_;   ///< 0: X.509
};

}  // namespace picket::sim
