#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// A Sigma string taken apart: literals between the wildcards `*` (any run) and `?` (one character of
/// UTF-8, or one byte that is not UTF-8).
/// Escaping: `\*`, `\?`, `\\` are literal; a backslash before anything else, or at the end, is itself.
/// Source: Sigma specification 2.1, "Escaping"; checked against vectors of the reference implementation.
struct PatternPart {
  enum class Kind : std::uint8_t { kLiteral, kAny, kOne };
  Kind kind = Kind::kLiteral;
  std::string text;
  bool operator==(const PatternPart&) const = default;
};
using PatternParts = std::vector<PatternPart>;

PatternParts parse_pattern(std::string_view text);
/// Adds `*` at the start or the end unless one stands there already.
void open_start(PatternParts& parts);
void open_end(PatternParts& parts);
/// The variants of the `windash` modifier: each dash or slash that begins a word-less boundary
/// becomes -, /, en dash, em dash and horizontal bar. Limits: at most 4 places (625 variants); more
/// gives an empty vector, which the reader refuses.
std::vector<PatternParts> windash_variants(const PatternParts& parts);

/// A compiled pattern. Case-insensitive patterns are folded (ASCII only) at compile time and must be
/// given folded text.
/// Cost: a comparison or one substring search for the usual shapes; backtracking O(text x pattern)
/// for inner wildcards.
class TextPattern {
 public:
  TextPattern(const PatternParts& parts, bool cased);
  enum class Shape : std::uint8_t { kEquals, kStarts, kEnds, kContains, kAnything, kGeneral };

  bool matches(std::string_view text) const;
  bool cased() const { return cased_; }
  Shape shape() const { return shape_; }
  /// A text that matches holds this, folded: the whole of what is asked for unless the shape is kGeneral,
  /// then its longest literal. May be empty.
  const std::string& needed() const { return needed_; }

 private:
  bool matches_general(std::string_view text) const;

  Shape shape_ = Shape::kEquals;
  bool cased_ = false;
  std::string literal_;
  std::string needed_;
  std::vector<std::int16_t> general_;  ///< a byte, or kAnyMark, or kOneMark
};

}  // namespace picket
