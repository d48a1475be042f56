#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace picket::sim {

// The bytes of MQTT 3.1.1 control packets. mqtt_sizes.h gives their lengths without making them; tests hold both to each
// other, to captures of Microsoft's SDK and to what a libmosquitto client and a mosquitto broker say to each other.
//
// Errors: a text over 65,535 bytes, a packet over 268,435,455, a QoS over 2, or a packet identifier of 0 where there has to
//         be one is a caller's bug and aborts.
// Limits: written and not read: what comes from a network is not for these. Texts are taken to be UTF-8.
// Source: OASIS MQTT 3.1.1, 2014, sections 2 and 3.

/// What the broker publishes when the connection ends without a DISCONNECT.
struct MqttWill {
  std::string_view topic;
  std::string_view payload;
  std::uint8_t qos = 0;
  bool retain = false;
};

struct MqttConnect {
  std::string_view client_id;
  std::optional<std::string_view> user_name;
  std::optional<std::string_view> password;  ///< not without a user name
  std::uint16_t keep_alive = 0;              ///< seconds; 0: none
  bool clean_session = false;
  std::optional<MqttWill> will;
};

struct MqttPublish {
  std::string_view topic;
  std::string_view payload;
  std::uint8_t qos = 1;
  std::uint16_t packet_id = 1;  ///< not sent at QoS 0
  bool retain = false;
  bool duplicate = false;       ///< sent before at QoS 1 or 2
};

struct MqttFilter {
  std::string_view filter;
  std::uint8_t qos = 0;
};

std::string encode_connect(const MqttConnect& connect);
/// `return_code` 0: accepted; 5: not authorised.
std::string encode_connack(bool session_present, std::uint8_t return_code);
std::string encode_publish(const MqttPublish& publish);
std::string encode_puback(std::uint16_t packet_id);
std::string encode_subscribe(std::uint16_t packet_id, std::span<const MqttFilter> filters);
/// One code for each filter: the QoS granted, or 0x80.
std::string encode_suback(std::uint16_t packet_id, std::span<const std::uint8_t> codes);
std::string encode_unsubscribe(std::uint16_t packet_id, std::span<const std::string_view> filters);
std::string encode_unsuback(std::uint16_t packet_id);
std::string encode_pingreq();
std::string encode_pingresp();
std::string encode_disconnect();

}  // namespace picket::sim
