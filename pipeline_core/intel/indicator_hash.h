#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline_core/intel/indicator.h"
#include "pipeline_core/intel/value_hash.h"

namespace picket {

/// Begins the hash of a name; its labels follow from right to left, so that each step is the hash of a parent.
inline constexpr std::uint64_t kDomainSeed = 0x2d358dccaa6c78a5ULL;

/// The hash of a key of any kind but domains.
inline std::uint64_t indicator_hash(IndicatorKind kind, std::string_view key) {
  return value_hash::bytes(0x8bb84b93962eacc9ULL + static_cast<std::uint64_t>(kind), key);
}

}  // namespace picket
