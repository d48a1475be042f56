#pragma once

#include <cstdint>

#include "agent_core/base/hash.h"

namespace picket::sim {

/// Random numbers that are a function of a key alone, for paths where a counter-based cipher per
/// draw would cost more than the event. Two words and a mix64 per draw, about 2 ns.
///
/// Model: SplitMix64: the n-th draw is mix64(key + n * golden ratio).
/// Limits: streams of keys that differ by less than a few multiples of the golden ratio overlap;
///         so keys must themselves come out of mix64 (see `key_of`).
class KeyedDraws {
 public:
  explicit constexpr KeyedDraws(std::uint64_t key) : state_(key) {}
  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    return mix64(state_);
  }
  /// Uniform in (0, 1).
  constexpr double uniform() { return to_uniform(next()); }
  /// Uniform in [0, n).
  constexpr std::uint32_t below(std::uint32_t n) { return scale(next(), n); }

  static constexpr double to_uniform(std::uint64_t bits) { return (static_cast<double>(bits >> 11) + 0.5) * 0x1.0p-53; }
  /// The top 32 of `bits` mapped to [0, n).
  static constexpr std::uint32_t scale(std::uint64_t bits, std::uint32_t n) {
    return static_cast<std::uint32_t>(((bits >> 32) * n) >> 32);
  }

 private:
  std::uint64_t state_;
};

/// Keys for KeyedDraws out of several words; order matters. The first word must be spread over 64 bits already: two small
/// numbers only add up (`replication_key`).
constexpr std::uint64_t key_of(std::uint64_t a, std::uint64_t b) {
  return hash_combine(a, b);
}
constexpr std::uint64_t key_of(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return key_of(key_of(a, b), c);
}

/// The key of all that is drawn by replication. The seed is spread first, or replication 1 of seed 7 would be replication 0 of
/// seed 8, and studies with neighbouring seeds would share their replications.
constexpr std::uint64_t replication_key(std::uint64_t seed, std::uint32_t replication) {
  return key_of(mix64(seed), replication);
}

}  // namespace picket::sim
