#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace picket {

/// How MQTT reaches the hub.
enum class Transport : std::uint8_t {
  kMqtt,           ///< on TLS, port 8883
  kMqttWebSocket,  ///< on a WebSocket on TLS, port 443
};
inline constexpr std::array<std::string_view, 2> kTransportNames{"mqtt", "mqtt_websocket"};

/// What a client and the hub agree on. IoT Hub's public endpoints speak TLS 1.2 (iot-hub-tls-support); 1.3 is a what-if.
enum class TlsProtocol : std::uint8_t { kTls12, kTls13 };
inline constexpr std::array<std::string_view, 2> kTlsProtocolNames{"tls_1_2", "tls_1_3"};

}  // namespace picket
