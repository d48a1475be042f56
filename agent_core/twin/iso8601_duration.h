#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket {

/// Who reads and writes an ISO 8601 duration: the three differ in what they accept and how they print.
enum class DurationDialect : std::uint8_t {
  /// The pattern of the published schema (azureiotsecurity_schema_definitions.json): units in the order
  /// Y M W D T H M S, each at most once; the last number may have a fraction. Also accepts "PT0S".
  kSchema,
  /// The C agent's code: no fractions; not zero; at most 2^32 - 1 ms (49.7 days). Years are an oversight
  /// there, kept here: up to two are accepted and add nothing, more are refused.
  kG1C,
  /// .NET's XmlConvert, used by the C# agent: no weeks; a fraction of the seconds only; twelve months make
  /// a year; below 10,675,200 days.
  kG1CSharp,
};

/// The length of time that `text` states; nothing if the dialect refuses it.
///
/// Model:  a year is 365 days and a month 30, in all three dialects. Fractions are rounded down to whole
///         microseconds.
/// Errors: nothing for any other text, and for a sum beyond the dialect's limit. kSchema: 10,675,199 days.
/// Limits: no sign and no surrounding blanks, which the published pattern forbids (.NET would take both).
/// Source: defender.md 2.1; the agents' own converters (C: time_utils.c, C#: IsoTimespanConverter.cs).
std::optional<Duration> parse_iso8601_duration(std::string_view text, DurationDialect dialect);

/// The one text that an agent prints for a duration, which its own parser reads back as the same.
///
/// Output: kG1C: months, weeks, days, then the time ("P1M2W3DT4H5M6S"), whole seconds, as its code does;
///         kSchema and kG1CSharp: days, then the time, with a fraction if there is one ("P44DT1H0.5S");
///         zero is "PT0S".
/// Errors: a negative duration is a caller's bug.
std::string iso8601_text(Duration duration, DurationDialect dialect);

/// "[d.]hh:mm:ss[.fffffff]", as .NET prints a TimeSpan; the C# agent's ConfigurationError events hold it.
std::string time_span_text(Duration duration);

}  // namespace picket
