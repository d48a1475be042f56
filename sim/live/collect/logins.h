#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/login_merge.h"
#include "sim/live/collect/login_sessions.h"
#include "sim/live/collect/tailed_file.h"

namespace picket::sim {

/// Logins, logouts and failed logins, as wtmp, btmp and the authentication log tell them.
///
/// Output: one event for each, though two logs tell of it (LoginMerge); the program where the authentication log says
///         it, else the terminal. What was in the logs before the first look is no event.
/// Cost:   three small system calls a log and look.
/// Limits: hosts that keep their log in journald alone show logins by wtmp and btmp, and those without a terminal (ssh
///         with a command) not at all. A line longer than kMaxLine is skipped (kDamaged).
/// Source: the micro agent reads utmp and auth.log where it does not use PAM (defender.md 1.2, Login_UsePAM).
class Logins : public HostCollector {
 public:
  struct Settings {
    Duration interval = Duration::seconds(1);
    std::string utmp = "/run/utmp";
    std::string wtmp = "/var/log/wtmp";
    std::string btmp = "/var/log/btmp";
    /// The first that is there is read; Debian has auth.log, Red Hat secure.
    std::vector<std::string> auth_logs{"/var/log/auth.log", "/var/log/secure"};
  };
  static constexpr std::size_t kMaxLine = 8 * 1024;  // rsyslog's $MaxMessageSize

  explicit Logins(Settings settings);
  Logins() : Logins(Settings{}) {}

  std::string_view name() const override { return "logins"; }
  EventKind kind() const override { return EventKind::kLogin; }
  Time next_read() const override { return next_; }
  void read(Time now, CollectedEvents& out) override;
  /// Those that can be read, as of the last look.
  std::vector<std::string> open_logs() const;

 private:
  static constexpr std::size_t kMaxSessions = 4'096;

  void read_records(TailedFile& file, std::vector<std::byte>& rest, LoginSource source, Time now, CollectedEvents& out);
  void read_lines(Time now, CollectedEvents& out);
  void take_line(std::string_view line, Time now, CollectedEvents& out);
  void take(LoginSource source, const LoginSighting& sighting, Time now, CollectedEvents& out);

  Settings settings_;
  TailedFile wtmp_;
  TailedFile btmp_;
  TailedFile auth_log_;
  std::vector<std::byte> wtmp_rest_;  ///< the start of a record whose end is not there yet
  std::vector<std::byte> btmp_rest_;
  std::string auth_rest_;  ///< the start of such a line
  bool skips_line_ = false;
  bool began_ = false;
  LoginSessions sessions_;
  LoginMerge merge_;
  std::map<std::uint32_t, IpAddress> remote_of_;  ///< by process of sshd: a line of a logout has no address
  Time next_ = Time::min();
};

}  // namespace picket::sim
