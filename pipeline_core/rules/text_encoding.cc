#include "pipeline_core/rules/text_encoding.h"

#include <cstdint>

#include "agent_core/base/utf8.h"

namespace picket {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

template <class Put>
std::optional<std::string> utf16(std::string_view utf8, Put&& put) {
  std::string out;
  while (!utf8.empty()) {
    const CodePoint code = first_code_point(utf8);
    if (!code.well_formed) return std::nullopt;
    utf8.remove_prefix(code.bytes);
    if (code.value < 0x10000) {
      put(out, code.value);
    } else {
      put(out, 0xD800 + ((code.value - 0x10000) >> 10));
      put(out, 0xDC00 + ((code.value - 0x10000) & 0x3FF));
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
