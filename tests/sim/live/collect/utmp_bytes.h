#pragma once

#include <arpa/inet.h>
#include <utmpx.h>

#include <cstring>
#include <string>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {

/// A record as login(1) and sshd write it. `type`: 6 an attempt, 7 a user, 8 an end, 2 a start of the host.
inline std::string utmp_bytes(short type, const std::string& user, const std::string& line,
                              const std::string& host = "", int process = 100) {
  utmpx raw;
  std::memset(&raw, 0, sizeof(raw));
  raw.ut_type = type;
  raw.ut_pid = process;
  // Fields are filled up with zeros, and need none at their end.
  user.copy(raw.ut_user, sizeof(raw.ut_user));
  line.copy(raw.ut_line, sizeof(raw.ut_line));
  host.copy(raw.ut_host, sizeof(raw.ut_host));
  if (::inet_pton(AF_INET, host.c_str(), raw.ut_addr_v6) != 1) {
    static_cast<void>(::inet_pton(AF_INET6, host.c_str(), raw.ut_addr_v6));
  }
  return raw_bytes(raw);
}

}  // namespace picket::sim
