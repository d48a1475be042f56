#pragma once

#include "agent_core/publish/transport_estimate.h"
#include "sim/network/hub_mqtt.h"
#include "sim/network/secure_channel.h"

namespace picket::sim {

/// How an identity's HTTPS reaches the hub.
struct HttpsSettings {
  /// `server_name` is taken from the identity. A certificate is asked of X.509 identities alone: of MQTT and AMQP clients the hub
  /// asks always (iot-hub-tls-support).
  TlsSettings tls;
  HttpsEstimate estimate;
  bool resumes_tls = false;  ///< later connections resume the session of the first; unknown of IoT Hub
};

/// What an identity's messages over HTTPS cost: each is a request that carries the token. Every figure of a header is an
/// estimate: HttpsEstimate.
///
/// Limits: the hub tells nothing over HTTPS unless asked; no connection state, no twin. Nobody asks for messages to the device. A
///         client's certificate is taken to be asked for in the first handshake.
class HttpsModel {
 public:
  explicit HttpsModel(const MqttIdentity& identity, const HttpsSettings& settings = {});

  /// TCP and TLS.
  WireCost connect() const { return channel_.open(false); }
  WireCost reconnect() const { return channel_.open(resumes_tls_); }
  int connect_round_trips() const { return channel_.open_round_trips(false); }
  int reconnect_round_trips() const { return channel_.open_round_trips(resumes_tls_); }
  /// On an open connection.
  WireCost message(Bytes payload) const;
  /// What the answer to a message that is refused takes beyond that to one that is accepted.
  WireCost refusal() const { return {{}, {{}, {}, estimate_.error}}; }
  WireCost disconnect() const { return channel_.close(); }

 private:
  SecureChannel channel_;
  HttpsEstimate estimate_;
  bool resumes_tls_;
  Bytes names_;
};

}  // namespace picket::sim
