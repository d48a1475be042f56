#pragma once

#include "sim/network/hub_mqtt.h"
#include "sim/network/secure_channel.h"

namespace picket::sim {

/// Bytes of HTTP between a device and the hub. Own estimates, counted from the headers that such a request must have; no
/// capture stands behind them, so each is a parameter and no scenario can choose HTTPS.
struct HttpsEstimate {
  std::int64_t request = 250;  ///< line and headers without host, device and token: type, length, interface id, agent
  std::int64_t answer = 250;   ///< "204 No Content" and its headers
};

/// What an identity's messages over HTTPS would cost: each is a request that carries the token.
///
/// Limits: the hub tells nothing over HTTPS unless asked; no connection state, no twin.
class HttpsModel {
 public:
  explicit HttpsModel(const MqttIdentity& identity, const TlsSettings& tls = without_client_certificate(), const HttpsEstimate& estimate = {});

  WireCost connect() const { return channel_.open(false); }
  WireCost message(Bytes payload) const;
  WireCost disconnect() const { return channel_.close(); }
  /// Client certificates are asked of MQTT and AMQP alone.
  static constexpr TlsSettings without_client_certificate() {
    TlsSettings tls;
    tls.asks_client_certificate = false;
    return tls;
  }

 private:
  SecureChannel channel_;
  HttpsEstimate estimate_;
  std::int64_t names_;
};

}  // namespace picket::sim
