#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// What a message carries beside its body. A security message is one whose `interface_id` says so: the hub
/// routes it to the security solution by that alone.
///
/// Source: defender.md 3.1; iot-hub.md 4.1 and 4.4 (names and order of the system properties).
struct MessageMarking {
  struct Property {
    std::string name;
    std::string value;
    bool operator==(const Property&) const = default;
  };
  std::string message_id;        ///< "$.mid"; empty ones are not sent
  std::string correlation_id;    ///< "$.cid"
  std::string user_id;           ///< "$.uid"
  std::string to;                ///< "$.to"
  std::string content_type;      ///< "$.ct"
  std::string content_encoding;  ///< "$.ce"
  std::string interface_id;      ///< "$.ifid"
  std::string expiry;            ///< "$.exp", a time as ISO 8601 writes it
  std::vector<Property> application_properties;
  bool operator==(const MessageMarking&) const = default;
};

inline constexpr std::string_view kSecurityInterfaceId = "urn:azureiot:Security:SecurityAgent:1";
/// The interface id's name over AMQP (a message annotation) and HTTP (a header).
inline constexpr std::string_view kInterfaceIdProperty = "iothub-interface-id";

/// Marks a JSON message of schema 1.0.
MessageMarking security_marking();

/// Who encoded a message of generation 2: the last number but one of its type information.
enum class MessageSource : std::uint8_t { kAzureRtos = 0, kLinux = 1 };
/// "2.3-1-0-0": schema version, encoding (0 JSON, 1 FlatBuffers), source, type (0: raw events).
/// Source: defender.md 3.4; that of Linux is derived there from constants.
std::string message_type_information(MessageSource source);
/// Marks a FlatBuffers message of schema 2.3: the interface id and the application property "mti".
MessageMarking micro_agent_marking(MessageSource source);

/// `text` with every byte but letters, digits and - . _ ~ as %XX (RFC 3986, 2.3).
std::string percent_encoded(std::string_view text);

/// "%24.ct=application%2Fjson&...": the properties as the end of an MQTT topic.
std::string mqtt_property_bag(const MessageMarking& marking);
/// "devices/D[/modules/M]/messages/events/" and the bag; without a module if its name is empty.
std::string mqtt_topic(std::string_view device, std::string_view module, const MessageMarking& marking);

/// The size that IoT Hub limits and meters: the body, the values of system properties, the names and
/// values of application properties. Source: iot-hub.md, "Message size".
std::size_t metered_bytes(std::string_view body, const MessageMarking& marking);
/// IoT Hub takes no larger message. Source: defender.md 3.1.
inline constexpr std::size_t kMaxMessageBytes = 262'144;

}  // namespace picket
