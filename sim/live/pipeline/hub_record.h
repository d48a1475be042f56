#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/live/amqp/received_event.h"

namespace picket::sim {

/// Why an event of the hub is nothing for the analytics core. Ordinary, and counted.
enum class NotAnalysed : std::uint8_t {
  kOtherTelemetry,   ///< a device's message that is not marked as a security message
  kOtherHubEvent,    ///< twins, life cycles, and operations that are no coming or going
  kRepeated,         ///< (device, message id) was taken before
  kTooManyDevices,   ///< of a device beyond the number that is kept
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(NotAnalysed::kCount_)> kNotAnalysedNames{
    "other_telemetry", "other_hub_event", "repeated", "too_many_devices"};
constexpr std::string_view to_string(NotAnalysed reason) { return kNotAnalysedNames[static_cast<std::size_t>(reason)]; }

/// What an event is to the analytics core, but for the device's number.
struct HubRecord {
  enum class Kind : std::uint8_t { kMessage, kConnect, kDisconnect };
  Kind kind = Kind::kMessage;
  Encoding encoding = Encoding::kG2FlatBuffers;
  Compression compression = Compression::kNone;
  bool module = false;             ///< of connections: of a module, not of the device itself
  AuthType auth_type = AuthType::kUnknown;
  Time time;                       ///< when the hub took the message; of connections, when the device came or went
  bool operator==(const HubRecord&) const = default;
};

/// The event as a record, or why it is none.
///
/// Model:  a security message is one whose interface id says so, as for the hub itself. Its encoding is what "mti" says; without it
///         JSON where the body begins as JSON does, else FlatBuffers. Bytes that begin with zstd's magic number are compressed.
///         Connections are what deviceConnectionStateEvents say: a state seen once a minute at best, and no log.
/// Limits: a body that lies about its encoding is undecodable to the core, which counts it. Dictionaries are not known here.
struct HubRecordRead {
  std::optional<HubRecord> record;
  NotAnalysed reason = NotAnalysed::kOtherTelemetry;  ///< without a record
};
HubRecordRead hub_record_of(const ReceivedEvent& event);

}  // namespace picket::sim
