#include "sim/exchange/event_hubs.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agent_core/base/hash.h"
#include "agent_core/base/utf8.h"
#include "pipeline_core/rules/text_encoding.h"
#include "sim/results/json_object.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

std::uint64_t milliseconds(Time time) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.unix_microseconds() / 1'000)); }

/// `{"scope":"module","type":"sas",...}`, as text.
std::string auth_method(const HubEvent& event) {
  const bool certificate = event.auth_type == AuthType::kX509;
  return fmt::format(R"({{"scope":"{}","type":"{}","issuer":"{}","acceptingIpFilterRule":null}})",
                     event.module.empty() ? "device" : "module", certificate ? "x509Certificate" : "sas",
                     certificate ? "external" : "iothub");
}

/// Eighteen digits, as real ones have.
std::string generation_id(const HubEvent& event) {
  constexpr std::uint64_t kDigits = 1'000'000'000'000'000'000;
  return fmt::format("{:018}", hash_combine(fnv1a(event.hub), hash_combine(fnv1a(event.device), fnv1a(event.module))) % kDigits);
}

bool is_json_body(const HubEvent& event) {
  return event.marking.content_type == "application/json" && event.marking.content_encoding == "utf-8" && is_utf8(event.body);
}

void add_system_properties(const HubEvent& event, std::string& out) {
  const MessageMarking& marking = event.marking;
  JsonObjectText system(out);
  system.string("iothub-connection-device-id", event.device);
  if (!event.module.empty()) system.string("iothub-connection-module-id", event.module);
  if (event.route == MessageRoute::kTelemetry) {
    system.string("iothub-connection-auth-method", auth_method(event));
    system.string("iothub-connection-auth-generation-id", generation_id(event));
  }
  system.number("iothub-enqueuedtime", milliseconds(event.enqueued));
  system.word("iothub-message-source", to_string(event.route));
  if (!marking.interface_id.empty()) system.string(kInterfaceIdProperty, marking.interface_id);
  if (!marking.message_id.empty()) system.string("message-id", marking.message_id);
  if (!marking.correlation_id.empty()) system.string("correlation-id", marking.correlation_id);
  if (!marking.user_id.empty()) system.string("user-id", marking.user_id);
  if (!marking.to.empty()) system.string("to", marking.to);
  if (!marking.content_type.empty()) system.string("content-type", marking.content_type);
  if (!marking.content_encoding.empty()) system.string("content-encoding", marking.content_encoding);
  if (!marking.expiry.empty()) system.string("absolute-expiry-time", marking.expiry);
  system.close();
}

}  // namespace

std::string_view to_string(MessageRoute route) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(MessageRoute::kCount_)> kNames{
      "Telemetry", "twinChangeEvents", "deviceConnectionStateEvents", "deviceLifecycleEvents"};
  return kNames[static_cast<std::size_t>(route)];
}

std::string event_hubs_line(const HubEvent& event, const HubEventPlace& place) {
  std::string system;
  add_system_properties(event, system);
  std::string application;
  JsonObjectText properties(application);
  for (const MessageMarking::Property& property : event.marking.application_properties) {
    std::string name;
    append_json_escaped(property.name, name);
    properties.string(name, property.value);
  }
  properties.close();
  std::string out;
  JsonObjectText line(out);
  line.word("partitionId", std::to_string(place.partition));
  line.number("sequenceNumber", place.sequence_number);
  line.word("offset", std::to_string(place.offset));
  line.word("enqueuedTimeUtc", utc_text(event.enqueued));
  line.raw("systemProperties", system);
  line.raw("applicationProperties", application);
  if (is_json_body(event)) {
    line.raw("body", event.body);
  } else {
    line.word("body", base64(event.body));
  }
  line.close();
  return out;
}

std::string connection_state_body(Time time, std::uint64_t number) {
  // 100 ns since 1601, as the documented sample has it.
  constexpr std::uint64_t kSecondsFrom1601 = 11'644'473'600;
  const auto since_1970 = static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.unix_microseconds()));
  return fmt::format(R"({{"sequenceNumber":"{:032X}{:032X}"}})", since_1970 * 10 + kSecondsFrom1601 * 10'000'000, number);
}

std::string twin_change_body(Time time, std::uint64_t desired_version, const std::string& patch) {
  using Json = nlohmann::ordered_json;
  const Json updated{{"$lastUpdated", utc_text(time)}, {"$lastUpdatedVersion", desired_version}};
  Json desired = patch.empty() ? Json::object() : Json::parse(patch, nullptr, false);
  if (!desired.is_object()) desired = Json::object();
  Json metadata = updated;
  for (const auto& [key, value] : desired.items()) {
    if (!key.starts_with('$')) metadata[key] = updated;
  }
  desired["$metadata"] = std::move(metadata);
  desired["$version"] = desired_version;
  const Json body{{"version", desired_version + 1}, {"properties", {{"desired", std::move(desired)}}}};
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string lifecycle_body(const std::string& device, const std::string& module) {
  using Json = nlohmann::ordered_json;
  const Json section{{"$metadata", {{"$lastUpdated", "0001-01-01T00:00:00Z"}}}, {"$version", 1}};
  Json body{{"deviceId", device}};
  if (!module.empty()) body["moduleId"] = module;
  body["etag"] = "AAAAAAAAAAE=";
  body["version"] = 2;
  body["properties"] = {{"desired", section}, {"reported", section}};
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace picket::sim
