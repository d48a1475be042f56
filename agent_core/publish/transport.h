#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace picket {

/// How a client reaches the hub. Those on port 443 pass where the others do not.
enum class Transport : std::uint8_t {
  kMqtt,           ///< MQTT on TLS, port 8883
  kMqttWebSocket,  ///< MQTT on a WebSocket on TLS, port 443
  kAmqp,           ///< AMQP 1.0 on TLS, port 5671
  kAmqpWebSocket,  ///< AMQP 1.0 on a WebSocket on TLS, port 443
  kHttps,          ///< a request for each message, port 443
};
inline constexpr std::array<std::string_view, 5> kTransportNames{"mqtt", "mqtt_websocket", "amqp", "amqp_websocket", "https"};

constexpr bool is_mqtt(Transport transport) { return transport == Transport::kMqtt || transport == Transport::kMqttWebSocket; }
constexpr bool is_amqp(Transport transport) { return transport == Transport::kAmqp || transport == Transport::kAmqpWebSocket; }
constexpr bool is_in_websocket(Transport transport) {
  return transport == Transport::kMqttWebSocket || transport == Transport::kAmqpWebSocket;
}
/// Whether the hub knows the client as connected: it keeps its connection alive, and has a twin and is told of its changes. Over
/// HTTPS each request stands for itself, and there are no twins, methods or connection events.
/// Source: iot-hub-devguide-protocols; iot-hub-devguide-c2d-guidance and d2c-guidance (twins: MQTT or AMQP); monitor-device-connection-state,
///         2024-01-05 (never for HTTPS).
constexpr bool has_connection_state(Transport transport) { return transport != Transport::kHttps; }

/// What a client and the hub agree on. IoT Hub's public endpoints speak TLS 1.2 (iot-hub-tls-support); 1.3 is a what-if.
enum class TlsProtocol : std::uint8_t { kTls12, kTls13 };
inline constexpr std::array<std::string_view, 2> kTlsProtocolNames{"tls_1_2", "tls_1_3"};

}  // namespace picket
