#pragma once

#include <string>
#include <string_view>

namespace picket {

/// Classes of ASCII characters, whatever the locale; bytes of 128 and more belong to none.
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// What regular expressions call `\w`.
constexpr bool is_word(char c) {
  return is_alphanumeric(c) || c == '_';
}
/// A letter of ASCII in lower case; every other byte as it is.
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
/// Each byte of `text` so, in the place of what `out` held.
inline void lower(std::string_view text, std::string& out) {
  out.resize(text.size());
  // Through pointers: a compiler that cannot tell whether the string's own pointer changes takes byte after byte.
  const char* from = text.data();
  char* to = out.data();
  for (std::size_t i = 0; i < text.size(); ++i) to[i] = lower(from[i]);
}
inline std::string lower(std::string_view text) {
  std::string out;
  lower(text, out);
  return out;
}

}  // namespace picket
