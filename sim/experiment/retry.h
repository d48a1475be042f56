#pragma once

#include <string>

#include "sim/experiment/process_pool.h"

namespace picket::sim {

/// Exit code of a simulation that its surroundings stopped: a full disk, a lost server. EX_IOERR of sysexits.h.
inline constexpr int kSurroundingsFailed = 74;

/// How often and when a simulation that its surroundings stopped is tried again.
struct RetryPlan {
  unsigned more_times = 2;
  double pause_seconds = 5;  ///< before the first; twice that before the second, and so on. Our choice.
};

/// Why a failure is worth another attempt, "killed from outside, perhaps for want of memory"; empty if it is not.
///
/// Model:  a simulation is a function of its inputs, so what it does by itself it does again: exit code 3, an abort, a
///         segmentation fault, an arithmetic or illegal instruction, a limit of CPU time or file size that somebody set,
///         and our own time limit are final. From outside come SIGKILL (the kernel's or a container's want of memory, a
///         batch system), SIGTERM, SIGHUP and SIGPWR (a machine that is taken away), SIGBUS (a page of a mapped file
///         that the full or lost disk could not give), no process to be had, and kSurroundingsFailed.
/// Limits: a simulation that needs more memory than there is, is killed each time; three attempts are lost on it.
std::string why_again(const ProcessEnd& end);

/// Whether a failed system call blames the surroundings: ENOSPC, EDQUOT, EIO, ESTALE, ENOMEM, EMFILE, ENFILE, EAGAIN.
bool is_of_surroundings(int error_number);

}  // namespace picket::sim
