#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// What /proc says of a process.
struct ProcessFacts {
  std::string commandline;  ///< its arguments with a space between
  std::string executable;   ///< the path of its program; empty where it may not be read
  std::uint32_t parent = 0;
  std::uint32_t user_id = 0;      ///< the real one
  std::uint32_t threads = 0;
  std::uint64_t start_ticks = 0;  ///< after boot; with the number of the process it names it for good

  /// A thread of the kernel, or a process that has ended and that its parent has not yet waited for.
  bool has_no_program() const { return commandline.empty() && executable.empty(); }
};

/// /proc/PID/cmdline: arguments end with a zero byte each. A process may write there what it likes.
/// Source: proc(5).
std::string commandline_of(std::string_view cmdline);
/// /proc/PID/stat: parent, threads and start. The name in parentheses may hold anything, parentheses too.
/// False if damaged.
bool read_stat(std::string_view stat, ProcessFacts& facts);
/// /proc/PID/status: the real user of its line "Uid:".
std::optional<std::uint32_t> real_user_of(std::string_view status);
/// /proc/stat: processes and threads begun since boot, of its line "processes".
std::optional<std::uint64_t> forks_of(std::string_view stat);

/// /proc, or a folder that looks like it.
class ProcFolder {
 public:
  static constexpr std::size_t kMaxProcesses = 65'536;
  explicit ProcFolder(std::string path = "/proc") : path_(std::move(path)) {}

  /// What there is of a process. All of it is of the same process, though its number were given to another meanwhile.
  /// None if it has ended, or is not for us to see (hidepid).
  std::optional<ProcessFacts> facts(std::uint32_t process) const;
  /// The same without command line, program and user: one file instead of four.
  std::optional<ProcessFacts> life(std::uint32_t process) const;
  /// The numbers of all processes, ascending; `more` if there are more than kMaxProcesses.
  std::vector<std::uint32_t> processes(bool& more) const;
  std::optional<std::uint64_t> forks() const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A decimal number and nothing else.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace picket::sim
