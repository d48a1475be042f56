#pragma once

#include "sim/network/wire_cost.h"

namespace picket::sim {

// The bytes of a registration at the provisioning service, over a connection of its own as to a hub: all of them upkeep.
// Limits: the certificates and the token are as long as the hub's, every answer as long as that to a request to register, and
//         each request is acknowledged by a segment of its own.
// Source: topics, 102 bytes of a request and 94 of an answer: published trace of the C SDK's provisioning client over MQTT.

/// TCP, TLS, MQTT, and the subscription to the answers.
WireCost registration_connection(const WireModel& wire);
/// A request to register, and its answer.
WireCost register_exchange(const WireModel& wire);
/// A poll of its status, and its answer.
WireCost status_poll_exchange(const WireModel& wire);

}  // namespace picket::sim
