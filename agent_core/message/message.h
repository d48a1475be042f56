#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/base/result.h"
#include "agent_core/message/record.h"

namespace picket {

/// 128-bit identifier, big-endian halves; text form 8-4-4-4-12.
struct Uuid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const Uuid&) const = default;
};
std::string to_string(Uuid uuid);

/// The generations of agent (reference: README, "Agents"). `g2_linux` and `picket` share the
/// FlatBuffers encoding; what differs is behaviour.
enum class Encoding : std::uint8_t {
  kG1Json,         ///< schema 1.0, JSON; as the C agent writes it (key order, numbers)
  kG2FlatBuffers,  ///< schema 2.3, FlatBuffers; payloads unknown to 2.3 are our own tables
};
std::string_view to_string(Encoding encoding);

/// What identifies the sending agent on the wire; constant for a device.
struct AgentIdentity {
  DeviceId device;
  std::string_view device_name;    ///< hub device id, at most 128 characters
  std::string_view module_name;    ///< "azureiotsecurity", "DefenderIotMicroAgent"
  std::string_view agent_version;  ///< "0.0.6"; encoded as packed u32 by generation 2
  Uuid agent_id;
  Uuid id_seed;                    ///< event ids are derived from it, the sequence and the index
};

/// One security message before encoding.
struct SecurityMessage {
  std::uint32_t sequence = 0;  ///< counts the agent's messages from 0
  Time created;
  std::span<const Observation> observations;
  /// Generation 2's `collection_interval`; zero elsewhere.
  Duration collection_interval;
};

/// Appends the encoded bytes to `out`.
void encode(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts,
            std::string& out);
/// Exactly the number of bytes `encode` appends, without rendering any text.
std::size_t encoded_size(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                         const TextTable& texts);
/// Charge of one observation against an agent's byte budgets: the length of its event inside the
/// message, without envelope and separators (generation 1: serialized event length).
std::size_t observation_size(Encoding encoding, const Observation& observation, const TextTable& texts);
/// True if the encoding (its generation) can carry this kind at all.
bool can_carry(Encoding encoding, EventKind kind);

/// Why a message or a part of it was refused by `decode`. Never fatal; each is counted.
enum class DecodeError : std::uint8_t {
  kEmpty,
  kTooLarge,         ///< over 262,144 bytes (IoT Hub's limit)
  kNotParsable,      ///< not JSON, or fails the FlatBuffers verifier
  kSchemaViolation,  ///< a required field is missing or has the wrong type or value
  kTooManyEvents,    ///< over DecodeLimits::max_observations
  kTooManyTexts,     ///< the text table's bound was reached
  kCount_,
};
std::string_view to_string(DecodeError error);

struct DecodeLimits {
  std::size_t max_bytes = 262'144;
  std::size_t max_observations = 20'000;
  /// Also accept what real agents send and the published schema forbids: category "Aggregated",
  /// numeric HitCount, integer RemotePort (defender.md 3.2).
  bool tolerant = true;
};

struct DecodedMessage {
  Uuid agent_id;                          ///< zero for generation 2
  std::vector<Observation> observations;  ///< texts refer to the table given to `decode`
  std::uint32_t unknown_events = 0;       ///< well-formed events of a kind we do not know: skipped and counted
};

/// Reads bytes from outside. Bounded in time and memory by `limits` and by `texts`' maximum.
/// `out` is reused: its vectors are cleared and keep their capacity.
Result<std::size_t, DecodeError> decode(Encoding encoding, std::string_view bytes, const DecodeLimits& limits,
                                        TextTable& texts, DecodedMessage& out);

}  // namespace picket
