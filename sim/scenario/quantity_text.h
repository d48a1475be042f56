#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// What a unit measures. The base units are second, byte, bit per second and US dollar.
enum class Dimension : std::uint8_t { kNone, kTime, kData, kBitRate, kMoney };

/// "40 ms" taken apart.
struct QuantityText {
  std::string_view number;
  std::string_view unit;  ///< empty: none was written
};
/// Splits a number from the word after it; one optional space between them. Nothing if the text
/// does not begin with a number.
std::optional<QuantityText> split_quantity(std::string_view text);
/// The value of a decimal number of YAML's core schema; nothing if it is none or not finite.
std::optional<double> parse_decimal(std::string_view text);

struct Unit {
  std::string_view name;
  Dimension dimension;
  double factor;  ///< in the base unit
};
/// Units: us ms s min h d day days; B kB KB MB GB TB KiB MiB GiB TiB; bit/s kbit/s Mbit/s Gbit/s; USD.
/// kB and KB are 1000 bytes and KiB is 1024 bytes. Capitals matter.
const Unit* find_unit(std::string_view name);
/// What a person may have meant by an unknown unit ("m" -> "min"); empty if we do not know.
std::string_view unit_meant(std::string_view name, Dimension dimension);
/// The units of a dimension, for messages and patterns: {"us", "ms", ...}.
std::string unit_list(Dimension dimension, std::string_view separator);
/// Two units to suggest for a bare number: {"ms", "s"} for times.
struct UnitPair {
  std::string_view first;
  std::string_view second;
};
UnitPair common_units(Dimension dimension);
Dimension dimension_of(std::string_view base_unit);  ///< "s", "B", "bit/s", "USD"

/// ISO 8601 in UTC: "2026-03-03T00:00:00Z", with an optional fraction of up to six digits. Years
/// 1970 to 2199. Nothing if malformed or not a date of the calendar.
std::optional<Time> parse_time(std::string_view text);

/// Texts that read back as exactly the same value, in the largest unit that allows it.
std::string format_duration(Duration duration);
std::string format_time(Time time);
std::string format_bytes(Bytes bytes);
std::string format_bit_rate(BitRate rate);
std::string format_money(Money money);
/// The shortest decimal that reads back as the same double.
std::string format_number(double value);

}  // namespace picket::sim
