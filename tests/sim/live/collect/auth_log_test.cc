#include "sim/live/collect/auth_log.h"

#include "agent_core/base/random.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

constexpr LoginOperation kIn = LoginOperation::kLogin;
constexpr LoginOperation kOut = LoginOperation::kLogout;
constexpr LoginOperation kFailed = LoginOperation::kLoginFailed;

struct AuthLine {
  std::string_view line;  ///< from the program on
  LoginOperation operation;
  std::string_view user;
  std::string_view executable;
  std::string_view address;  ///< "": local
};

// Messages as the programs write them, in the words of their sources.
constexpr AuthLine kAuthLines[] = {
    {"sshd[812]: Accepted publickey for alice from 192.0.2.9 port 51000 ssh2: ED25519 SHA256:abc", kIn, "alice",
     "/usr/sbin/sshd", "192.0.2.9"},
    {"sshd[812]: Accepted password for bob from 2001:db8::7 port 51000 ssh2", kIn, "bob", "/usr/sbin/sshd",
     "2001:db8::7"},
    {"sshd-session[812]: Failed password for root from 192.0.2.9 port 51000 ssh2", kFailed, "root", "/usr/sbin/sshd",
     "192.0.2.9"},
    {"sshd[812]: Failed password for invalid user admin from 192.0.2.9 port 51000 ssh2", kFailed, "admin",
     "/usr/sbin/sshd", "192.0.2.9"},
    {"sshd[812]: Failed keyboard-interactive/pam for invalid user  from 192.0.2.9 port 5 ssh2", kFailed, "",
     "/usr/sbin/sshd", "192.0.2.9"},
    {"sshd[812]: pam_unix(sshd:session): session closed for user alice", kOut, "alice", "/usr/sbin/sshd", ""},
    {"dropbear[99]: Password auth succeeded for 'root' from 192.0.2.9:4242", kIn, "root", "/usr/sbin/dropbear",
     "192.0.2.9"},
    {"dropbear[99]: Pubkey auth succeeded for 'root' with key sha1!! 00:11 from 2001:db8::7:4242", kIn, "root",
     "/usr/sbin/dropbear", "2001:db8::7"},
    {"dropbear[99]: Bad password attempt for 'root' from 192.0.2.9:4242", kFailed, "root", "/usr/sbin/dropbear",
     "192.0.2.9"},
    {"dropbear[99]: Login attempt for nonexistent user from 192.0.2.9:4242", kFailed, "", "/usr/sbin/dropbear",
     "192.0.2.9"},
    {"dropbear[99]: Exit (root) from <192.0.2.9:4242>: Disconnect received", kOut, "root", "/usr/sbin/dropbear",
     "192.0.2.9"},
    {"dropbear[99]: Exit (root): Disconnect received", kOut, "root", "/usr/sbin/dropbear", ""},
    {"login[7]: LOGIN ON tty1 BY alice", kIn, "alice", "/usr/bin/login", ""},
    {"login[7]: LOGIN ON pts/3 BY alice FROM 192.0.2.9", kIn, "alice", "/usr/bin/login", "192.0.2.9"},
    {"login[7]: ROOT LOGIN ON tty1", kIn, "root", "/usr/bin/login", ""},
    {"login[7]: ROOT LOGIN  on '/dev/pts/0' from '192.0.2.9'", kIn, "root", "/usr/bin/login", ""},
    {"login[7]: FAILED LOGIN (1) ON '/dev/tty1' FOR 'alice', Authentication failure", kFailed, "alice",
     "/usr/bin/login", ""},
    {"login[7]: pam_unix(login:session): session closed for user alice", kOut, "alice", "/usr/bin/login", ""},
    {"su[8]: (to root) alice on pts/0", kIn, "root", "/usr/bin/su", ""},
    {"su[8]: FAILED SU (to root) alice on pts/0", kFailed, "root", "/usr/bin/su", ""},
    {"su[8]: Successful su for root by alice", kIn, "root", "/usr/bin/su", ""},
    {"su[8]: FAILED su for root by alice", kFailed, "root", "/usr/bin/su", ""},
    {"sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls", kIn, "alice", "/usr/bin/sudo", ""},
    {"sudo[5]:   cron : PWD=/ ; USER=root ; COMMAND=/bin/ls", kIn, "cron", "/usr/bin/sudo", ""},
    {"sudo:    alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", kFailed,
     "alice", "/usr/bin/sudo", ""},
    {"sudo:    alice : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", kFailed, "alice",
     "/usr/bin/sudo", ""},
};

std::string auth_line(std::string_view rest) { return "Nov  3 14:02:11 device " + std::string(rest); }

