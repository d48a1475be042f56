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
  kG1Json,         ///< schema 1.0, JSON, in the key order of the C agent; see JsonDialect
  kG2FlatBuffers,  ///< schema 2.3, FlatBuffers; payloads unknown to 2.3 are our own tables
};
std::string_view to_string(Encoding encoding);

/// How generation 1 writes what the published schema 1.0 and the real agents do differently. All say
/// the same of one event; they differ in what an aggregate looks like and in how times are written.
///
/// Source: defender.md 3.2 (category, counts, times), 1.4 (neutralised ports), 4.2 (times of the C# agent).
enum class JsonDialect : std::uint8_t {
  /// Category "Aggregated", HitCount a number, the remote port of an inbound aggregate the integer 0.
  kCAgent,
  /// Category "Aggregated", in ExtraDetails texts only, its times in the invariant culture
  /// ("01/31/2026 23:59:59"), event times without a zone, the local side of flows, and "" for the
  /// ephemeral port of an aggregate (inbound: remote, outbound: local).
  kCSharpAgent,
  /// As kCAgent where the published schema allows it, else as it demands: category "Triggered", HitCount
  /// a text, every port a text. All such messages of at least one observation validate against it.
  kStrict,
};
inline constexpr std::array<std::string_view, 3> kJsonDialectNames{"c_agent", "csharp_agent", "strict"};
constexpr std::string_view to_string(JsonDialect dialect) {
  return kJsonDialectNames[static_cast<std::size_t>(dialect)];
}

/// What identifies the sending agent on the wire; constant for a device.
struct AgentIdentity {
  DeviceId device;
  std::string_view device_name;    ///< hub device id, at most 128 characters
  std::string_view module_name;    ///< "azureiotsecurity", "DefenderIotMicroAgent"
  std::string_view agent_version;  ///< "0.0.6"; encoded as packed u32 by generation 2
  Uuid agent_id;
  Uuid id_seed;                    ///< event ids are derived from it, the sequence and the index
  /// Generation 2 only: also write our own trailing fields (hit count and direction of flows, first
  /// and last time of every observation), which schema 2.3 does not know. False for `g2_linux`.
  bool extended = false;
  JsonDialect dialect = JsonDialect::kCAgent;  ///< generation 1 only
};

/// One security message before encoding.
struct SecurityMessage {
  std::uint32_t sequence = 0;  ///< counts the agent's messages from 0
  Time created;
  std::span<const Observation> observations;
  /// Generation 2's `collection_interval`; zero elsewhere.
  Duration collection_interval;
};

/// Appends the encoded bytes to `out`. Every observation's kind must be one that `can_carry` allows.
///
/// Model:  generation 1 writes one event per observation, in order, but the items of a report that follow
///         each other with one time share an event. Generation 2 writes one event per observation too, but
///         all flows of a message share one NetworkActivity event, and all items of a list report one event
///         of theirs, which takes the place of the first: see `wire_order`.
/// Output: what the receiver gets is `as_received` of each observation, in `wire_order`.
/// Cost:   one pass over the observations for the size, one for the bytes; `out` grows once.
/// Limits: text that is not UTF-8 makes a generation 1 message that no JSON parser accepts.
void encode(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts,
            std::string& out);
/// Exactly the number of bytes `encode` appends, without rendering any text.
/// Cost: about 15 ns an observation; never allocates for IPv4.
std::size_t encoded_size(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                         const TextTable& texts);
/// Charge of one observation against an agent's byte budgets: the length of its event inside the
/// message, without envelope and separators (generation 1: serialized event length; generation 2: its
/// vector entry, tables and texts, without the vtables that a message shares, as if it were collected at
/// its `window_end`). `further`: generation 1, a further payload item of the event that the observation
/// before it is in.
std::size_t observation_size(Encoding encoding, const Observation& observation, const TextTable& texts,
                             bool extended = false, JsonDialect dialect = JsonDialect::kCAgent, bool further = false);
