#include "sim/network/hub_mqtt.h"

#include "agent_core/message/message_marking.h"

namespace picket::sim {
namespace {

constexpr std::string_view kApiVersion = "2021-04-12";

std::int64_t length_of(std::string_view text) { return static_cast<std::int64_t>(text.size()); }

std::string with_request(std::string topic, std::string_view request) {
  topic += "/?$rid=";
  topic += request;
  return topic;
}

}  // namespace

MqttIdentity lengths_of(const HubNames& names, bool uses_token) {
  return {length_of(names.host), length_of(names.device), length_of(names.module), length_of(names.user_agent), uses_token};
}

std::string hub_client_id(const HubNames& names) { return names.module.empty() ? names.device : names.device + "/" + names.module; }

std::string hub_user_name(const HubNames& names) {
  return names.host + "/" + hub_client_id(names) + "/?api-version=" + std::string(kApiVersion) + names.user_agent;
}

std::string sas_token(const HubNames& names, std::string_view signature, std::int64_t expires) {
  std::string resource = names.host + "/devices/" + names.device;
  if (!names.module.empty()) resource += "/modules/" + names.module;
  return "SharedAccessSignature sr=" + percent_encoded(resource) + "&sig=" + percent_encoded(signature) + "&se=" + std::to_string(expires);
}

std::string module_inputs(const HubNames& names) { return "devices/" + names.device + "/modules/" + names.module + "/inputs/#"; }

std::string output_topic(const HubNames& names, std::string_view output) {
  return mqtt_topic(names.device, names.module, {}) + percent_encoded("$.on") + "=" + percent_encoded(output) + "/";
}

std::string twin_get_topic(std::string_view request) { return with_request("$iothub/twin/GET", request); }

std::string twin_patch_topic(std::string_view request) { return with_request("$iothub/twin/PATCH/properties/reported", request); }

std::string twin_answer_topic(int status, std::string_view request, std::uint64_t version) {
  std::string topic = with_request("$iothub/twin/res/" + std::to_string(status), request);
  if (version != 0) topic += "&$version=" + std::to_string(version);
  return topic;
}

std::string twin_change_topic(std::uint64_t version) {
  return "$iothub/twin/PATCH/properties/desired/?$version=" + std::to_string(version);
}

std::string method_call_topic(std::string_view method, std::string_view request) {
  return with_request("$iothub/methods/POST/" + std::string(method), request);
}

std::string method_answer_topic(int status, std::string_view request) {
  return with_request("$iothub/methods/res/" + std::to_string(status), request);
}

}  // namespace picket::sim
