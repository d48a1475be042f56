#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/ip_address.h"
#include "agent_core/message/record.h"

namespace picket::sim {

/// A login, logout or failed login as one of the host's logs tells it.
struct LoginSighting {
  LoginOperation operation = LoginOperation::kLogin;
  std::string user;
  std::string executable;    ///< "/usr/sbin/sshd", or the terminal where the log says no more
  IpAddress remote_address;  ///< unspecified: local
  std::uint32_t process = 0;
  bool operator==(const LoginSighting&) const = default;
};

}  // namespace picket::sim
