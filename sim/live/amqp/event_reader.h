#pragma once

#include <proton/message.hpp>

#include "sim/live/amqp/received_event.h"

namespace picket::sim {

/// A message of the endpoint as an event, or why it is none. `event` holds what could be read in either case: with a fault, the
/// sequence number and the body where they are there, so that it can be kept aside.
///
/// Cost:   some microseconds, our estimate; no map of the message is built.
/// Errors: never throws: what qpid-proton throws on bytes of outside is kMalformed.
/// Source: iot-hub.md 5.2; azure-docs iot-hub-devguide-messages-construct and iot-hub-non-telemetry-event-schema.
EventRead read_event(const proton::message& message, std::uint16_t partition);

}  // namespace picket::sim
