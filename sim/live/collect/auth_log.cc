#include "sim/live/collect/auth_log.h"

#include <algorithm>
#include <string>

#include "agent_core/base/ascii.h"
#include "sim/live/collect/process_facts.h"

namespace picket::sim {
namespace {

/// Takes `head` off the start of `text`, if it is there.
bool take_head(std::string_view& text, std::string_view head) {
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  return true;
}

/// What stands before the first `mark`, which is taken off with it; false if there is none.
bool take_until(std::string_view& text, std::string_view mark, std::string_view& before) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return false;
  before = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return true;
}

/// Splits at the last `mark`.
bool split_last(std::string_view text, std::string_view mark, std::string_view& before, std::string_view& after) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return false;
  before = text.substr(0, at);
  after = text.substr(at + mark.size());
  return true;
}

std::string_view up_to(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

/// "192.0.2.1", "192.0.2.1:4242", "[2001:db8::1]:22", "2001:db8::1:4242" of dropbear, "::ffff:192.0.2.1".
IpAddress address_of(std::string_view text) {
  if (take_head(text, "[")) text = up_to(text, "]");
  const std::size_t colon = text.rfind(':');
  const bool one_colon = colon != std::string_view::npos && text.find(':') == colon;
  if (one_colon) text = text.substr(0, colon);
  return IpAddress::parse(text).value_or(IpAddress());
}

/// dropbear puts the port behind an address of either kind without brackets.
IpAddress address_before_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::string_view host = colon == std::string_view::npos ? text : text.substr(0, colon);
  return address_of(host);
}

std::string without_quotes(std::string_view text) {
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

/// "session closed for user NAME" of pam_unix for one of these services.
bool is_pam_close(std::string_view message, std::string_view service, std::string_view& user) {
  if (!take_head(message, "pam_unix(") || !take_head(message, service)) return false;
  if (!take_head(message, ":session): session closed for user ")) return false;
  user = message;
  return !user.empty();
}

/// "Accepted METHOD for NAME from ADDRESS port N ssh2", "Failed METHOD for [invalid user ]NAME from ...".
bool read_sshd(std::string_view message, LoginSighting& login) {
  std::string_view user;
  if (is_pam_close(message, "sshd", user)) {
    login.operation = LoginOperation::kLogout;
    login.user = user;
    return true;
  }
  if (take_head(message, "Accepted "))
    login.operation = LoginOperation::kLogin;
  else if (take_head(message, "Failed "))
    login.operation = LoginOperation::kLoginFailed;
  else
    return false;
  std::string_view method;
  std::string_view from;
  if (!take_until(message, " for ", method) || method.find(' ') != std::string_view::npos) return false;
  if (!split_last(message, " from ", user, from)) return false;
  if (login.operation == LoginOperation::kLoginFailed) take_head(user, "invalid user ");
  login.user = user;
  login.remote_address = IpAddress::parse(up_to(from, " ")).value_or(IpAddress());
  return from.find(" port ") != std::string_view::npos;
}

/// "Password auth succeeded for 'NAME' from ADDRESS:PORT", "Bad password attempt for ...", "Exit (NAME) from <...>".
bool read_dropbear(std::string_view message, LoginSighting& login) {
  std::string_view user;
  std::string_view from;
  if (take_head(message, "Exit (")) {
    if (!split_last(message, ") from <", user, from)) {  // before 2020.79 it does not say from where
      if (!take_until(message, ")", user)) return false;
      from = {};
    }
    login.operation = LoginOperation::kLogout;
    login.user = user;
    login.remote_address = address_before_port(up_to(from, ">"));
    return true;
  }
  const bool failed = message.starts_with("Bad ") || message.starts_with("Login attempt for nonexistent user");
  const bool opened = message.find(" auth succeeded for '") != std::string_view::npos;
  if (!failed && !opened) return false;
  login.operation = failed ? LoginOperation::kLoginFailed : LoginOperation::kLogin;
  if (!split_last(message, " from ", user, from)) return false;
  login.remote_address = address_before_port(up_to(from, " "));
  const std::size_t quote = user.find('\'');
  if (quote != std::string_view::npos) {
    const std::size_t end = user.rfind('\'');
    login.user = user.substr(quote + 1, end > quote ? end - quote - 1 : 0);
  }
  return true;
}

/// "LOGIN ON tty1 BY NAME[ FROM HOST]", "ROOT LOGIN ON tty1[ FROM HOST]", "FAILED LOGIN (1) ON 'tty1' FOR 'NAME', ...".
bool read_login_program(std::string_view message, LoginSighting& login) {
  std::string_view user;
  if (is_pam_close(message, "login", user)) {
    login.operation = LoginOperation::kLogout;
    login.user = user;
    return true;
  }
  if (take_head(message, "ROOT LOGIN ")) {
    login.user = "root";
  } else if (take_head(message, "LOGIN ON ")) {
    std::string_view terminal;
    if (!take_until(message, " BY ", terminal)) return false;
    login.user = up_to(message, " ");
  } else if (message.starts_with("FAILED LOGIN ") || message.starts_with("TOO MANY LOGIN TRIES ")) {
    login.operation = LoginOperation::kLoginFailed;
    std::string_view before;
    if (!split_last(message, " FOR ", before, user)) return false;
    login.user = without_quotes(user.starts_with('\'') ? user.substr(0, user.rfind('\'') + 1) : up_to(user, ","));
    return true;
  } else {
    return false;
  }
  std::string_view before;
  std::string_view host;
  if (split_last(message, " FROM ", before, host)) login.remote_address = address_of(host);
  return true;
}

/// "(to TARGET) NAME on TTY", "FAILED SU (to TARGET) NAME on TTY"; shadow: "Successful su for TARGET by NAME".
bool read_su(std::string_view message, LoginSighting& login) {
  std::string_view target;
  std::string_view by;
  const bool failed = take_head(message, "FAILED SU ") || message.starts_with("FAILED su for ");
  if (take_head(message, "(to ")) {
    if (!split_last(message, ") ", target, by)) return false;
  } else if (take_head(message, "Successful su for ") || take_head(message, "FAILED su for ")) {
    if (!split_last(message, " by ", target, by)) return false;
  } else {
    return false;
  }
  login.operation = failed ? LoginOperation::kLoginFailed : LoginOperation::kLogin;
  login.user = target;
  return true;
}

/// "NAME : TTY=pts/0 ; PWD=... ; USER=root ; COMMAND=...", "NAME : 3 incorrect password attempts ; TTY=...",
/// "NAME : user NOT in sudoers ; ...", "NAME : command not allowed ; ...".
bool read_sudo(std::string_view message, LoginSighting& login) {
  std::string_view user;
  while (message.starts_with(' ')) message.remove_prefix(1);  // sudo aligns the name
  if (!take_until(message, " : ", user) || user.empty() || message.starts_with("(command continued)")) return false;
  if (message.find(" COMMAND=") == std::string_view::npos) return false;
  login.operation = message.starts_with("TTY=") || message.starts_with("PWD=") || message.starts_with("HOST=")
                        ? LoginOperation::kLogin
                        : LoginOperation::kLoginFailed;
  login.user = user;
  return true;
}

struct AuthProgram {
  std::string_view name;
  std::string_view executable;
  bool (*read)(std::string_view message, LoginSighting& login);
};
constexpr AuthProgram kAuthPrograms[] = {{"sshd", "/usr/sbin/sshd", read_sshd},
                                         {"sshd-session", "/usr/sbin/sshd", read_sshd},  // OpenSSH 9.8 and later
                                         {"dropbear", "/usr/sbin/dropbear", read_dropbear},
                                         {"login", "/usr/bin/login", read_login_program},
                                         {"su", "/usr/bin/su", read_su},
                                         {"sudo", "/usr/bin/sudo", read_sudo}};

/// "message repeated 3 times: [ TEXT]" becomes TEXT.
std::uint32_t take_repeats(std::string_view& message) {
  std::string_view rest = message;
  std::string_view number;
  if (!take_head(rest, "message repeated ") || !take_until(rest, " times: [ ", number)) return 1;
  if (!rest.ends_with(']')) return 1;
  const auto count = whole_number(number);
  if (!count || *count == 0) return 1;
  message = rest.substr(0, rest.size() - 1);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(*count, kMaxRepeats));
}

