#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace picket {

// The project's one reader of UTF-8. Well-formed is what table 3-7 of The Unicode Standard 15.0 lists: no overlong
// forms, no surrogates, nothing above U+10FFFF.

struct CodePoint {
  std::uint32_t value = 0;  ///< U+FFFD if the bytes are ill-formed
  std::uint8_t bytes = 0;   ///< 1 to 4; of ill-formed bytes the longest part that could have begun a character, else 1
  bool well_formed = false;
};

/// The code point at the start of `text`, which must not be empty.
/// Source: The Unicode Standard 15.0, section 3.9: table 3-7, "maximal subpart of an ill-formed subsequence".
CodePoint first_code_point(std::string_view text);

/// 80 to BF: within a character and not at its start.
constexpr bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// Cost: eight bytes at a time where they are ASCII.
bool is_utf8(std::string_view text);

/// `text` with each maximal subpart of an ill-formed sequence replaced by U+FFFD, as the standard recommends.
std::string well_formed_utf8(std::string_view text);

/// The longest start of `text` of at most `bytes` bytes that cuts no character. Ill-formed bytes count each for itself.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);

/// `text` as terminals and logs may be shown it: what could move the cursor, end the line or turn the direction of
/// writing stands as an escape, so that no name from outside can colour, hide or rearrange anything.
/// Output: \xNN for controls of ASCII and for each ill-formed byte; \uNNNN for U+0080 to U+009F, U+2028 and U+2029,
///         and all with the property Bidi_Control (marks, embeddings, overrides, isolates).
/// Limits: for eyes, not to be read back: a backslash stands for itself. Letters that look alike stay what they are.
/// Source: Unicode Character Database 15.0, PropList.txt; UAX #9, section 2.
std::string printable(std::string_view text);
/// The same for a text of several lines that we wrote: line ends stay. What comes from outside goes through
/// `printable` before it is put into one.
std::string printable_lines(std::string_view text);

}  // namespace picket
