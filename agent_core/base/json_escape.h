#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace picket {

// How every JSON text of the project is escaped: only what RFC 8259, section 7, requires. " and \ and
// the controls that have one take two characters (\b \f \n \r \t), other controls six (\u00XX); all
// other bytes stand as they are.

/// The second character of a two-character escape, or 0.
char json_escape_letter(char c);
/// Below 0x20: must be escaped.
constexpr bool is_json_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// Length of `text` between the quotes of its JSON string.
std::size_t json_escaped_length(std::string_view text);
/// Writes json_escaped_length(text) characters; returns the end.
char* write_json_escaped(std::string_view text, char* out);
void append_json_escaped(std::string_view text, std::string& out);

}  // namespace picket
