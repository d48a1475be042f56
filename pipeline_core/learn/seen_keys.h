#pragma once

#include <array>
#include <cstdint>

namespace picket {

/// Which keys a device has shown before: a Bloom filter in two generations.
///
/// Model:  a key is known if either generation holds it; a key known only to the older one is copied
///         to the newer. After kCapacity insertions the older generation is forgotten, so a key must
///         recur among the last 192 to 384 distinct ones to stay known.
/// State:  392 bytes. Three probes a generation.
/// Limits: a full filter calls a new key known with probability (1 - e^(-3*192/1536))^3 = 3 % a
///         generation: that novelty is missed. A device that cycles through more than 192 keys keeps
///         "discovering" them; the peer prior and the hourly cap of the novelty model absorb that.
/// Source: Bloom 1970; two generations as in aging Bloom filters (Yoon 2010).
class SeenKeys {
 public:
  static constexpr std::uint32_t kBits = 1536;
  static constexpr std::uint32_t kCapacity = 192;

  bool contains(std::uint64_t key) const { return in(newer_, key) || in(older_, key); }
  /// True if the key is known; refreshes it in the newer generation.
  bool refresh(std::uint64_t key) {
    if (in(newer_, key)) return true;
    if (!in(older_, key)) return false;
    insert(key);
    return true;
  }
  void insert(std::uint64_t key) {
    if (inserted_ == kCapacity) {
      older_ = newer_;
      newer_ = {};
      inserted_ = 0;
    }
    ++inserted_;
    for (unsigned i = 0; i < 3; ++i) newer_[place(key, i) / 64] |= 1ULL << (place(key, i) % 64);
  }

 private:
  using Bits = std::array<std::uint64_t, kBits / 64>;
  static std::uint32_t place(std::uint64_t key, unsigned i) {
    return static_cast<std::uint32_t>((((key >> (21 * i)) & 0x1fffff) * kBits) >> 21);
  }
  static bool in(const Bits& bits, std::uint64_t key) {
    for (unsigned i = 0; i < 3; ++i) {
      if ((bits[place(key, i) / 64] >> (place(key, i) % 64) & 1) == 0) return false;
    }
    return true;
  }

  Bits newer_{};
  Bits older_{};
  std::uint32_t inserted_ = 0;
};

}  // namespace picket
