#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "agent_core/publish/session.h"

namespace picket {

/// Names known to client_preset(), in the order of the documentation.
inline constexpr std::array<std::string_view, 4> kClientPresetNames{"c_sdk", "node_sdk", "python_sdk", "dotnet_sdk"};

/// The documented behaviour of Microsoft's device SDKs over MQTT. scenarios/clients has the same as files, which a test compares.
///
///   name        keep-alive   renewal                  waits after the first retry, which is at once     grade
///   c_sdk       240 s        48 min of 60             1 s doubling, less a random part                  documented; longest: see below
///   node_sdk    180 s        45 min of 60             100 ms + (2^n - 1) x (0 to 25 ms), at most 10 s   read in its source
///   python_sdk  60 s         120 s before 60 min      fixed 10 s                                        documented
///   dotnet_sdk  300 s, pings 10 min after 60 min      100 ms + (2^n - 1) x (80 to 120 ms), at most 10 s documented
///               each 75 s
///
/// The longest wait of c_sdk, 100 s, is that of the SDK for embedded C. node_sdk, throttled: 10 s + (2^n - 1) x (0 to 1.25 s), at most
/// 60 s. In all of them the wait for CONNACK (30 s) and PUBACK (60 s) is the C SDK's; that a client over MQTT suspects a throttle,
/// how much it then slows down but for Node, and the bound of the queue are ours, so that presets differ in what is known.
/// Output: nothing for an unknown name.
/// Limits: A message that is not acknowledged in time is sent again on a new connection; the C SDK sends it again on the old one, up
///         to twice, before it gives that up. One message is in flight at a time. Python's first retry is at once here, as in every
///         preset. The .NET SDK leaves at least 1 s between tries that fail at once.
/// Source: Azure/azure-iot-sdk-c doc/connection_and_messaging_reliability.md (retry, 30 s CONNACK,
///         60 s PUBLISH); MicrosoftDocs/azure-docs iot/iot-mqtt-connect-to-iot-hub, 2023-06-27
///         (keep-alive, renewal); iot/concepts-manage-device-reconnections, 2025-01-10 (Python);
///         azure-iot-common retry policy (Node: its jitter spans c / 4, less than its own comment says);
///         Azure/azure-iot-sdk-csharp, device/devdoc/retrypolicy.md (.NET); Azure/azure-sdk-for-c, sdk/docs/iot/mqtt_state_machine.md
///         (embedded C).
std::optional<ClientPreset> client_preset(std::string_view name);

}  // namespace picket
