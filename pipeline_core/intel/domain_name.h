#pragma once

#include <string>
#include <string_view>

namespace picket {

/// Longest name in text form. Source: RFC 1035 section 2.3.4 (255 octets on the wire).
inline constexpr std::size_t kMaxDomain = 253;

/// Writes the name as lists and look-ups compare it: lower case, no final dot. A list's "*." in front is taken
/// off, since a listed name covers what is below it anyway.
/// Errors: false for anything that is no name of at least two labels of letters, digits, '-' and '_', each of 1
/// to 63 characters (names in other scripts come as punycode), or that reads as an IPv4 address. A single label
/// would list a whole top-level domain.
bool normal_domain(std::string_view text, std::string& out);

}  // namespace picket
