#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/live/collect/login_sighting.h"

namespace picket::sim {

/// Which program wrote a line of a log, and what.
struct SyslogLine {
  std::string_view program;
  std::uint32_t process = 0;  ///< 0: it does not say
  std::string_view message;
};
/// Splits a line of the traditional format ("Nov  3 14:02:11 host sshd[812]: text") or of RFC 3339's times
/// ("2026-11-03T14:02:11.123+01:00 host sshd[812]: text"); busybox writes "authpriv.info" before the program. None
/// if it is neither.
/// Source: RFC 3164, 4.1; busybox sysklogd/syslogd.c; rsyslog's templates RSYSLOG_TraditionalFileFormat and
///         RSYSLOG_FileFormat.
std::optional<SyslogLine> read_syslog_line(std::string_view line);

/// A login that a line of the authentication log tells of, and how often ("message repeated 3 times").
struct AuthLogLogins {
  LoginSighting sighting;
  std::uint32_t count = 1;
};
/// What a line of the log tells, if it is of sshd, dropbear, login, su or sudo and tells of a login.
///
/// Model:  who logs in is the account that was opened: su's target; of sudo, the user who asked, as it is he who
///         authenticates. Sessions that sshd, dropbear and login close are logouts.
/// Limits: any local user can write such lines (logger(1)); a user name may hold words of a message, so what follows it
///         is sought from the end of the line. A count above kMaxRepeats is cut.
/// Source: OpenSSH auth.c (auth_log), dropbear svr-auth*.c, util-linux login-utils/{login,su-common}.c, shadow su.c,
///         sudo's logging.c, Linux-PAM pam_unix_sess.c, rsyslog's "message repeated".
std::optional<AuthLogLogins> read_auth_log_line(std::string_view line);
inline constexpr std::uint32_t kMaxRepeats = 1'000;

}  // namespace picket::sim
