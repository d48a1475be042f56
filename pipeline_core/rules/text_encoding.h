#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace picket {

/// Base64 with padding. Source: RFC 4648, section 4.
std::string base64(std::string_view bytes);
/// What a text looks like inside a longer base64 text: one variant for each of its three positions, without
/// the characters that depend on its neighbours.
/// Source: Sigma modifiers appendix, "base64offset"; cuts as the reference implementation has them.
std::array<std::string, 3> base64_offsets(std::string_view bytes);
/// Bytes of the character that a text, which is not empty, begins with; 1 for a byte that is not UTF-8.
std::size_t character_length(std::string_view text);
/// The text with each byte that is not UTF-8 replaced by U+FFFD.
std::string with_replacements(std::string_view text);
/// UTF-8 to UTF-16. Errors: nothing if the text is not UTF-8.
std::optional<std::string> utf16le(std::string_view utf8);
std::optional<std::string> utf16be(std::string_view utf8);

}  // namespace picket
