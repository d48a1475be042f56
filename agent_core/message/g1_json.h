#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/message.h"

namespace picket::g1_json {

/// The functions of message.h for schema 1.0; see there.
void encode(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts, std::string& out);
std::size_t encoded_size(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts);
std::size_t observation_size(const Observation& observation, const TextTable& texts, JsonDialect dialect);
/// Of a further payload item of an event, without the comma.
std::size_t item_size(const Observation& observation, const TextTable& texts, JsonDialect dialect);
Observation as_received(JsonDialect dialect, const Observation& observation);
Result<std::size_t, DecodeError> decode(std::string_view bytes, const DecodeLimits& limits, TextTable& texts,
                                        DecodedMessage& out);

bool can_carry(EventKind kind);
/// Whether the observation is written in its aggregated form: one hit needs no count.
inline bool written_as_aggregate(const Observation& observation) {
  return observation.aggregated || observation.hit_count != 1;
}

}  // namespace picket::g1_json
