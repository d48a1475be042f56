#include <array>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/message/event_id.h"
#include "agent_core/message/message.h"

namespace picket {

std::string to_string(Uuid uuid) {
  std::string text(kUuidTextLength, '0');
  write_uuid(uuid, text.data());
  return text;
}

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::kG1Json:
      return "g1_json";
    case Encoding::kG2FlatBuffers:
      return "g2_flatbuffers";
  }
  PICKET_CHECK(false, "encoding", static_cast<int>(encoding));
  return {};
}

std::string_view to_string(EventKind kind) {
  static constexpr std::array<std::string_view, kEventKinds> kNames{
      "process",     "network",    "dns",        "login",
      "file",        "peripheral", "system_information", "heartbeat",
      "listening_ports", "local_users", "firewall", "baseline",
      "sbom",        "statistics", "message_statistics", "dropped_events",
      "log",         "configuration_error", "connected_hardware"};
  const auto index = static_cast<std::size_t>(kind);
  PICKET_CHECK(index < kNames.size(), "event kind", index);
  return kNames[index];
}

Record default_record(EventKind kind) {
  static const std::array<Record, kEventKinds> kDefaults = []<std::size_t... i>(std::index_sequence<i...>) {
    return std::array<Record, kEventKinds>{Record(std::in_place_index<i>)...};
  }(std::make_index_sequence<kEventKinds>());
  return kDefaults[static_cast<std::size_t>(kind)];
}

std::string_view to_string(DecodeError error) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(DecodeError::kCount_)> kNames{
      "empty", "too_large", "not_parsable", "schema_violation", "too_many_events", "too_many_texts"};
  const auto index = static_cast<std::size_t>(error);
  PICKET_CHECK(index < kNames.size(), "decode error", index);
  return kNames[index];
}

}  // namespace picket
