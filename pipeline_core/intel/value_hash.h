#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace picket {

/// Hashes by which listed values are found. Fast, not keyed: tables that use them bound how far equal or near
/// hashes may crowd, and compare the value itself.
/// Source: the folded 64 x 64 multiplication of wyhash (Wang Yi, public domain); constants are odd, our choice.
namespace value_hash {

inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Continues `state` with a piece of text of which at least seven bytes more than `size` can be read.
inline std::uint64_t padded(std::uint64_t state, const char* text, std::size_t size) {
  constexpr std::uint64_t kWord = 0x9fb21c651e98df25ULL;
  constexpr std::uint64_t kSize = 0xd6e8feb86659fd93ULL;
  std::size_t left = size;
  for (; left > 8; left -= 8, text += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text, 8);
    state = fold(state ^ word, kWord);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, text, 8);
  const std::uint64_t mask = left == 8 ? ~0ULL : (1ULL << (8 * left)) - 1;
  return fold(state ^ (word & mask) ^ 0xa0761d6478bd642fULL, kWord + kSize * (size + 1));
}

/// The same for text that ends where it ends.
inline std::uint64_t bytes(std::uint64_t state, std::string_view text) {
  char last[16] = {};
  const std::size_t tail = text.size() == 0 ? 0 : (text.size() - 1) % 8 + 1;
  const std::size_t head = text.size() - tail;
  if (tail != 0) std::memcpy(last, text.data() + head, tail);
  constexpr std::uint64_t kWord = 0x9fb21c651e98df25ULL;
  constexpr std::uint64_t kSize = 0xd6e8feb86659fd93ULL;
  for (std::size_t at = 0; at < head; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    state = fold(state ^ word, kWord);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, last, 8);
  return fold(state ^ word ^ 0xa0761d6478bd642fULL, kWord + kSize * (text.size() + 1));
}

}  // namespace value_hash
}  // namespace picket
