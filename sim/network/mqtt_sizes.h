#pragma once

#include <cstdint>
#include <initializer_list>

namespace picket::sim {

// Sizes of MQTT 3.1.1 control packets in bytes, TLS and TCP not included. mqtt_packet.h makes their bytes.
// Source: OASIS MQTT 3.1.1, 2014, sections 2 and 3; checked against captures of Microsoft's SDKs.

/// Bytes that the "remaining length" of a packet takes: 7 bits a byte.
constexpr std::int64_t mqtt_length_bytes(std::int64_t remaining) {
  return remaining < 128 ? 1 : remaining < 16'384 ? 2 : remaining < 2'097'152 ? 3 : 4;
}
constexpr std::int64_t mqtt_packet(std::int64_t remaining) {
  return 1 + mqtt_length_bytes(remaining) + remaining;
}
/// A text or binary field: two bytes of length before it.
constexpr std::int64_t mqtt_field(std::int64_t length) {
  return 2 + length;
}

/// CONNECT with a user name, without a will; a password of 0 bytes is left out (X.509 identity).
constexpr std::int64_t mqtt_connect(std::int64_t client_id, std::int64_t user_name, std::int64_t password) {
  return mqtt_packet(10 + mqtt_field(client_id) + mqtt_field(user_name) + (password == 0 ? 0 : mqtt_field(password)));
}
/// What a will adds to the remaining length of a CONNECT.
constexpr std::int64_t mqtt_will(std::int64_t topic, std::int64_t payload) {
  return mqtt_field(topic) + mqtt_field(payload);
}
/// PUBLISH at QoS 1: topic, packet identifier, payload.
constexpr std::int64_t mqtt_publish(std::int64_t topic, std::int64_t payload) {
  return mqtt_packet(mqtt_field(topic) + 2 + payload);
}
/// PUBLISH at QoS 0 has no packet identifier.
constexpr std::int64_t mqtt_publish_qos0(std::int64_t topic, std::int64_t payload) {
  return mqtt_packet(mqtt_field(topic) + payload);
}
/// SUBSCRIBE to filters of these lengths.
constexpr std::int64_t mqtt_subscribe(std::initializer_list<std::int64_t> filters) {
  std::int64_t remaining = 2;
  for (const std::int64_t filter : filters) remaining += mqtt_field(filter) + 1;
  return mqtt_packet(remaining);
}
constexpr std::int64_t mqtt_subscribe(std::int64_t filter) {
  return mqtt_subscribe({filter});
}
/// SUBACK: a code for each filter.
constexpr std::int64_t mqtt_suback(std::int64_t filters) {
  return mqtt_packet(2 + filters);
}

inline constexpr std::int64_t kMqttConnack = 4;
inline constexpr std::int64_t kMqttPuback = 4;
inline constexpr std::int64_t kMqttSuback = 5;  ///< of one filter
inline constexpr std::int64_t kMqttPingreq = 2;
inline constexpr std::int64_t kMqttPingresp = 2;
inline constexpr std::int64_t kMqttDisconnect = 2;

}  // namespace picket::sim
