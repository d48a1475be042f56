#include "sim/results/utf8_text.h"

#include <cstddef>

namespace picket::sim {
namespace {

/// What may follow a first byte: how many bytes, and between which the first of them lies.
struct Tail {
  std::size_t bytes = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  bool valid = true;
};

Tail tail_of(unsigned char first) {
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

}  // namespace

std::string well_formed_utf8(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Tail tail = tail_of(static_cast<unsigned char>(text[at]));
    std::size_t length = 1;
    for (; length <= tail.bytes && at + length < text.size(); ++length) {
      const auto byte = static_cast<unsigned char>(text[at + length]);
      const bool fits = length == 1 ? byte >= tail.low && byte <= tail.high : (byte & 0xc0) == 0x80;
      if (!fits) break;
    }
    const bool whole = tail.valid && length == tail.bytes + 1;
    out += whole ? text.substr(at, length) : kReplacement;
    at += length;
  }
  return out;
}

}  // namespace picket::sim
