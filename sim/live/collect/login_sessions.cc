#include "sim/live/collect/login_sessions.h"

namespace picket::sim {
namespace {

LoginSighting session_of(const UtmpRecord& record, LoginOperation operation) {
  LoginSighting sighting;
  sighting.operation = operation;
  sighting.user = record.user;
  // OpenSSH has no terminal yet when it writes a failure (loginrec.c).
  sighting.executable = record.line == "ssh:notty" ? "/usr/sbin/sshd" : record.line;
  sighting.remote_address = record.remote_address;
  sighting.process = record.process;
  return sighting;
}

}  // namespace

void LoginSessions::begin_with(std::span<const UtmpRecord> utmp) {
  for (const UtmpRecord& record : utmp) {
    if (record.kind == UtmpRecord::Kind::kUser) static_cast<void>(take(record));
  }
}

std::optional<LoginSighting> LoginSessions::take(const UtmpRecord& record) {
  switch (record.kind) {
    case UtmpRecord::Kind::kUser: {
      if (record.user.empty()) return std::nullopt;
      LoginSighting login = session_of(record, LoginOperation::kLogin);
      if (by_line_.size() < kMaxSessions || by_line_.contains(record.line)) by_line_[record.line] = login;
      return login;
    }
    case UtmpRecord::Kind::kEnd: {
      const auto session = by_line_.find(record.line);
      if (session == by_line_.end()) return std::nullopt;
      LoginSighting logout = session->second;
      logout.operation = LoginOperation::kLogout;
      by_line_.erase(session);
      return logout;
    }
    case UtmpRecord::Kind::kBoot:
      by_line_.clear();
      return std::nullopt;
    case UtmpRecord::Kind::kLogin:
    case UtmpRecord::Kind::kOther:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<LoginSighting> failed_login_of(const UtmpRecord& record) {
  const bool attempt = record.kind == UtmpRecord::Kind::kLogin || record.kind == UtmpRecord::Kind::kUser;
  if (!attempt || (record.user.empty() && record.line.empty())) return std::nullopt;
  return session_of(record, LoginOperation::kLoginFailed);
}

}  // namespace picket::sim
