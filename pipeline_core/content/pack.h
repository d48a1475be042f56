#pragma once

#include <cstdint>
#include <string_view>

namespace picket {

/// Where a detection comes from. Results stand by pack, so that the product's own is told from what
/// others and we add.
enum class Pack : std::uint8_t {
  kProduct,  ///< raises an alert that the product documents; the logic behind it is ours, since the product's is not published
  kSigma,    ///< a rule of a folder that was given, unchanged
  kPicket,   ///< ours, for what the product lacks
  kCount_,
};
inline constexpr std::size_t kPacks = static_cast<std::size_t>(Pack::kCount_);
std::string_view to_string(Pack pack);

/// Which packs raise findings.
struct PackSet {
  std::uint8_t bits = (1U << kPacks) - 1;

  static constexpr PackSet none() { return {0}; }
  constexpr PackSet with(Pack pack) const { return {static_cast<std::uint8_t>(bits | 1U << static_cast<unsigned>(pack))}; }
  constexpr bool has(Pack pack) const { return (bits >> static_cast<unsigned>(pack) & 1U) != 0; }
  bool operator==(const PackSet&) const = default;
};

}  // namespace picket
