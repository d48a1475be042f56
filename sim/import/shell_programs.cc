#include "sim/import/shell_programs.h"

#include <algorithm>
#include <array>
#include <string>

namespace picket::sim {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 && word.find_first_of("/- ") > equals;
}

/// Index of the first argument that is no option; `with_value` are the letters of options that take the next argument.
std::size_t after_options(const std::vector<std::string>& argv, std::string_view with_value) {
  std::size_t i = 1;
  while (i < argv.size() && argv[i].size() > 1 && argv[i][0] == '-') {
    const std::string& option = argv[i++];
    if (option == "--") break;
    const bool takes_next = option.size() == 2 && with_value.find(option[1]) != std::string_view::npos;
    if (takes_next) ++i;
  }
  return std::min(i, argv.size());
}

std::vector<std::string> from(const std::vector<std::string>& argv, std::size_t i) {
  return {argv.begin() + static_cast<std::ptrdiff_t>(std::min(i, argv.size())), argv.end()};
}

StartedProgram by_sudo(const std::vector<std::string>& argv) {
  StartedProgram out;
  out.user = "root";
  for (std::size_t i = 1; i + 1 < argv.size() && argv[i].starts_with('-'); ++i) {
    if (argv[i] == "-u") out.user = argv[i + 1];
  }
  std::size_t i = after_options(argv, "ugpChUDRT");
  while (i < argv.size() && is_assignment(argv[i])) ++i;
  out.argv = from(argv, i);
  return out;
}

StartedProgram by_su(const std::vector<std::string>& argv) {
  StartedProgram out;
  out.user = "root";
  bool user_given = false;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if ((argv[i] == "-c" || argv[i] == "--command") && i + 1 < argv.size()) {
      out.is_script = true;
      out.by_login_shell = true;
      out.script = argv[++i];
    } else if (argv[i] == "-s" || argv[i] == "-g" || argv[i] == "-G") {
      ++i;
    } else if (!argv[i].starts_with('-') && !user_given) {
      out.user = argv[i];
      user_given = true;
    }
  }
  return out;
}

StartedProgram by_shell(const std::vector<std::string>& argv) {
  StartedProgram out;
  for (std::size_t i = 1; i + 1 < argv.size() && argv[i].size() > 1 && argv[i][0] == '-' && argv[i][1] != '-'; ++i) {
    if (argv[i].find('c') == std::string::npos) continue;
    out.is_script = true;
    out.script = argv[i + 1];
    break;
  }
  return out;
}

}  // namespace

bool is_shell_builtin(std::string_view name) {
  static constexpr auto kBuiltins = std::to_array<std::string_view>({
      "[",      "[[",    ":",       "alias",  "bg",    "bind",   "break",  "cd",       "command", "continue", "declare",
      "dirs",   "disown", "echo",   "enable", "exec",  "exit",   "export", "false",    "fc",      "fg",       "getopts",
      "hash",   "help",  "history", "jobs",   "kill",  "let",    "local",  "logout",   "mapfile", "popd",     "printf",
      "pushd",  "pwd",   "read",    "readarray", "readonly", "return", "set", "shift", "shopt",   "suspend",  "test",
      "times",  "trap",  "true",    "type",   "typeset", "ulimit", "umask", "unalias", "unset",   "wait"});
  return is_one_of(name, kBuiltins);
}

StartedProgram started_by(const std::vector<std::string>& argv) {
  const std::string name = argv[0].substr(argv[0].rfind('/') + 1);
  static constexpr auto kShells = std::to_array<std::string_view>({"sh", "bash", "dash", "ash", "zsh", "ksh", "rbash"});
  if (is_one_of(name, kShells)) return by_shell(argv);
  if (name == "sudo" || name == "doas") return by_sudo(argv);
  if (name == "su") return by_su(argv);
  StartedProgram out;
  if (name == "nohup" || name == "setsid") {
    out.argv = from(argv, after_options(argv, ""));
  } else if (name == "nice" || name == "ionice" || name == "stdbuf" || name == "time") {
    out.argv = from(argv, after_options(argv, name == "nice" ? "n" : name == "ionice" ? "cnp" : name == "stdbuf" ? "ioe" : "fo"));
  } else if (name == "timeout") {
    out.argv = from(argv, after_options(argv, "ks") + 1);
  } else if (name == "env") {
    std::size_t i = after_options(argv, "uCS");
    while (i < argv.size() && is_assignment(argv[i])) ++i;
    out.argv = from(argv, i);
  }
  return out;
}

std::string_view folder_of_program(std::string_view name) {
  static constexpr auto kAdministrator = std::to_array<std::string_view>({
      "adduser",  "arp",      "auditctl",   "chpasswd",  "cron",       "deluser",   "depmod",        "groupadd",    "groupdel", "groupmod",
      "halt",     "ifconfig", "insmod",     "iptables",  "ip6tables",  "iptables-save", "losetup",   "mkfs",        "mkswap",   "modinfo",
      "modprobe", "nft",      "poweroff",   "reboot",    "rmmod",      "route",     "rsyslogd",      "service",     "shutdown", "sshd",
      "swapoff",  "swapon",   "sysctl",     "useradd",   "userdel",    "usermod",   "ufw"});
  return is_one_of(name, kAdministrator) ? "/usr/sbin/" : "/usr/bin/";
}

}  // namespace picket::sim
