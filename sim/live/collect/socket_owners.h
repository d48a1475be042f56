#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/process_facts.h"

namespace picket::sim {

/// The process that has a socket open.
struct SocketOwner {
  std::uint32_t process = 0;
  std::string commandline;
  std::string executable;
};

/// The inode of a link such as "socket:[4711]"; none if it is no socket. Source: proc(5), /proc/PID/fd.
std::optional<std::uint64_t> socket_inode_of(std::string_view link);

/// Owners of sockets by their inodes: the first process, by number, that has it open.
/// Cost:   a look at the open files of every process, at most kMaxLinks of them, and done once all are found.
/// Limits: of other users' processes only with privilege (CAP_SYS_PTRACE).
/// Errors: counts kLimit where it gave up.
std::map<std::uint64_t, std::shared_ptr<const SocketOwner>> socket_owners(const ProcFolder& proc,
                                                                          std::vector<std::uint64_t> inodes,
                                                                          MissedCounts& missed);
inline constexpr std::size_t kMaxLinks = 131'072;

}  // namespace picket::sim
