#pragma once

#include <cstddef>
#include <string_view>

#include "sim/live/collect/host_collector.h"

namespace picket::sim {

/// Bounds of texts, in bytes of what is sent. Estimates: command lines of IoT devices are below 300 bytes (process
/// traces of the workload survey); names of users have at most 32 (useradd(8)), of paths 4,095 (PATH_MAX).
inline constexpr std::size_t kMaxCommandline = 2'048;
inline constexpr std::size_t kMaxPath = 1'024;
inline constexpr std::size_t kMaxUserName = 128;

/// What a host says, interned: `printable` (no control character and no ill-formed byte survives), cut at `limit`.
/// Output: the empty text for an empty one, or where the table is full.
/// Errors: counts kTextCut and kTextRefused.
Text collected_text(std::string_view bytes, std::size_t limit, CollectedEvents& out, MissedCounts& missed);

/// A command line and the program that it runs, which the table keeps with it (TextTable::set_executable).
struct CollectedCommand {
  Text commandline;
  Text executable;
};
CollectedCommand collected_command(std::string_view commandline, std::string_view executable, CollectedEvents& out,
                                   MissedCounts& missed);

}  // namespace picket::sim
