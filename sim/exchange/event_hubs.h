#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "agent_core/message/message_marking.h"
#include "pipeline_core/hub_watch/operation_record.h"

namespace picket::sim {

/// Where events come from, in the words of the annotation iothub-message-source.
/// Source: iot-hub-devguide-messages-d2c (routing), iot-hub-non-telemetry-event-schema, 2024-04-10.
enum class MessageRoute : std::uint8_t { kTelemetry, kTwinChangeEvents, kDeviceConnectionStateEvents, kCount_ };
std::string_view to_string(MessageRoute route);

/// What a consumer of a hub's Event Hubs-compatible endpoint is given, but for its place there.
struct HubEvent {
  MessageRoute route = MessageRoute::kTelemetry;
  std::string hub;
  std::string device;
  std::string module;  ///< empty: the device's own identity
  AuthType auth_type = AuthType::kSas;
  Time enqueued;       ///< by the hub
  MessageMarking marking;  ///< user_id: the hub's name in events of its own
  std::string body;
};

/// A place in the endpoint's log.
struct HubEventPlace {
  unsigned partition = 0;
  std::uint64_t sequence_number = 0;
  std::uint64_t offset = 0;
};

/// The partitions of one hub's endpoint: devices keep to one, and events are numbered in it from 0.
/// Limits: which partition a device hashes to is ours, the real hash is not published. Offsets are opaque; ours count bytes
///         of bodies.
class HubPartitions {
 public:
  /// As most hubs have it. Source: iot-hub.md, 2.
  static constexpr unsigned kPartitions = 4;
  HubEventPlace place(std::string_view device, std::size_t body_bytes);

 private:
  struct Partition {
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<Partition> partitions_ = std::vector<Partition>(kPartitions);
};

/// The event as one line of JSON.
///
/// Model:  annotations and AMQP properties stand in `systemProperties` under their own names, application properties in
///         `applicationProperties`. The body is JSON where content type and encoding say so, as message routing writes it,
///         else its bytes in base64, a JSON string.
/// Limits: x-opt-enqueued-time, some 100 ms later at a real hub, equals iothub-enqueuedtime. The identities' generation ids
///         are ours.
/// Source: iot-hub.md, 5.2; iot-hub-devguide-messages-construct; iot-hub-non-telemetry-event-schema.
std::string event_hubs_line(const HubEvent& event, const HubEventPlace& place);

/// Body of a connection state event: "sequenceNumber", 64 hexadecimal digits that grow with time, then with `number`.
std::string connection_state_body(Time time, std::uint64_t number);
/// Body of a twin change event. `patch`: the desired properties as a JSON object; empty: not known.
std::string twin_change_body(Time time, std::uint64_t desired_version, const std::string& patch);

}  // namespace picket::sim
