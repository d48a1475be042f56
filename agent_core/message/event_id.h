#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/message/message.h"

namespace picket {

/// Length of a Uuid's text form.
inline constexpr std::size_t kUuidTextLength = 36;

/// The id of one event: a pure function of its arguments, in the form of a random (version 4) UUID as
/// agents make them, so that a run can be repeated byte by byte.
/// Limits: 122 bits from a mixing function; equal only for equal arguments or by chance.
Uuid event_id(Uuid seed, std::uint32_t sequence, std::uint32_t index);

/// Writes the 36 characters of the text form.
void write_uuid(Uuid uuid, char* out);

/// Reads the text form, in either case. Errors: nullopt for anything else.
std::optional<Uuid> parse_uuid(std::string_view text);

/// "1.2.3" as (1 << 24) | (2 << 16) | 3, the number that generation 2 sends. Parts that are missing or
/// not numbers are 0; parts too large for their bits are held at the largest value.
std::uint32_t packed_version(std::string_view version);

}  // namespace picket
