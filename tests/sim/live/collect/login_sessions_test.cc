#include "sim/live/collect/login_sessions.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

UtmpRecord utmp_record(UtmpRecord::Kind kind, const std::string& user, const std::string& line) {
  UtmpRecord record;
  record.kind = kind;
  record.user = user;
  record.line = line;
  record.process = 50;
  record.remote_address = IpAddress::v4(0xc0000209);
  return record;
}

TEST(LoginSessions, the_end_of_a_terminal_is_the_logout_of_who_was_there) {
  LoginSessions sessions;
  const auto login = sessions.take(utmp_record(UtmpRecord::Kind::kUser, "alice", "pts/0"));
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(login->operation, LoginOperation::kLogin);
  EXPECT_EQ(login->executable, "pts/0");
  UtmpRecord end = utmp_record(UtmpRecord::Kind::kEnd, "", "pts/0");
  end.remote_address = {};
  const auto logout = sessions.take(end);
  ASSERT_TRUE(logout.has_value());
  EXPECT_EQ(logout->operation, LoginOperation::kLogout);
  EXPECT_EQ(logout->user, "alice");
  EXPECT_EQ(logout->remote_address, IpAddress::v4(0xc0000209));
  EXPECT_FALSE(sessions.take(end).has_value());
}

TEST(LoginSessions, who_is_there_already_is_no_login_and_can_log_out) {
  LoginSessions sessions;
  const UtmpRecord there[] = {utmp_record(UtmpRecord::Kind::kUser, "bob", "tty1"),
                              utmp_record(UtmpRecord::Kind::kLogin, "LOGIN", "tty2")};
  sessions.begin_with(there);
  EXPECT_EQ(sessions.take(utmp_record(UtmpRecord::Kind::kEnd, "", "tty1")).value().user, "bob");
  EXPECT_FALSE(sessions.take(utmp_record(UtmpRecord::Kind::kEnd, "", "tty2")).has_value());
}

TEST(LoginSessions, no_session_outlives_a_start_of_the_host) {
  LoginSessions sessions;
  sessions.take(utmp_record(UtmpRecord::Kind::kUser, "alice", "pts/0"));
  EXPECT_FALSE(sessions.take(utmp_record(UtmpRecord::Kind::kBoot, "reboot", "~")).has_value());
  EXPECT_FALSE(sessions.take(utmp_record(UtmpRecord::Kind::kEnd, "", "pts/0")).has_value());
}

TEST(LoginSessions, an_attempt_of_btmp_is_a_failed_login) {
  const auto failed = failed_login_of(utmp_record(UtmpRecord::Kind::kLogin, "root", "ssh:notty"));
  ASSERT_TRUE(failed.has_value());
  EXPECT_EQ(failed->operation, LoginOperation::kLoginFailed);
  EXPECT_EQ(failed->executable, "/usr/sbin/sshd");
  EXPECT_EQ(failed_login_of(utmp_record(UtmpRecord::Kind::kUser, "root", "tty1")).value().executable, "tty1");
  EXPECT_FALSE(failed_login_of(utmp_record(UtmpRecord::Kind::kLogin, "", "")).has_value());
  EXPECT_FALSE(failed_login_of(utmp_record(UtmpRecord::Kind::kBoot, "reboot", "~")).has_value());
}

}  // namespace
}  // namespace picket::sim
