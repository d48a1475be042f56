#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Where an event says that it comes from ("iothub-message-source").
enum class EventSource : std::uint8_t {
  kTelemetry,        ///< a device's message
  kConnectionState,  ///< the hub: a device came or went
  kTwinChange,
  kLifecycle,        ///< an identity was made or removed
  kOther,
  kCount_,
};

/// What the hub says of a message, and its body. Texts are of outside and bounded by kMaxEventText.
struct ReceivedEvent {
  std::uint16_t partition = 0;
  std::int64_t sequence_number = -1;  ///< counts the events of a partition
  std::string offset;                 ///< opaque
  Time stored_time;                   ///< x-opt-enqueued-time: when the endpoint stored it
  Time enqueued_time;                 ///< iothub-enqueuedtime: when the hub took it; else the other
  EventSource source = EventSource::kTelemetry;
  std::string device;
  std::string module;  ///< empty: the device itself
  std::string interface_id;
  std::string message_id;
  std::string content_type;
  std::string content_encoding;
  std::string operation;            ///< opType of an event of the hub
  std::string operation_timestamp;  ///< operationTimestamp of it, ISO 8601
  bool x509 = false;                ///< the device proved itself by a certificate
  std::string type_information;     ///< application property "mti" of generation 2
  std::string body;
};

inline constexpr std::size_t kMaxEventText = 512;

/// Why what came from the endpoint is no event for anybody. Counted, kept aside, never fatal.
enum class EventFault : std::uint8_t {
  kNoSequenceNumber,   ///< x-opt-sequence-number missing or of another type
  kNoTime,             ///< neither time is there
  kNoDevice,           ///< iothub-connection-device-id (or deviceId) missing or empty
  kTextTooLong,        ///< an annotation beyond kMaxEventText
  kBodyNotBytes,       ///< no data section
  kBodyTooLarge,       ///< beyond kMaxMessageBytes
  kMalformed,          ///< annotations or properties cannot be read
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(EventFault::kCount_)> kEventFaultNames{
    "no_sequence_number", "no_time", "no_device", "text_too_long", "body_not_bytes", "body_too_large", "malformed"};
constexpr std::string_view to_string(EventFault fault) { return kEventFaultNames[static_cast<std::size_t>(fault)]; }

/// An event, or what could be read of it and why it is none.
struct EventRead {
  ReceivedEvent event;
  std::optional<EventFault> fault;
};

}  // namespace picket::sim
