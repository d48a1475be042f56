#pragma once

#include <cstdint>
#include <string_view>

namespace picket {

/// Finaliser of SplitMix64: a bijection on 64 bits that spreads every input bit.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x;
}

/// Combines a running hash with one more word; order matters.
constexpr std::uint64_t hash_combine(std::uint64_t seed, std::uint64_t value) {
  return mix64(seed + 0x9e3779b97f4a7c15ULL + value);
}

/// FNV-1a over bytes, resumable: pass an earlier result as `state` to continue with more bytes.
/// Used for content hashes of text, where prefix + parameter + suffix must give the hash of the
/// whole. Not for untrusted hash tables without a bound on their size.
/// Source: Fowler, Noll, Vo, FNV-1a 64 bit (offset basis and prime as published).
constexpr std::uint64_t kFnvOffset = 0xcbf29ce484222325ULL;
constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t state = kFnvOffset) {
  for (const char c : bytes) {
    state ^= static_cast<std::uint8_t>(c);
    state *= 0x100000001b3ULL;
  }
  return state;
}

}  // namespace picket
