#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "sim/live/amqp/event_hub_endpoint.h"
#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// What a token of Event Hubs is for: "sb://<host>/<entity>" and what stands behind it.
std::string management_audience(const EventHubEndpoint& endpoint);
std::string partition_audience(const EventHubEndpoint& endpoint, std::string_view consumer_group, std::uint16_t partition);
/// The address of a partition's link: "<entity>/ConsumerGroups/<group>/Partitions/<n>".
std::string partition_address(const EventHubEndpoint& endpoint, std::string_view consumer_group, std::uint16_t partition);

/// "SharedAccessSignature sr=...&sig=...&se=...&skn=...".
///
/// Why:    unlike IoT Hub, Event Hubs signs with the bytes of the key's text; a decoded key gives "unauthorized".
/// Source: azure-docs event-hubs/authenticate-shared-access-signature; the golden token of the test.
Secret event_hub_token(const EventHubEndpoint& endpoint, std::string_view audience, Time expires);

}  // namespace picket::sim
