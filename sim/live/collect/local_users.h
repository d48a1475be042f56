#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/live/collect/host_collector.h"

namespace picket::sim {

/// An account of the host and the groups that it is in.
struct HostUser {
  std::string name;
  std::uint32_t user_id = 0;
  std::vector<std::string> group_names;
  std::vector<std::uint32_t> group_ids;
  bool operator==(const HostUser&) const = default;
};

/// Accounts by the texts of passwd and group, in the order of passwd; its own group first, then the others in the order
/// of group. Bad lines are counted (kDamaged), accounts beyond kMaxLocalUsers too (kLimit).
/// Limits: those of the two files; a directory service's are not there.
/// Source: passwd(5), group(5).
std::vector<HostUser> local_users_of(std::string_view passwd, std::string_view group, MissedCounts& missed);
inline constexpr std::size_t kMaxLocalUsers = 4'096;

}  // namespace picket::sim
