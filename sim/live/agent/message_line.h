#pragma once

#include <string>

#include "sim/live/agent/host_agent.h"

namespace picket::sim {

/// A message for a person or a program to read, as one line of JSON: when and with what properties it would be sent, its size, and
/// its content as a receiver reads it, a row for each observation as the workspace would show it (see RawEventRow).
/// Output: keys created, sequence, encoding, body_bytes, metered_bytes, properties (the end of the MQTT topic), events (raw events
///         merged), rows. No line end.
/// Errors: a body that cannot be read back is our own mistake; its `error` says so in place of rows.
std::string message_line(const HostMessage& message, const std::string& device, const std::string& agent_version);

}  // namespace picket::sim
