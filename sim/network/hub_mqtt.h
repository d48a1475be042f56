#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/network/mqtt_sizes.h"

namespace picket::sim {

// What IoT Hub has devices put into packets of MQTT: names, topics, tokens; as lengths, which are all that sizes depend on,
// and as texts. The topics of messages, with any properties, are agent_core's `mqtt_topic`.
//
// Limits: lengths are those of names made of unreserved characters (letters, digits, - . _ ~); others are longer where they
//         are percent-encoded.
// Source: azure-docs, iot/iot-mqtt-connect-to-iot-hub, 2023-06-27; iot-hub-dev-guide-sas; captures of the Node SDK.

/// The property bag that marks a security message, percent-encoded, as the SDK writes it.
inline constexpr std::string_view kSecurityPropertyBag =
    "%24.ct=application%2Fjson&%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1";
/// Filters an agent subscribes to: answers to its twin requests, and changes of the desired twin.
inline constexpr std::string_view kTwinAnswers = "$iothub/twin/res/#";
inline constexpr std::string_view kTwinChanges = "$iothub/twin/PATCH/properties/desired/#";
/// Filter of direct methods.
inline constexpr std::string_view kMethodCalls = "$iothub/methods/POST/#";
/// The body with which the Node SDK asks for the twin: one space, though the documentation has none.
inline constexpr std::string_view kTwinGetBody = " ";

/// Whose messages they are, as lengths of the names.
struct MqttIdentity {
  std::int64_t host = 29;       ///< "contoso-hub.azure-devices.net"
  std::int64_t device = 8;      ///< "dev-0001"
  std::int64_t module = 16;     ///< "azureiotsecurity"; 0: the agent uses the device's own identity
  std::int64_t user_agent = 0;  ///< "&DeviceClientType=..." that SDKs append to the user name
  bool uses_token = true;       ///< SAS token as password; false: X.509
  bool operator==(const MqttIdentity&) const = default;
};

/// The names themselves.
struct HubNames {
  std::string host;
  std::string device;
  std::string module;      ///< empty: the device's own identity
  std::string user_agent;  ///< "&DeviceClientType=...", percent-encoded
};
MqttIdentity lengths_of(const HubNames& names, bool uses_token = true);

/// Client identifier "D[/M]".
std::string hub_client_id(const HubNames& names);
/// User name "HOST/D[/M]/?api-version=2021-04-12" and the user agent.
std::string hub_user_name(const HubNames& names);
/// "SharedAccessSignature sr=...&sig=...&se=...". `signature` is the HMAC in base64, `expires` in seconds since 1970.
std::string sas_token(const HubNames& names, std::string_view signature, std::int64_t expires);
/// Filter of the messages to a module's inputs, which it subscribes to at QoS 1.
std::string module_inputs(const HubNames& names);
/// Topic of a message to a module's output, which ends in a slash. Source: capture of sendOutputEvent.
std::string output_topic(const HubNames& names, std::string_view output);

/// Topics of the twin. `request` is the client's own choice: Node writes a UUID, the C SDK a number.
std::string twin_get_topic(std::string_view request);
std::string twin_patch_topic(std::string_view request);
/// The answer to a request, with the twin's new version if it was a patch (`version` 0: it was not).
std::string twin_answer_topic(int status, std::string_view request, std::uint64_t version = 0);
/// What tells a connected client of a change of its desired twin.
std::string twin_change_topic(std::uint64_t version);
/// A direct method's call and the client's answer; `request` is the hub's choice.
std::string method_call_topic(std::string_view method, std::string_view request);
std::string method_answer_topic(int status, std::string_view request);

/// Topic of a security message: "devices/D[/modules/M]/messages/events/" and the bag.
constexpr std::int64_t security_topic(const MqttIdentity& id) {
  constexpr std::int64_t kAround = std::string_view("devices//messages/events/").size();
  constexpr std::int64_t kModule = std::string_view("/modules/").size();
  return kAround + id.device + (id.module == 0 ? 0 : kModule + id.module) +
         static_cast<std::int64_t>(kSecurityPropertyBag.size());
}
/// Topic of a message with a property bag of `bag` bytes.
constexpr std::int64_t message_topic(const MqttIdentity& id, std::int64_t bag) {
  return security_topic(id) - static_cast<std::int64_t>(kSecurityPropertyBag.size()) + bag;
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
