#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/message.h"

namespace picket::g2_flatbuffers {

/// The functions of message.h for schema 2.3; see there.
void encode(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts, std::string& out);
std::size_t encoded_size(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts);
std::size_t observation_size(const Observation& observation, const TextTable& texts, bool extended);
void wire_order(std::span<const Observation> observations, std::vector<std::uint32_t>& order);
Observation as_received(const AgentIdentity& identity, const SecurityMessage& message, const Observation& observation);
Result<std::size_t, DecodeError> decode(std::string_view bytes, const DecodeLimits& limits, TextTable& texts,
                                        DecodedMessage& out);

bool can_carry(EventKind kind);

/// The one time a schema 2.3 event has, in unix seconds: when flows and aggregates were collected,
/// when anything else happened.
std::uint32_t event_seconds(const SecurityMessage& message, const Observation& observation);
/// Its `collection_interval`, in seconds: 0 for what is neither a flow nor aggregated.
std::uint32_t interval_seconds(const SecurityMessage& message, const Observation& observation);
/// Seconds from `time` to the event's time, 0 if it is later; what the trailing time fields hold.
inline std::uint32_t seconds_before(std::uint32_t event_seconds, Time time) {
  const std::int64_t difference = event_seconds - time.unix_seconds();
  return difference <= 0 ? 0 : difference >= event_seconds ? event_seconds : static_cast<std::uint32_t>(difference);
}
/// What stands for the direction where the wire has none.
Direction guessed_direction(std::uint16_t local_port, std::uint16_t remote_port);
/// A port goes into the IPv4 vector by the same rule.
inline bool travels_as_ipv6(const ListeningPortRecord& port) {
  return !port.local_address.is_v4() && !port.local_address.is_unspecified();
}
/// A flow goes into the IPv4 vector if neither end needs IPv6; an unknown end does not.
inline bool travels_as_ipv6(const NetworkRecord& network) {
  const auto needs_ipv6 = [](const IpAddress& a) { return !a.is_v4() && !a.is_unspecified(); };
  return needs_ipv6(network.local_address) || needs_ipv6(network.remote_address);
}

}  // namespace picket::g2_flatbuffers
