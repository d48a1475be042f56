#include "sim/network/mqtt_packet.h"

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr std::size_t kLongestField = 65'535;
constexpr std::size_t kLongestRemaining = 268'435'455;
constexpr std::uint8_t kMaxQos = 2;

// The upper half of the first byte (table 2.1), with the flags that some types must have (table 2.2).
constexpr std::uint8_t kConnect = 0x10;
constexpr std::uint8_t kConnack = 0x20;
constexpr std::uint8_t kPublish = 0x30;
constexpr std::uint8_t kPuback = 0x40;
constexpr std::uint8_t kSubscribe = 0x82;
constexpr std::uint8_t kSuback = 0x90;
constexpr std::uint8_t kUnsubscribe = 0xa2;
constexpr std::uint8_t kUnsuback = 0xb0;
constexpr std::uint8_t kPingreq = 0xc0;
constexpr std::uint8_t kPingresp = 0xd0;
constexpr std::uint8_t kDisconnect = 0xe0;

constexpr std::string_view kProtocolName = "MQTT";
constexpr std::uint8_t kProtocolLevel = 4;

// Flags of CONNECT (3.1.2.3).
constexpr unsigned kUserNameFlag = 0x80;
constexpr unsigned kPasswordFlag = 0x40;
constexpr unsigned kWillRetainFlag = 0x20;
constexpr unsigned kWillQosShift = 3;
constexpr unsigned kWillFlag = 0x04;
constexpr unsigned kCleanSessionFlag = 0x02;
// Flags of PUBLISH (3.3.1).
constexpr unsigned kDuplicateFlag = 0x08;
constexpr unsigned kQosShift = 1;
constexpr unsigned kRetainFlag = 0x01;

void put_byte(std::string& out, unsigned value) { out += static_cast<char>(static_cast<unsigned char>(value)); }

void put_number(std::string& out, std::uint16_t value) {
  put_byte(out, value >> 8U);
  put_byte(out, value & 0xffU);
}

void put_field(std::string& out, std::string_view text) {
  PICKET_CHECK(text.size() <= kLongestField, "length", text.size());
  put_number(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

void put_packet_id(std::string& out, std::uint16_t packet_id) {
  PICKET_CHECK(packet_id != 0, "a packet identifier is not 0 (2.3.1)");
  put_number(out, packet_id);
}

std::string packet(unsigned first_byte, std::string_view rest) {
  PICKET_CHECK(rest.size() <= kLongestRemaining, "length", rest.size());
  std::string out;
  put_byte(out, first_byte);
  std::size_t left = rest.size();
  do {
    const std::size_t digit = left % 128;
    left /= 128;
    put_byte(out, static_cast<unsigned>(digit | (left > 0 ? 0x80U : 0U)));
  } while (left > 0);
  out += rest;
  return out;
}

std::string packet_with_id(unsigned first_byte, std::uint16_t packet_id) {
  std::string rest;
  put_packet_id(rest, packet_id);
  return packet(first_byte, rest);
}

}  // namespace

std::string encode_connect(const MqttConnect& connect) {
  PICKET_CHECK(connect.user_name || !connect.password, "a password needs a user name (3.1.2.9)");
  unsigned flags = 0;
  if (connect.user_name) flags |= kUserNameFlag;
  if (connect.password) flags |= kPasswordFlag;
  if (connect.clean_session) flags |= kCleanSessionFlag;
  if (connect.will) {
    PICKET_CHECK(connect.will->qos <= kMaxQos, "qos", int{connect.will->qos});
    flags |= kWillFlag | static_cast<unsigned>(connect.will->qos) << kWillQosShift;
    if (connect.will->retain) flags |= kWillRetainFlag;
  }
  std::string rest;
  put_field(rest, kProtocolName);
  put_byte(rest, kProtocolLevel);
  put_byte(rest, flags);
  put_number(rest, connect.keep_alive);
  put_field(rest, connect.client_id);
  if (connect.will) {
    put_field(rest, connect.will->topic);
    put_field(rest, connect.will->payload);
  }
  if (connect.user_name) put_field(rest, *connect.user_name);
  if (connect.password) put_field(rest, *connect.password);
  return packet(kConnect, rest);
}

std::string encode_connack(bool session_present, std::uint8_t return_code) {
  std::string rest;
  put_byte(rest, session_present ? 1 : 0);
  put_byte(rest, return_code);
  return packet(kConnack, rest);
}

std::string encode_publish(const MqttPublish& publish) {
  PICKET_CHECK(publish.qos <= kMaxQos, "qos", int{publish.qos});
  const unsigned flags = (publish.duplicate ? kDuplicateFlag : 0U) | static_cast<unsigned>(publish.qos) << kQosShift |
                         (publish.retain ? kRetainFlag : 0U);
  std::string rest;
  put_field(rest, publish.topic);
  if (publish.qos > 0) put_packet_id(rest, publish.packet_id);
  rest += publish.payload;
  return packet(kPublish | flags, rest);
}

std::string encode_puback(std::uint16_t packet_id) { return packet_with_id(kPuback, packet_id); }

std::string encode_subscribe(std::uint16_t packet_id, std::span<const MqttFilter> filters) {
  PICKET_CHECK(!filters.empty(), "a SUBSCRIBE has a filter (3.8.3)");
  std::string rest;
  put_packet_id(rest, packet_id);
  for (const MqttFilter& filter : filters) {
    PICKET_CHECK(filter.qos <= kMaxQos, "qos", int{filter.qos});
    put_field(rest, filter.filter);
    put_byte(rest, filter.qos);
  }
  return packet(kSubscribe, rest);
}

std::string encode_suback(std::uint16_t packet_id, std::span<const std::uint8_t> codes) {
  std::string rest;
  put_packet_id(rest, packet_id);
  for (const std::uint8_t code : codes) put_byte(rest, code);
  return packet(kSuback, rest);
}

std::string encode_unsubscribe(std::uint16_t packet_id, std::span<const std::string_view> filters) {
  PICKET_CHECK(!filters.empty(), "an UNSUBSCRIBE has a filter (3.10.3)");
  std::string rest;
  put_packet_id(rest, packet_id);
  for (const std::string_view filter : filters) put_field(rest, filter);
  return packet(kUnsubscribe, rest);
}

std::string encode_unsuback(std::uint16_t packet_id) { return packet_with_id(kUnsuback, packet_id); }
std::string encode_pingreq() { return packet(kPingreq, {}); }
std::string encode_pingresp() { return packet(kPingresp, {}); }
std::string encode_disconnect() { return packet(kDisconnect, {}); }

}  // namespace picket::sim
