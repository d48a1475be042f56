#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace picket {

/// The shortest decimal form that reads back as `value`; whole numbers below 10^15 without an exponent.
std::string spell_number(double value);

/// The number that all of a text spells: decimal, as JSON writes it, with some freedom ("05", "5.", ".5").
/// Errors: nothing for anything else: signs before it but '-', hexadecimal, infinity, what is too large for a double
/// or too small.
std::optional<double> read_number(std::string_view text);

}  // namespace picket
