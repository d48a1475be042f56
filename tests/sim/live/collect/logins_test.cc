#include "sim/live/collect/logins.h"

#include "tests/sim/live/collect/utmp_bytes.h"

namespace picket::sim {
namespace {

struct LoginsWorld : CollectWorld {
  CollectFolder folder;
  std::unique_ptr<Logins> logins;
  std::int64_t now = 0;

  LoginsWorld() {
    folder.write("wtmp", utmp_bytes(7, "old", "pts/9"));
    folder.write("btmp", "");
    folder.write("auth.log", "Nov  3 14:00:00 device sshd[1]: Accepted password for old from 192.0.2.1 port 1 ssh2\n");
  }
  /// What a look shows.
  std::vector<LoginRecord> look() {
    if (!logins) {
      Logins::Settings settings;
      settings.utmp = folder.path("utmp");
      settings.wtmp = folder.path("wtmp");
      settings.btmp = folder.path("btmp");
      settings.auth_logs = {folder.path("none"), folder.path("auth.log")};
      logins = std::make_unique<Logins>(settings);
    }
    out.events.clear();
    logins->read(second(++now), out);
    return all<LoginRecord>();
  }
  void log(const std::string& rest) { folder.append("auth.log", "Nov  3 14:02:11 device " + rest + "\n"); }
};

TEST(Logins, what_was_there_before_the_first_look_is_no_event) {
  LoginsWorld w;
  EXPECT_TRUE(w.look().empty());
  EXPECT_EQ(w.logins->open_logs().size(), 3U);
  EXPECT_EQ(w.logins->next_read(), second(2));
  EXPECT_TRUE(w.look().empty());
}

TEST(Logins, a_login_that_two_logs_tell_of_is_one_with_its_program) {
  LoginsWorld w;
  w.look();
  w.log("sshd[812]: Accepted publickey for alice from 192.0.2.9 port 51000 ssh2");
  w.folder.append("wtmp", utmp_bytes(7, "alice", "pts/0", "192.0.2.9", 812));
  auto events = w.look();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].operation, LoginOperation::kLogin);
  EXPECT_EQ(w.text(events[0].user_name), "alice");
  EXPECT_EQ(w.text(events[0].executable), "/usr/sbin/sshd");
  EXPECT_EQ(events[0].remote_address, IpAddress::v4(0xc0000209));
  EXPECT_EQ(events[0].process_id, 812U);
  // And so is its end, with the address that the line of the log does not have.
  w.log("sshd[812]: pam_unix(sshd:session): session closed for user alice");
  w.folder.append("wtmp", utmp_bytes(8, "", "pts/0"));
  events = w.look();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].operation, LoginOperation::kLogout);
  EXPECT_EQ(events[0].remote_address, IpAddress::v4(0xc0000209));
  EXPECT_EQ(w.logins->missed().total(), 0U);
}

TEST(Logins, guesses_are_counted_and_not_doubled) {
  LoginsWorld w;
  w.look();
  for (int i = 0; i < 3; ++i) {
    w.log("sshd[9]: Failed password for root from 192.0.2.9 port 5 ssh2");
    w.folder.append("btmp", utmp_bytes(6, "root", "ssh:notty", "192.0.2.9"));
  }
  EXPECT_EQ(w.look().size(), 3U);
  w.log("sshd[9]: message repeated 5 times: [ Failed password for root from 192.0.2.9 port 5 ssh2]");
  EXPECT_EQ(w.look().size(), 5U);
}

TEST(Logins, a_login_on_a_terminal_has_the_terminal_as_its_program) {
  LoginsWorld w;
  w.look();
  w.folder.append("wtmp", utmp_bytes(7, "bob", "tty1"));
  const auto events = w.look();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(w.text(events[0].executable), "tty1");
  EXPECT_TRUE(events[0].remote_address.is_unspecified());
}

TEST(Logins, who_is_logged_in_at_the_start_can_log_out) {
  LoginsWorld w;
  w.folder.write("utmp", utmp_bytes(7, "carol", "pts/4", "192.0.2.5"));
  w.look();
  w.folder.append("wtmp", utmp_bytes(8, "", "pts/4"));
  const auto events = w.look();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(w.text(events[0].user_name), "carol");
}

TEST(Logins, half_a_record_and_half_a_line_wait_for_the_rest) {
  LoginsWorld w;
  w.look();
  const std::string record = utmp_bytes(7, "bob", "tty1");
  w.folder.append("wtmp", record.substr(0, 100));
  w.folder.append("auth.log", "Nov  3 14:02:11 device su[8]: (to ro");
  EXPECT_TRUE(w.look().empty());
  w.folder.append("wtmp", record.substr(100));
  w.folder.append("auth.log", "ot) alice on pts/0\n");
  EXPECT_EQ(w.look().size(), 2U);
  EXPECT_EQ(w.logins->missed().total(), 0U);
}

TEST(Logins, follows_logs_that_are_rotated) {
  LoginsWorld w;
  w.look();
  std::filesystem::rename(w.folder.path("auth.log"), w.folder.path("auth.log.1"));
  w.log("su[8]: (to root) alice on pts/0");
  std::filesystem::rename(w.folder.path("wtmp"), w.folder.path("wtmp.1"));
  w.folder.write("wtmp", utmp_bytes(7, "bob", "tty1"));
  EXPECT_EQ(w.look().size(), 2U);
}

TEST(Logins, a_line_without_an_end_is_counted_and_the_next_one_read) {
  LoginsWorld w;
  w.look();
  w.folder.append("auth.log", std::string(3 * Logins::kMaxLine, 'x'));
  EXPECT_TRUE(w.look().empty());
  w.folder.append("auth.log", "the rest of it\n");
  w.log("su[8]: (to root) alice on pts/0");
  EXPECT_EQ(w.look().size(), 1U);
  EXPECT_EQ(w.logins->missed()[Missed::kDamaged], 1U);
}

TEST(Logins, a_host_without_logs_has_no_logins_and_no_faults) {
  CollectWorld w;
  Logins::Settings settings;
  settings.utmp = settings.wtmp = settings.btmp = "/nowhere/at/all";
  settings.auth_logs.clear();
  Logins logins(settings);
  logins.read(second(1), w.out);
  EXPECT_TRUE(w.out.events.empty());
  EXPECT_TRUE(logins.open_logs().empty());
  EXPECT_EQ(logins.missed().total(), 0U);
}

}  // namespace
}  // namespace picket::sim
