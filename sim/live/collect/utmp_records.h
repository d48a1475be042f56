#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/ip_address.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/kernel_bytes.h"

namespace picket::sim {

/// One record of utmp, wtmp or btmp, as far as it concerns logins.
struct UtmpRecord {
  enum class Kind : std::uint8_t {
    kUser,   ///< a user's session began
    kEnd,    ///< a process of a terminal ended
    kBoot,   ///< the host started, or stopped: no session is left
    kLogin,  ///< a terminal waits for a user; in btmp: an attempt
    kOther,
  };
  Kind kind = Kind::kOther;
  std::uint32_t process = 0;
  std::string line;  ///< terminal: "tty1", "pts/0", "ssh:notty"
  std::string user;
  IpAddress remote_address;  ///< unspecified if local, or if the host is not written as an address
};

/// Length of a record in this host's files.
std::size_t utmp_record_size();

/// Reads the whole records at the start of `bytes`; returns how many bytes they have. A record of a type that does not
/// exist is counted (kDamaged) and skipped.
/// Limits: the format of glibc of this architecture; musl writes no such files.
/// Source: utmp(5); bits/utmpx.h.
std::size_t read_utmp(KernelBytes bytes, std::vector<UtmpRecord>& records, MissedCounts& missed);

}  // namespace picket::sim
