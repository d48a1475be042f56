#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket {

enum class Overflow : std::uint8_t;

/// Fields in which two observations of a kind must agree for a gateway to merge them, by kind of activity.
/// KeyField bits; 0: the key by which the policy's agents merge the kind, or no merging if they do not.
struct GatewayKeys {
  std::array<std::uint32_t, kActivityKinds> fields{};
  std::uint32_t& of(EventKind kind) { return fields[static_cast<std::size_t>(kind)]; }
  std::uint32_t of(EventKind kind) const { return fields[static_cast<std::size_t>(kind)]; }
  bool operator==(const GatewayKeys&) const = default;
};

/// How the agent on a gateway merges what its children's agents and itself have to say. All values are
/// estimates: no product of the reference documents such a merge.
struct GatewayMergePolicy {
  Duration window = Duration::minutes(5);  ///< a gateway sends what it holds once per window
  GatewayKeys key;
  std::uint32_t cache_size = 4'096;        ///< observations held per gateway, at least 1
  std::uint32_t kept_children = 4;         ///< a merged observation names the first so many that contributed
  Overflow overflow{};                     ///< of a full cache: drop_oldest or drop_newest
  bool operator==(const GatewayMergePolicy&) const = default;
};

/// Children of one merged observation that are told apart; beyond, there are "more". Bounds what an
/// entry needs (a quarter of a kilobyte), and kept_children.
inline constexpr std::uint32_t kCountedChildren = 64;

}  // namespace picket
