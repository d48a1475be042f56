#include "agent_core/message/message_marking.h"

#include <array>
#include <utility>

#include "agent_core/base/ascii.h"

namespace picket {
namespace {

constexpr std::string_view kSchemaVersion = "2.3";

std::array<std::pair<std::string_view, std::string_view>, 8> system_properties(const MessageMarking& marking) {
  return {{{"$.mid", marking.message_id},
           {"$.cid", marking.correlation_id},
           {"$.uid", marking.user_id},
           {"$.to", marking.to},
           {"$.ct", marking.content_type},
           {"$.ce", marking.content_encoding},
           {"$.ifid", marking.interface_id},
           {"$.exp", marking.expiry}}};
}

}  // namespace

MessageMarking security_marking() {
  MessageMarking marking;
  marking.content_type = "application/json";
  marking.content_encoding = "utf-8";
  marking.interface_id = kSecurityInterfaceId;
  return marking;
}

std::string message_type_information(MessageSource source) {
  return std::string(kSchemaVersion) + "-1-" + std::to_string(static_cast<unsigned>(source)) + "-0";
}

MessageMarking micro_agent_marking(MessageSource source) {
  MessageMarking marking;
  marking.interface_id = kSecurityInterfaceId;
  marking.application_properties.push_back({"mti", message_type_information(source)});
  return marking;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = is_alphanumeric(c) || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789ABCDEF"[c & 0xf];
  }
  return out;
}

std::string mqtt_property_bag(const MessageMarking& marking) {
  std::string bag;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!bag.empty()) bag += '&';
    bag += percent_encoded(name);
    bag += '=';
    bag += percent_encoded(value);
  };
  for (const auto& [name, value] : system_properties(marking)) {
    if (!value.empty()) add(name, value);
  }
  for (const auto& [name, value] : marking.application_properties) add(name, value);
  return bag;
}

std::string mqtt_topic(std::string_view device, std::string_view module, const MessageMarking& marking) {
  std::string topic = "devices/";
  topic += device;
  if (!module.empty()) {
    topic += "/modules/";
    topic += module;
  }
  return topic + "/messages/events/" + mqtt_property_bag(marking);
}

std::size_t metered_bytes(std::string_view body, const MessageMarking& marking) {
  std::size_t sum = body.size();
  for (const auto& [name, value] : system_properties(marking)) sum += value.size();
  for (const auto& [name, value] : marking.application_properties) sum += name.size() + value.size();
  return sum;
}

}  // namespace picket
