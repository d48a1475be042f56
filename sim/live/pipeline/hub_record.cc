#include "sim/live/pipeline/hub_record.h"

#include <algorithm>

#include "agent_core/message/message_marking.h"
#include "agent_core/message/utc_text.h"

namespace picket::sim {
namespace {

/// "2.3-1-0-0": the second part is 1 for FlatBuffers, 0 for JSON.
Encoding encoding_of(const ReceivedEvent& event) {
  const std::size_t dash = event.type_information.find('-');
  if (dash != std::string::npos && dash + 1 < event.type_information.size()) {
    return event.type_information[dash + 1] == '0' ? Encoding::kG1Json : Encoding::kG2FlatBuffers;
  }
  const std::size_t first = event.body.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && (event.body[first] == '{' || event.body[first] == '[');
  return json || event.content_type == "application/json" ? Encoding::kG1Json : Encoding::kG2FlatBuffers;
}

HubRecordRead record_of_connection(const ReceivedEvent& event) {
  HubRecord record;
  if (event.operation == "deviceConnected" || event.operation == "moduleConnected") {
    record.kind = HubRecord::Kind::kConnect;
  } else if (event.operation == "deviceDisconnected" || event.operation == "moduleDisconnected") {
    record.kind = HubRecord::Kind::kDisconnect;
  } else {
    return {std::nullopt, NotAnalysed::kOtherHubEvent};
  }
  record.module = !event.module.empty();
  record.time = event.enqueued_time;
  // Never later than the hub told of it.
  if (const auto told = parse_timestamp(event.operation_timestamp)) record.time = std::min(*told, event.enqueued_time);
  return {record, {}};
}

}  // namespace

HubRecordRead hub_record_of(const ReceivedEvent& event) {
  if (event.source == EventSource::kConnectionState) return record_of_connection(event);
  if (event.source != EventSource::kTelemetry) return {std::nullopt, NotAnalysed::kOtherHubEvent};
  if (event.interface_id != kSecurityInterfaceId) return {std::nullopt, NotAnalysed::kOtherTelemetry};
  constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
  HubRecord record;
  record.encoding = encoding_of(event);
  record.compression = event.body.starts_with(kZstdMagic) ? Compression::kZstd : Compression::kNone;
  record.auth_type = event.x509 ? AuthType::kX509 : AuthType::kSas;
  record.time = event.enqueued_time;
  return {record, {}};
}

}  // namespace picket::sim
