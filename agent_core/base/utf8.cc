#include "agent_core/base/utf8.h"

#include <algorithm>
#include <cstring>

namespace picket {
namespace {

constexpr std::uint32_t kReplacement = 0xfffd;

/// What may follow a first byte: how many bytes, and between which the first of them lies. The rest lie in 80..BF.
struct Tail {
  std::uint8_t bytes = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  bool valid = true;
};

constexpr Tail tail_of(unsigned char first) {
  if (first < 0x80) return {};
  if (first >= 0xc2 && first <= 0xdf) return {1};
  if (first == 0xe0) return {2, 0xa0};
  if (first == 0xed) return {2, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {2};
  if (first == 0xf0) return {3, 0x90};
  if (first == 0xf4) return {3, 0x80, 0x8f};
  if (first >= 0xf1 && first <= 0xf3) return {3};
  return {0, 0, 0, false};
}

/// Length of the ASCII at the start of `text`.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & 0x8080'8080'8080'8080U) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

constexpr bool is_ascii_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

/// C1 controls, line and paragraph separator, Bidi_Control.
constexpr bool is_shown_as_escape(std::uint32_t code) {
  return (code >= 0x80 && code <= 0x9f) || code == 0x061c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void append_hex(std::uint32_t value, int digits, std::string& out) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[value >> shift & 15];
}

void append_byte(char c, std::string& out) {
  out += "\\x";
  append_hex(static_cast<unsigned char>(c), 2, out);
}

std::string shown(std::string_view text, bool lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    if (!c.well_formed) {
      for (const char byte : text.substr(0, c.bytes)) append_byte(byte, out);
    } else if (c.bytes == 1) {
      const bool stays = !is_ascii_control(static_cast<unsigned char>(text[0])) || (lines && text[0] == '\n');
      stays ? void(out += text[0]) : append_byte(text[0], out);
    } else if (is_shown_as_escape(c.value)) {
      out += "\\u";
      append_hex(c.value, 4, out);
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const Tail tail = tail_of(first);
  if (tail.bytes == 0) return {tail.valid ? first : kReplacement, 1, tail.valid};
  std::uint32_t value = first & (0x3fU >> tail.bytes);
  for (std::uint8_t length = 1; length <= tail.bytes; ++length) {
    if (length == text.size()) return {kReplacement, length, false};
    const auto byte = static_cast<unsigned char>(text[length]);
    const bool fits = length == 1 ? byte >= tail.low && byte <= tail.high : continues_character(text[length]);
    if (!fits) return {kReplacement, length, false};
    value = value << 6 | (byte & 0x3fU);
  }
  return {value, static_cast<std::uint8_t>(tail.bytes + 1), true};
}

bool is_utf8(std::string_view text) {
  while (true) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) return true;
    const CodePoint c = first_code_point(text);
    if (!c.well_formed) return false;
    text.remove_prefix(c.bytes);
  }
}

std::string well_formed_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t ascii = ascii_prefix(text);
    out += text.substr(0, ascii);
    text.remove_prefix(ascii);
    if (text.empty()) break;
    const CodePoint c = first_code_point(text);
    out += c.well_formed ? text.substr(0, c.bytes) : std::string_view("\xef\xbf\xbd");
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  // The character that the cut would split, if it does, begins at most three bytes before.
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes); ++back) {
    const std::size_t at = bytes - back;
    if (continues_character(text[at])) continue;
    const CodePoint c = first_code_point(text.substr(at));
    return text.substr(0, c.well_formed && at + c.bytes > bytes ? at : bytes);
  }
  return text.substr(0, bytes);
}

std::string printable(std::string_view text) { return shown(text, false); }

std::string printable_lines(std::string_view text) { return shown(text, true); }

}  // namespace picket
