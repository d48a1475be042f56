#pragma once

#include <cstdint>
#include <optional>
#include <proton/message.hpp>
#include <proton/source.hpp>
#include <string>

#include "agent_core/base/time.h"
#include "sim/live/amqp/event_hub_endpoint.h"
#include "sim/live/amqp/start_position.h"

namespace picket::sim {

/// "put-token" for "$cbs": the token of an audience, which ends at `expires`. The message's id and the reply's address are the caller's to set.
/// Source: iot-hub.md 5.1 (frames of Microsoft's client).
proton::message put_token_request(const EventHubEndpoint& endpoint, const std::string& audience, Time expires);
/// READ for "$management": of the entity, or of one of its partitions.
proton::message read_request(const EventHubEndpoint& endpoint, std::optional<std::uint16_t> partition, Time expires);
/// The selector of a partition's link, as its source's filter.
proton::source::filter_map filter_of(const StartPosition& position);

}  // namespace picket::sim
