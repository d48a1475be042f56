#include "sim/experiment/retry.h"

#include <cerrno>
#include <csignal>

namespace picket::sim {

std::string why_again(const ProcessEnd& end) {
  switch (end.fault) {
    case ProcessFault::kTimeLimit:
    case ProcessFault::kNotStarted: return {};
    case ProcessFault::kNoProcess: return "the system had no process for it";
    case ProcessFault::kNone: break;
  }
  switch (end.signal) {
    case 0: return end.exit_code == kSurroundingsFailed ? "the disk or its server failed" : std::string();
    case SIGKILL: return "killed from outside, perhaps for want of memory";
    case SIGTERM:
    case SIGHUP:
    case SIGPWR: return "ended from outside";
    case SIGBUS: return "a page of a file could not be had: a full or lost disk";
    default: return {};
  }
}

bool is_of_surroundings(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case ESTALE:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case EAGAIN: return true;
    default: return false;
  }
}

}  // namespace picket::sim
