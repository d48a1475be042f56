#include "agent_core/message/event_id.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

char* write_hex(char* out, std::uint64_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[(value >> shift) & 0xf];
  return out;
}

}  // namespace

Uuid event_id(Uuid seed, std::uint32_t sequence, std::uint32_t index) {
  const std::uint64_t position = static_cast<std::uint64_t>(sequence) << 32 | index;
  // The seed is spread first: seeds and positions that are small numbers must not add up to each other.
  const std::uint64_t base = hash_combine(mix64(seed.high + 1), seed.low);
  const std::uint64_t high = hash_combine(base, position);
  const std::uint64_t low = mix64(high ^ base);
  constexpr std::uint64_t kVersionBits = 0xf000;
  constexpr std::uint64_t kVersion4 = 0x4000;
  constexpr std::uint64_t kVariantBits = 0xc000'0000'0000'0000;
  constexpr std::uint64_t kVariant = 0x8000'0000'0000'0000;
  return {(high & ~kVersionBits) | kVersion4, (low & ~kVariantBits) | kVariant};
}

void write_uuid(Uuid uuid, char* out) {
  out = write_hex(out, uuid.high >> 32, 8);
  *out++ = '-';
  out = write_hex(out, uuid.high >> 16, 4);
  *out++ = '-';
  out = write_hex(out, uuid.high, 4);
  *out++ = '-';
  out = write_hex(out, uuid.low >> 48, 4);
  *out++ = '-';
  write_hex(out, uuid.low, 12);
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != kUuidTextLength) return std::nullopt;
  std::array<std::uint64_t, 2> halves{};
  int digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const char c = text[i];
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (value < 0) return std::nullopt;
    std::uint64_t& half = halves[digits < 16 ? 0 : 1];
    half = half << 4 | static_cast<std::uint64_t>(value);
    ++digits;
  }
  return Uuid{halves[0], halves[1]};
}

std::uint32_t packed_version(std::string_view version) {
  constexpr std::array kLargest{255U, 255U, 65'535U};
  std::array<std::uint32_t, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view part = version.substr(0, version.find('.'));
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error == std::errc::result_out_of_range) value = kLargest[i];
    parts[i] = static_cast<std::uint32_t>(std::min<std::uint64_t>(value, kLargest[i]));
    if (part.size() == version.size()) break;
    version.remove_prefix(part.size() + 1);
  }
  return parts[0] << 24 | parts[1] << 16 | parts[2];
}

}  // namespace picket
