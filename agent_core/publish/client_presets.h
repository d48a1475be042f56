#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "agent_core/publish/session.h"

namespace picket {

/// Names known to client_preset(), in the order of the documentation.
inline constexpr std::array<std::string_view, 4> kClientPresetNames{"c_sdk", "node_sdk", "python_sdk", "dotnet_sdk"};

/// The documented behaviour of Microsoft's device SDKs over MQTT.
///
///   name        keep-alive  renewal                  backoff                       grade
///   c_sdk       240 s       48 min of 60             0, then 1 s doubling          documented; longest wait: estimate
///   node_sdk    180 s       45 min of 60             0, then 100 ms doubling, 10 s read in its source, simplified
///   python_sdk  60 s        120 s before 60 min      fixed 10 s                    documented
///   dotnet_sdk  75 s pings  10 min after 60 min      0, then 100 ms doubling, 10 s pings documented; backoff: estimate
///
/// In all of them the acknowledgement timeout (60 s, the C SDK's resend time), the throttle
/// suspicion and the queue bound are ours, so that presets differ only in what is known.
/// Output: nothing for an unknown name.
/// Limits: Python's first retry is at once here, as in every preset. .NET pings four times in its
///         300 s keep-alive; `keep_alive` here is the time between pings.
/// Source: Azure/azure-iot-sdk-c doc/connection_and_messaging_reliability.md (retry, 30 s CONNACK,
///         60 s PUBLISH); MicrosoftDocs/azure-docs iot/iot-mqtt-connect-to-iot-hub, 2023-06-27
///         (keep-alive, renewal); iot/concepts-manage-device-reconnections, 2025-01-10 (Python);
///         azure-iot-common retry policy (Node: first 0, 100 ms to 10 s, throttled 10 s to 60 s).
std::optional<ClientPreset> client_preset(std::string_view name);

}  // namespace picket