/// True if `next` would be a further payload item of the event of `before`, which stands right before it
/// (generation 1: items of one report; generation 2 shares an event among all items of a message).
bool shares_event(Encoding encoding, const Observation& before, const Observation& next);
/// True if the encoding (its generation) can carry this kind at all.
bool can_carry(Encoding encoding, EventKind kind);
/// True if it can carry this record without changing what it says: generation 1 has no word for a
/// fork (it would arrive as an exec) nor for a logout of its own.
bool can_carry(Encoding encoding, const Record& record);

/// The order in which `decode` gives the observations of an encoded message: position k on the wire
/// is observation `order[k]`. Generation 1: 0, 1, 2, ... Generation 2: flows come together where the
/// first flow stands, those over IPv4 before those over IPv6; so do listening ports; and so do the items of
/// every other list report.
void wire_order(Encoding encoding, std::span<const Observation> observations, std::vector<std::uint32_t>& order);

/// What a receiver learns of one observation of `message`: the documented loss of each encoding.
///
/// Both:         times are whole seconds (rounded down) within the range of the format; `raw_socket` is never carried.
/// Generation 1: an observation counts as aggregated if it says so or has more than one hit. Then its
///               times are the window's (one that ends before it began begins at its end), process ids are 0, and an
///               inbound flow's remote port is 0; else all its times are `last_time`. No local side, byte counts or
///               flow ids; a fork reads as an exec. System information: no hardware. A report has one hit, and loses the fields that
///               schema 1.0 lacks. Dialect kCSharpAgent: the local side is carried, but for the local port of
///               an outbound aggregate.
/// Generation 2: the event's time is `created` for flows, list reports and what was aggregated, else `last_time`;
///               first and last time equal it unless `extended`, and are never after it, nor the first after the
///               last (where a clock was set back between them). The window is the collection interval
///               before it; without one it runs from first to last time. Flows: bytes saturate at 2^32 - 1 and
///               the user at 65,535; unless `extended` the hit count is 1 and the direction is guessed as
///               outbound if local port >= remote port or the local port is unknown. 0.0.0.0 reads as
///               "::". `aggregated` reads as: has a collection interval or more than one hit.
Observation as_received(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                        const Observation& observation);

/// Why a message or a part of it was refused by `decode`. Never fatal; each is counted.
enum class DecodeError : std::uint8_t {
  kEmpty,
  kTooLarge,         ///< over 262,144 bytes (IoT Hub's limit)
  kNotParsable,      ///< not JSON, or fails the FlatBuffers verifier
  kSchemaViolation,  ///< a required field is missing or has the wrong type or value
  kTooManyEvents,    ///< over DecodeLimits::max_observations
  kTooManyTexts,     ///< the text table's bound was reached, or texts repeat beyond the message's size
  kCount_,
};
std::string_view to_string(DecodeError error);

struct DecodeLimits {
  std::size_t max_bytes = 262'144;
  std::size_t max_observations = 20'000;
  /// Also accept what real agents send and the published schema forbids: category "Aggregated",
  /// numeric HitCount, integer RemotePort, Queue "Operational", Result "Skip" (defender.md 3.2), unknown
  /// names and fields, a missing UserId; for generation 2 also our own payloads and trailing fields, which strict mode skips.
  bool tolerant = true;
};

struct DecodedMessage {
  Uuid agent_id;                          ///< zero for generation 2
  std::vector<Observation> observations;  ///< texts refer to the table given to `decode`
  std::uint32_t unknown_events = 0;       ///< well-formed events of a kind we do not know: skipped and counted
};

/// Reads bytes from outside. Bounded in time and memory by `limits` and by `texts`' maximum.
/// `out` is reused: its vectors are cleared and keep their capacity; after an error it is empty.
/// Output: the number of observations. One payload item of a generation 1 event is one observation.
/// Limits: texts that were interned before an error was found stay in the table.
Result<std::size_t, DecodeError> decode(Encoding encoding, std::string_view bytes, const DecodeLimits& limits,
                                        TextTable& texts, DecodedMessage& out);

}  // namespace picket
