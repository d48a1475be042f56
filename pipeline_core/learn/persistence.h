#pragma once

#include <bit>
#include <cstdint>

namespace picket {

struct PersistenceSettings {
  std::uint32_t needed = 2;  ///< k: windows that exceed
  std::uint32_t of = 3;      ///< n: among the last, at most 8
};

/// k-of-n persistence: whether at least k of the last n windows exceeded.
///
/// Model:  the probability of an alarm in a window is the binomial tail P(B(n, p) >= k) if windows
///         exceed independently with p: 2 of 3 at p = 1e-3 is 3e-6.
/// State:  1 byte.
/// Limits: delays by k - 1 windows; windows of one device are not independent, so the tail is a lower end.
/// Source: m-of-n (binary integration) detection, Schwartz 1956.
class Persistence {
 public:
  void add(bool exceeds) { bits_ = static_cast<std::uint8_t>(bits_ << 1 | (exceeds ? 1 : 0)); }
  /// With `more` windows that are not closed yet and exceed.
  bool holds(const PersistenceSettings& settings, std::uint32_t more = 0) const {
    const std::uint32_t closed = settings.of > more ? settings.of - more : 0;
    const auto recent = static_cast<std::uint8_t>(bits_ & ((1U << closed) - 1U));
    return static_cast<std::uint32_t>(std::popcount(recent)) + more >= settings.needed;
  }

 private:
  std::uint8_t bits_ = 0;
};

}  // namespace picket
