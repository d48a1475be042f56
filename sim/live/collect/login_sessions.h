#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/live/collect/login_sighting.h"
#include "sim/live/collect/utmp_records.h"

namespace picket::sim {

/// The sessions on a host's terminals: makes logins and logouts of the records of wtmp.
///
/// Model:  a user's record is a login; the end of its terminal's process is the logout of whoever was logged in there
///         (the record itself often has no name). A start of the host ends all sessions, without a word of them.
/// Limits: an end on a terminal on which nobody was seen to log in gives nothing. At most kMaxSessions.
class LoginSessions {
 public:
  static constexpr std::size_t kMaxSessions = 4'096;
  /// Takes who is logged in already (utmp), without an event.
  void begin_with(std::span<const UtmpRecord> utmp);
  /// What a record of wtmp tells, if anything.
  std::optional<LoginSighting> take(const UtmpRecord& record);

 private:
  std::map<std::string, LoginSighting> by_line_;
};

/// What a record of btmp tells: a failed login, or nothing where it names nobody and no terminal.
/// Limits: people type passwords where a name is wanted, so the name may be one.
std::optional<LoginSighting> failed_login_of(const UtmpRecord& record);

}  // namespace picket::sim
