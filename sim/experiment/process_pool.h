#pragma once

#include <csignal>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace picket::sim {

/// What else became of a job.
enum class ProcessFault : std::uint8_t {
  kNone,
  kTimeLimit,   ///< we killed it
  kNoProcess,   ///< the system had none for it
  kNotStarted,  ///< it was not wanted, or an interruption came first
};

/// How a child process ended.
struct ProcessEnd {
  int exit_code = 0;   ///< -1: it did not exit by itself
  int signal = 0;      ///< that ended it, 0 if none
  ProcessFault fault = ProcessFault::kNone;
  std::uint64_t peak_bytes = 0;  ///< the most resident memory of it or of one of its children, pages that they share included
  bool ok() const { return exit_code == 0 && signal == 0; }
  /// "exit code 3", "signal 9 (Killed)", "its time limit".
  std::string to_string() const;
};

/// Whether a job may begin now.
enum class JobStart : std::uint8_t { kNow, kLater, kNever };

/// How jobs are run. All functions are called in the parent and may be empty.
struct PoolPlan {
  unsigned concurrent = 1;
  /// Jobs become other programs, which may start more of them: each gets a process group of its own, and is killed with all
  /// that is in it. They read nothing of the terminal, whose SIGINT, SIGQUIT, SIGHUP and SIGTSTP then come to us alone, and we hand them on.
  bool own_groups = false;
  double timeout_seconds = 0;    ///< of an attempt at a job, which is then killed, as are those of its children that run_in_processes began; 0: none
  double later_seconds = 1;      ///< after which a job that answered kLater is asked again
  std::function<unsigned()> fit;  ///< how many may run at a time just now, if fewer than `concurrent`; at least one does
  std::function<void()> tick;    ///< while waiting, some fifty times a second
  std::function<JobStart(std::size_t job)> may_start;  ///< asked before a job's first attempt; empty: kNow
  std::function<void(std::size_t job)> starts;         ///< an attempt
  /// After an attempt that did not end well: seconds to wait before the next; nothing: this was the last.
  std::function<std::optional<double>(std::size_t job, const ProcessEnd& end)> again;
  /// After the last attempt, with its seconds. Not for a job that never started, nor after an interruption.
  std::function<void(std::size_t job, const ProcessEnd& end, double seconds)> ended;
};

/// Runs each job in a child process of its own, at most `concurrent` at a time, in order.
///
/// SimGrid keeps global state, so one simulation is one process. The caller must have no threads
/// and no buffered output; a child leaves with _exit and dies with its parent.
/// On SIGINT or SIGTERM (with own_groups SIGQUIT and, unless it was ignored, SIGHUP too) the children are killed, no further job starts, and `was_interrupted` is true.
/// Errors: a job that could not be forked, or was not started, ends with exit code 3.
std::vector<ProcessEnd> run_in_processes(const std::vector<std::function<int()>>& jobs, unsigned concurrent,
                                         const std::function<void()>& tick);

/// The same, with jobs that wait for others, are limited in time, or are tried again: behind the rest, and, if a signal
/// from outside killed them, with one process fewer from then on, for memory is the usual reason.
std::vector<ProcessEnd> run_in_processes(const std::vector<std::function<int()>>& jobs, const PoolPlan& plan);

/// Whether a signal ended a call of run_in_processes in this process.
bool was_interrupted();

/// A person has ended the work: nothing is wrong, and there is no result. The program ends with exit code 130.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// While it lives, SIGINT and SIGTERM end this process at once with exit code 130 and "interrupted: nothing was done" on
/// stderr; for work that leaves nothing behind. Within run_in_processes its own answer holds; a child that a signal
/// ends says nothing.
/// Input:  `tidy` removes what the work has made so far. It runs in the answer to the signal, so it may call nothing but what is
///         safe there (unlink, rmdir), and other threads go on beside it.
/// Errors: one at a time; a second is a caller's bug and aborts.
class InterruptEnds {
 public:
  explicit InterruptEnds(void (*tidy)() = nullptr);
  ~InterruptEnds();
  InterruptEnds(const InterruptEnds&) = delete;
  InterruptEnds& operator=(const InterruptEnds&) = delete;

 private:
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
};

}  // namespace picket::sim