TEST(AuthLog, knows_the_words_of_each_program) {
  for (const AuthLine& expected : kAuthLines) {
    const auto read = read_auth_log_line(auth_line(expected.line));
    ASSERT_TRUE(read.has_value()) << expected.line;
    EXPECT_EQ(read->sighting.operation, expected.operation) << expected.line;
    EXPECT_EQ(read->sighting.user, expected.user) << expected.line;
    EXPECT_EQ(read->sighting.executable, expected.executable) << expected.line;
    const IpAddress& address = read->sighting.remote_address;
    EXPECT_EQ(address.is_unspecified() ? "" : address.to_string(), expected.address) << expected.line;
    EXPECT_EQ(read->count, 1U);
  }
}

TEST(AuthLog, says_nothing_of_other_lines) {
  for (const std::string_view line :
       {"sshd[812]: Invalid user admin from 192.0.2.9 port 51000", "sshd[812]: Connection closed by 192.0.2.9",
        "sshd[812]: Failed password for root",
        "sshd[812]: Accepted a b for c from 192.0.2.9 port 1 ssh2",
        "CRON[9]: pam_unix(cron:session): session closed for user root",
        "cron[9]: Accepted password for a from b port 1",
        "sudo: pam_unix(sudo:session): session opened for user root",
        "sudo:  alice : (command continued) COMMAND=x",
        "dropbear[99]: Child connection from 192.0.2.9:4242",
        "su[8]: pam_unix(su:session): session closed for user root",
        "login[7]: something else"}) {
    EXPECT_FALSE(read_auth_log_line(auth_line(line)).has_value()) << line;
  }
}

TEST(AuthLog, splits_lines_of_either_time_and_of_busybox) {
  for (const std::string_view head :
       {"Nov  3 14:02:11 device ", "Nov 13 14:02:11 device ", "2026-11-03T14:02:11.123456+01:00 device ",
        "Jan  1 00:00:07 router authpriv.info "}) {
    const std::string line = std::string(head) + "sshd[812]: a: b";
    const auto read = read_syslog_line(line);
    ASSERT_TRUE(read.has_value()) << line;
    EXPECT_EQ(read->program, "sshd");
    EXPECT_EQ(read->process, 812U);
    EXPECT_EQ(read->message, "a: b");
  }
  const auto without = read_syslog_line("Nov  3 14:02:11 device sudo:  alice : x");
  ASSERT_TRUE(without.has_value());
  EXPECT_EQ(without->process, 0U);
  for (const std::string_view bad : {"", "x", "Nov  3 14:02:11", "Nov  3 14:02:11 device no tag: here", ": : :"}) {
    EXPECT_FALSE(read_syslog_line(bad).has_value()) << bad;
  }
}

TEST(AuthLog, a_repeated_message_counts_as_often_as_it_says) {
  const auto read = read_auth_log_line(
      auth_line("sshd[1]: message repeated 3 times: [ Failed password for root from 192.0.2.9 port 5 ssh2]"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->count, 3U);
  EXPECT_EQ(read->sighting.user, "root");
  const auto many = read_auth_log_line(
      auth_line("sshd[1]: message repeated 4000000000 times: [ Failed password for root from 192.0.2.9 port 5 ssh2]"));
  ASSERT_TRUE(many.has_value());
  EXPECT_EQ(many->count, kMaxRepeats);
}

// The user's name is the attacker's to choose, and tries to name another host.
TEST(AuthLog, a_user_name_cannot_put_another_address_in_the_place_of_its_own) {
  const auto read = read_auth_log_line(auth_line(
      "sshd[1]: Failed password for invalid user x from 198.51.100.1 port 1 ssh2 from 192.0.2.9 port 5 ssh2"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->sighting.remote_address.to_string(), "192.0.2.9");
  EXPECT_EQ(read->sighting.user, "x from 198.51.100.1 port 1 ssh2");
}

TEST(AuthLog, any_line_is_read_or_passed_over) {
  RandomStream random(16, 0, 0, Purpose::kTest);
  for (int i = 0; i < 5'000; ++i) {
    std::string line = auth_line(kAuthLines[random.below(std::size(kAuthLines))].line);
    for (int j = 0; j < 3; ++j) line[random.below(line.size())] = static_cast<char>(random.below(256));
    line.resize(random.below(line.size() + 1));
    const auto read = read_auth_log_line(line);
    if (read) {
      EXPECT_LE(read->sighting.user.size(), line.size());
      EXPECT_LE(read->count, kMaxRepeats);
    }
  }
}

}  // namespace
}  // namespace picket::sim
