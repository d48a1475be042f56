#pragma once

#include <cstdint>
#include <string_view>

namespace picket::sim {

// Sizes of MQTT 3.1.1 control packets in bytes, TLS and TCP not included.
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
/// PUBLISH at QoS 1: topic, packet identifier, payload.
constexpr std::int64_t mqtt_publish(std::int64_t topic, std::int64_t payload) {
  return mqtt_packet(mqtt_field(topic) + 2 + payload);
}
/// SUBSCRIBE to one filter.
constexpr std::int64_t mqtt_subscribe(std::int64_t filter) {
  return mqtt_packet(2 + mqtt_field(filter) + 1);
}

inline constexpr std::int64_t kMqttConnack = 4;
inline constexpr std::int64_t kMqttPuback = 4;
inline constexpr std::int64_t kMqttSuback = 5;
inline constexpr std::int64_t kMqttPingreq = 2;
inline constexpr std::int64_t kMqttPingresp = 2;
inline constexpr std::int64_t kMqttDisconnect = 2;

// What IoT Hub puts into these packets.
// Source: azure-docs, iot/iot-mqtt-connect-to-iot-hub, 2023-06-27; captures of the Node SDK.

/// The property bag that marks a security message, percent-encoded, as the SDK writes it.
inline constexpr std::string_view kSecurityPropertyBag =
    "%24.ct=application%2Fjson&%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1";
/// Filters an agent subscribes to: answers to its twin requests, and changes of the desired twin.
inline constexpr std::string_view kTwinAnswers = "$iothub/twin/res/#";
inline constexpr std::string_view kTwinChanges = "$iothub/twin/PATCH/properties/desired/#";

/// Whose messages they are, as lengths of the names; all that sizes depend on.
struct MqttIdentity {
  std::int64_t host = 29;       ///< "contoso-hub.azure-devices.net"
  std::int64_t device = 8;      ///< "dev-0001"
  std::int64_t module = 16;     ///< "azureiotsecurity"; 0: the agent uses the device's own identity
  std::int64_t user_agent = 0;  ///< "&DeviceClientType=..." that SDKs append to the user name
  bool uses_token = true;       ///< SAS token as password; false: X.509
};

/// Topic of a security message: "devices/D[/modules/M]/messages/events/" and the bag.
constexpr std::int64_t security_topic(const MqttIdentity& id) {
  constexpr std::int64_t kAround = std::string_view("devices//messages/events/").size();
  constexpr std::int64_t kModule = std::string_view("/modules/").size();
  return kAround + id.device + (id.module == 0 ? 0 : kModule + id.module) +
         static_cast<std::int64_t>(kSecurityPropertyBag.size());
}

/// Length of a SAS token for a device or module. Its signature is 44 characters of base64, of which
/// "=" and, on average, 1.4 of "+" and "/" become three: 49 bytes is the mean, 46 to 80 can occur.
constexpr std::int64_t sas_token(const MqttIdentity& id, std::int64_t signature = 49) {
  constexpr std::int64_t kWords = std::string_view("SharedAccessSignature sr=&sig=&se=").size();
  constexpr std::int64_t kUnixSeconds = 10;
  constexpr std::int64_t kDevices = std::string_view("%2Fdevices%2F").size();
  constexpr std::int64_t kModules = std::string_view("%2Fmodules%2F").size();
  return kWords + kUnixSeconds + signature + id.host + kDevices + id.device +
         (id.module == 0 ? 0 : kModules + id.module);
}

/// CONNECT of an identity: client identifier "D[/M]", user name "HOST/D[/M]/?api-version=..." and token.
constexpr std::int64_t hub_connect(const MqttIdentity& id, std::int64_t signature = 49) {
  constexpr std::int64_t kVersion = std::string_view("//?api-version=2021-04-12").size();
  const std::int64_t client_id = id.device + (id.module == 0 ? 0 : 1 + id.module);
  const std::int64_t user_name = id.host + client_id + kVersion + id.user_agent;
  return mqtt_connect(client_id, user_name, id.uses_token ? sas_token(id, signature) : 0);
}

}  // namespace picket::sim