/// Takes a word and the spaces behind it.
std::string_view take_field(std::string_view& line) {
  const std::string_view word = up_to(line, " ");
  line.remove_prefix(word.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return word;
}

}  // namespace

std::optional<SyslogLine> read_syslog_line(std::string_view line) {
  if (line.empty()) return std::nullopt;
  const int time_words = is_digit(line.front()) ? 1 : 3;
  for (int i = 0; i < time_words; ++i) {
    if (take_field(line).empty()) return std::nullopt;
  }
  if (take_field(line).empty()) return std::nullopt;  // host
  std::string_view tag;
  if (!take_until(line, ": ", tag)) return std::nullopt;
  const std::size_t space = tag.find(' ');
  if (space != std::string_view::npos && tag.substr(0, space).find('.') != std::string_view::npos) {
    tag.remove_prefix(space + 1);  // "authpriv.info" of busybox
  }
  if (tag.empty() || tag.find(' ') != std::string_view::npos) return std::nullopt;
  SyslogLine read;
  read.message = line;
  read.program = up_to(tag, "[");
  tag.remove_prefix(read.program.size());
  if (take_head(tag, "[")) {
    const auto process = whole_number(up_to(tag, "]"));
    if (process && *process <= 0xffff'ffffU) read.process = static_cast<std::uint32_t>(*process);
  }
  return read;
}

std::optional<AuthLogLogins> read_auth_log_line(std::string_view line) {
  const auto read = read_syslog_line(line);
  if (!read) return std::nullopt;
  const auto* program = std::find_if(std::begin(kAuthPrograms), std::end(kAuthPrograms),
                                     [&](const AuthProgram& p) { return p.name == read->program; });
  if (program == std::end(kAuthPrograms)) return std::nullopt;
  AuthLogLogins logins;
  std::string_view message = read->message;
  logins.count = take_repeats(message);
  logins.sighting.executable = program->executable;
  logins.sighting.process = read->process;
  if (!program->read(message, logins.sighting)) return std::nullopt;
  return logins;
}

}  // namespace picket::sim
