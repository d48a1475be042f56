#include "agent_core/event/public_address.h"

#include <array>

#include "agent_core/base/hash.h"
#include "agent_core/event/raw_event.h"

namespace picket {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t size;
};

/// In ascending order. Source: list of the Mirai scanner, as named in raw_event.h.
constexpr std::array kExcluded{
    Range{0x00000000, 1U << 24},  // 0/8
    Range{0x0a000000, 1U << 24},  // 10/8
    Range{0x64400000, 1U << 22},  // 100.64/10
    Range{0x7f000000, 1U << 24},  // 127/8
    Range{0xa9fe0000, 1U << 16},  // 169.254/16
    Range{0xac100000, 1U << 20},  // 172.16/12
    Range{0xc0a80000, 1U << 16},  // 192.168/16
    Range{0xe0000000, 1U << 29},  // 224/3
};

constexpr std::uint64_t public_count() {
  std::uint64_t n = std::uint64_t{1} << 32;
  for (const Range& range : kExcluded) n -= range.size;
  return n;
}
static_assert(public_count() == kPublicAddresses);

constexpr bool is_public(std::uint32_t address) {
  for (const Range& range : kExcluded) {
    if (address - range.first < range.size) return false;
  }
  return true;
}

/// The n-th public address in ascending order, and back. Walking a permutation of 2^32 from a
/// public address to the next public one is a bijection on the public ones; starting at the plain
/// index would not be, since two walks could meet.
constexpr std::uint32_t public_of_rank(std::uint32_t n) {
  std::uint32_t address = n;
  for (const Range& range : kExcluded) {
    if (address < range.first) break;
    address += range.size;
  }
  return address;
}

constexpr std::uint32_t rank_of_public(std::uint32_t address) {
  std::uint32_t rank = address;
  for (const Range& range : kExcluded) {
    if (address < range.first) break;
    rank -= range.size;
  }
  return rank;
}

constexpr int kRounds = 4;  ///< Luby and Rackoff, 1988: four rounds make a strong pseudorandom permutation

constexpr std::uint32_t round_value(std::uint64_t key, int round, std::uint32_t half) {
  return static_cast<std::uint32_t>(mix64(key + (static_cast<std::uint64_t>(round) << 32) * 0x9e3779b1ULL + half)) &
         0xffffU;
}

constexpr std::uint32_t permute(std::uint64_t key, std::uint32_t x) {
  std::uint32_t left = x >> 16;
  std::uint32_t right = x & 0xffffU;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint32_t next = left ^ round_value(key, round, right);
    left = right;
    right = next;
  }
  return left << 16 | right;
}

constexpr std::uint32_t permute_back(std::uint64_t key, std::uint32_t x) {
  std::uint32_t left = x >> 16;
  std::uint32_t right = x & 0xffffU;
  for (int round = kRounds - 1; round >= 0; --round) {
    const std::uint32_t previous = right ^ round_value(key, round, left);
    right = left;
    left = previous;
  }
  return left << 16 | right;
}

}  // namespace

std::uint32_t public_address_at(std::uint64_t key, std::uint32_t i) {
  std::uint32_t address = public_of_rank(i % kPublicAddresses);
  do {
    address = permute(key, address);
  } while (!is_public(address));
  return address;
}

std::uint32_t index_of_public_address(std::uint64_t key, std::uint32_t address) {
  if (!is_public(address)) return kNotPublic;
  do {
    address = permute_back(key, address);
  } while (!is_public(address));
  return rank_of_public(address);
}

}  // namespace picket
