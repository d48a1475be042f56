#pragma once

#include <array>
#include <cstdint>

#include "agent_core/base/hash.h"

/// Where the addresses of the simulated world lie. Benign servers, customers' lines and attackers
/// have address blocks of their own, so that an attacker's address is never a benign peer.
namespace picket::sim {

/// An address of a content or cloud network; blocks that large providers hold today.
constexpr std::uint32_t cloud_address(std::uint64_t key) {
  constexpr std::array<std::uint8_t, 8> kBlocks{13, 18, 20, 34, 35, 52, 54, 104};
  const std::uint64_t bits = mix64(key);
  return (std::uint32_t{kBlocks[bits >> 61]} << 24) | (static_cast<std::uint32_t>(bits) & 0x00ffffffU);
}

/// An address of an attacker's server: C2, download, mining pool.
constexpr std::uint32_t attacker_address(std::uint64_t key) {
  constexpr std::array<std::uint8_t, 8> kBlocks{45, 91, 141, 176, 185, 193, 194, 195};
  const std::uint64_t bits = mix64(key);
  return (std::uint32_t{kBlocks[bits >> 61]} << 24) | (static_cast<std::uint32_t>(bits) & 0x00ffffffU);
}

/// The public address of a customer's line.
constexpr std::uint32_t line_address(std::uint64_t key) {
  constexpr std::array<std::uint8_t, 8> kBlocks{62, 71, 77, 80, 82, 84, 86, 93};
  const std::uint64_t bits = mix64(key);
  return (std::uint32_t{kBlocks[bits >> 61]} << 24) | (static_cast<std::uint32_t>(bits) & 0x00ffffffU);
}

/// Any host of the internet, as seen in background radiation; none of the blocks above.
constexpr std::uint32_t internet_address(std::uint64_t key) {
  constexpr std::array<std::uint8_t, 32> kBlocks{1,   2,   5,   8,   14,  24,  27,  31,  36,  37,  41,
                                                 43,  46,  58,  61,  66,  78,  89,  95,  103, 109, 113,
                                                 117, 121, 123, 125, 178, 180, 183, 188, 201, 218};
  const std::uint64_t bits = mix64(key);
  return (std::uint32_t{kBlocks[bits >> 59]} << 24) | (static_cast<std::uint32_t>(bits) & 0x00ffffffU);
}

}  // namespace picket::sim
