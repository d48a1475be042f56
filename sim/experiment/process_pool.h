#pragma once

#include <csignal>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace picket::sim {

/// How a child process ended.
struct ProcessEnd {
  int exit_code = 0;   ///< -1: it did not exit by itself
  int signal = 0;      ///< that ended it, 0 if none
  bool ok() const { return exit_code == 0 && signal == 0; }
  /// "exit code 3", "signal 9 (Killed)".
  std::string to_string() const;
};

/// Runs each job in a child process of its own, at most `concurrent` at a time, in order.
///
/// SimGrid keeps global state, so one simulation is one process. The caller must have no threads
/// and no buffered output; a child leaves with _exit and dies with its parent.
/// `tick` is called about five times a second while waiting; may be empty.
/// On SIGINT or SIGTERM the children are killed, no further job starts, and `was_interrupted` is true.
/// Errors: a job that could not be forked, or was not started, ends with exit code 3.
std::vector<ProcessEnd> run_in_processes(const std::vector<std::function<int()>>& jobs, unsigned concurrent,
                                         const std::function<void()>& tick);

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
