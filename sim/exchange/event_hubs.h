#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/message/message_marking.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/hub/partitions.h"

namespace picket::sim {

/// Where events come from, in the words of the annotation iothub-message-source.
/// Source: iot-hub-devguide-messages-d2c (routing), iot-hub-non-telemetry-event-schema, 2024-04-10.
enum class MessageRoute : std::uint8_t { kTelemetry, kTwinChangeEvents, kDeviceConnectionStateEvents, kDeviceLifecycleEvents, kCount_ };
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
/// Body of a device lifecycle event: the identity's twin as it is when it is new. `module` empty: of the device itself.
std::string lifecycle_body(const std::string& device, const std::string& module);

}  // namespace picket::sim
