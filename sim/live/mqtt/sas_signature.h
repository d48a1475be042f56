#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "sim/live/mqtt/secret.h"
#include "sim/network/hub_mqtt.h"

namespace picket::sim {

/// HMAC-SHA256 of `text`, 32 bytes.
std::string hmac_sha256(const Secret& key, std::string_view text);

/// The token of a device or a module, signed: what MQTT sends as the password.
///
/// Input:  `key`, the bytes of the symmetric key: IoT Hub's keys are given in base64 and used decoded (an Event Hubs' are not).
/// Output: sim/network's `sas_token` with the signature of "<resource, percent-encoded>\n<expiry in seconds since 1970>".
/// Source: azure-docs iot-hub-dev-guide-sas; signatures of Microsoft's azure-iot-common, which the test has.
Secret signed_token(const HubNames& names, const Secret& key, Time expires);

}  // namespace picket::sim
