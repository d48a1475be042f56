#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// Whether sh and bash do it themselves, without a process of its own.
/// Source: POSIX.1-2017, XCU 1.6 and 2.14; bash manual 4.1 and 4.2.
bool is_shell_builtin(std::string_view name);

/// What a program starts that is given another command: `sudo`, `su -c`, `sh -c`, `nohup`, `timeout`, `env` and so on.
struct StartedProgram {
  std::vector<std::string> argv;  ///< empty: nothing that the command line shows
  bool is_script = false;         ///< `script` is what a shell is given with -c
  bool by_login_shell = false;    ///< the shell is started first, as `su` does
  std::string script;
  std::string user;  ///< whose process it is; empty: the same as before
};
StartedProgram started_by(const std::vector<std::string>& argv);

/// The folder that a program given by its bare name lies in: /usr/sbin/ for those of the administrator, else /usr/bin/.
/// Source: file lists of Debian 12's packages passwd, kmod, iptables, iproute2, util-linux, cron, systemd-sysv, openssh-server.
std::string_view folder_of_program(std::string_view name);

}  // namespace picket::sim
