#pragma once

#include <cstdint>

namespace picket {

/// How many IPv4 addresses public_address_at can give: 2^32 less the excluded ranges.
inline constexpr std::uint32_t kPublicAddresses = 3'702'390'784U;
/// No index: the address is in an excluded range.
inline constexpr std::uint32_t kNotPublic = 0xffffffffU;

/// The index that gives `address` under `key`, so that a held entry can be found in a run without
/// walking the run; kNotPublic for an excluded address. Inverse of public_address_at.
/// Cost: as public_address_at, about 1.2 passes of four rounds.
std::uint32_t index_of_public_address(std::uint64_t key, std::uint32_t address);

}  // namespace picket
