#pragma once

#include <cstdint>
#include <vector>

#include "sim/live/collect/kernel_bytes.h"

namespace picket::sim {

/// One message of the kernel's process connector.
struct ProcEvent {
  enum class Kind : std::uint8_t {
    kAnswer,  ///< to our own request; `error` is 0 or an errno
    kFork,    ///< a process began (`process`, of `parent`)
    kExec,    ///< `process` runs another program
    kExit,    ///< a process ended; `parent` is 0 where the kernel does not say
    kThread,  ///< one of these, but of a thread and not of a process
    kOther,   ///< change of user, session, name...
  };
  Kind kind = Kind::kOther;
  std::uint32_t error = 0;
  std::uint32_t process = 0;
  std::uint32_t parent = 0;
  std::uint32_t cpu = 0;
  std::uint32_t sequence = 0;  ///< counted by each CPU for itself; answers have none
};

/// Reads the payload of a netlink message. False if it is none of the process connector's, or damaged.
/// Source: linux/connector.h (struct cn_msg), linux/cn_proc.h (struct proc_event), drivers/connector/cn_proc.c. Kernels
///         before 4.18 have no parent in an exit.
bool read_proc_event(KernelBytes payload, ProcEvent& event);

/// The request to begin (or to end) sending events, with all its headers.
std::vector<std::byte> proc_event_request(bool listen);

/// Counts the events that were not delivered: each CPU numbers its own, so a number that is left out is one lost.
/// Limits: what is lost of a CPU before the first event of it that came is not known; the first kMaxCpus of them.
class ProcSequence {
 public:
  static constexpr std::uint32_t kMaxCpus = 8'192;
  /// How many events of its CPU were lost before this one.
  std::uint32_t gap_before(const ProcEvent& event);

 private:
  struct Last {
    std::uint32_t sequence = 0;
    bool known = false;
  };
  std::vector<Last> last_;
};

}  // namespace picket::sim
