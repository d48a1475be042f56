#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket {

/// Length of "2026-01-31T23:59:59Z".
inline constexpr std::size_t kUtcTextLength = 20;

/// `time` in whole seconds, rounded down, and held within the years 1970 to 9999 that the text form has room for.
Time utc_text_time(Time time);

/// Writes `utc_text_time(time)` as %FT%TZ; exactly kUtcTextLength characters.
void write_utc(Time time, char* out);

/// Reads what agents write: date and time with 'T' or a space between, an optional fraction of a second
/// (kept to microseconds), and 'Z', an offset "+hh:mm" or nothing, which counts as UTC; also the
/// "MM/dd/yyyy HH:mm:ss" of the C# agent. Errors: nullopt for anything else or a date that does not exist.
std::optional<Time> parse_timestamp(std::string_view text);

}  // namespace picket
