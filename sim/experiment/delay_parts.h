#pragma once

#include "sim/experiment/carry_stage.h"
#include "sim/experiment/lane_result.h"

namespace picket::sim {

/// How the time from a unit's first malicious event (`start`) to an alert (`raised`) divides, where `message` completed
/// the alert and the event that gave the evidence happened at `event`.
inline DelayParts delay_parts(Time start, Time event, const AcceptedLabels& message, Time raised) {
  DelayParts parts;
  parts.attack = (event - start).count_microseconds();
  parts.agent = (message.created - event).count_microseconds();
  parts.reconnect = message.reconnect.count_microseconds();
  parts.queue = (message.sent - message.created).count_microseconds() - parts.reconnect;
  parts.network = (message.arrived - message.sent).count_microseconds();
  parts.shaping = message.shaping.count_microseconds();
  parts.hub = (message.enqueued - message.arrived).count_microseconds() - parts.shaping;
  parts.pipeline = (raised - message.enqueued).count_microseconds();
  return parts;
}

}  // namespace picket::sim
