#include "pipeline_core/rules/text_encoding.h"

#include <cstdint>

namespace picket {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Takes one code point off `text`. Nothing for bytes that are not UTF-8 (RFC 3629: no overlong forms, no surrogates).
std::optional<std::uint32_t> take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if (next >> 6 != 2) return std::nullopt;
    code = code << 6 | (next & 0x3FU);
  }
  if (code < kLeast[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  text.remove_prefix(length);
  return code;
}

template <class Put>
std::optional<std::string> utf16(std::string_view utf8, Put&& put) {
  std::string out;
  while (!utf8.empty()) {
    const auto code = take_code_point(utf8);
    if (!code) return std::nullopt;
    if (*code < 0x10000) {
      put(out, *code);
    } else {
      put(out, 0xD800 + ((*code - 0x10000) >> 10));
      put(out, 0xDC00 + ((*code - 0x10000) & 0x3FF));
    }
  }
  return out;
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    const std::size_t n = bytes.size() - i < 3 ? bytes.size() - i : 3;
    for (std::size_t j = 0; j < 3; ++j) word = word << 8 | (j < n ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= n ? kAlphabet[word >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

std::array<std::string, 3> base64_offsets(std::string_view bytes) {
  constexpr std::size_t kStart[] = {0, 2, 3};
  constexpr std::size_t kEnd[] = {0, 3, 2};
  std::array<std::string, 3> out;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string whole = base64(std::string(i, ' ') + std::string(bytes));
    const std::size_t end = whole.size() - kEnd[(bytes.size() + i) % 3];
    if (end > kStart[i]) out[i] = whole.substr(kStart[i], end - kStart[i]);
  }
  return out;
}

std::size_t character_length(std::string_view text) {
  std::string_view rest = text;
  return take_code_point(rest) ? text.size() - rest.size() : 1;
}

std::string with_replacements(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    const std::string_view before = text;
    if (take_code_point(text)) {
      out += before.substr(0, before.size() - text.size());
    } else {
      out += "\xef\xbf\xbd";
      text.remove_prefix(1);
    }
  }
  return out;
}

std::optional<std::string> utf16le(std::string_view utf8) {
  return utf16(utf8, [](std::string& out, std::uint32_t unit) {
    out += static_cast<char>(unit & 0xFF);
    out += static_cast<char>(unit >> 8);
  });
}

std::optional<std::string> utf16be(std::string_view utf8) {
  return utf16(utf8, [](std::string& out, std::uint32_t unit) {
    out += static_cast<char>(unit >> 8);
    out += static_cast<char>(unit & 0xFF);
  });
}

}  // namespace picket
