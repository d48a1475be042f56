// What attack_counterparts_test.cc counts, and what it reads logs with, on a few lines by hand.
#include "tests/sim/experiment/counterpart_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/counterpart_traces.h"
#include "tests/sim/fleet/trace_file.h"

namespace picket::sim {
namespace {

Contact contact(double seconds, std::uint32_t peer, std::uint16_t port, bool failed, double bytes) {
  return {seconds, IpAddress::v4(peer), port, 40'000, failed, bytes};
}

// Peer 1 at 0, 10, 40 and 3,700 s, peer 2 at 20 s. 62 minutes: four contacts in the first, one in the last, else none.
// Hours: two peers, then one. Gaps of peer 1: 10, 30 and 3,660 s, mean 1,233.3.
TEST(CounterpartFigures, of_five_contacts_are_as_by_hand) {
  const std::vector<Contact> contacts{contact(0, 1, 23, true, 40), contact(10, 1, 23, true, 40),
                                      contact(20, 2, 80, false, 900), contact(40, 1, 23, false, 100),
                                      contact(3'700, 1, 23, true, 40)};
  const ContactFigures f = figures_of(contacts);
  EXPECT_DOUBLE_EQ(f.contacts, 5);
  EXPECT_DOUBLE_EQ(f.per_minute_median, 0);
  EXPECT_DOUBLE_EQ(f.per_minute_p90, 0);
  EXPECT_DOUBLE_EQ(f.peers_per_hour, 1.5);
  EXPECT_DOUBLE_EQ(f.five_tuples, 2);
  EXPECT_DOUBLE_EQ(f.top_port_share, 0.8);
  EXPECT_NEAR(f.failed_share, 0.6, 1e-12);
  EXPECT_DOUBLE_EQ(f.bytes_out_median, 40);
  EXPECT_DOUBLE_EQ(f.bytes_out_sum, 1'120);
  EXPECT_DOUBLE_EQ(f.gap_median, 30);
  const double variance = (1'223.333 * 1'223.333 + 1'203.333 * 1'203.333 + 2'426.667 * 2'426.667) / 3;
  EXPECT_NEAR(f.gap_cv, std::sqrt(variance) / 1'233.333, 1e-5);
  EXPECT_EQ(of_busiest_peer(contacts).size(), 4U);
  EXPECT_THAT(contacts_of_peers(contacts), ::testing::ElementsAre(4, 1));
}

TEST(CounterpartFigures, one_contact_has_no_gap) {
  const ContactFigures f = figures_of({contact(5, 1, 80, false, 7)});
  EXPECT_DOUBLE_EQ(f.per_minute_median, 1);
  EXPECT_DOUBLE_EQ(f.peers_per_hour, 1);
  EXPECT_DOUBLE_EQ(f.gap_median, 0);
  EXPECT_DOUBLE_EQ(f.gap_cv, 0);
}

TEST(CounterpartFigures, ranks_are_values_that_were_there) {
  EXPECT_DOUBLE_EQ(ranked({4, 1, 3, 2, 5, 10, 9, 8, 7, 6}, 0.9), 9);
  EXPECT_DOUBLE_EQ(ranked({2, 1}, 0.9), 2);
  EXPECT_DOUBLE_EQ(ranked({}, 0.9), 0);
  EXPECT_DOUBLE_EQ(middle({3, 1, 2, 10}), 2.5);
}

TEST(CounterpartFigures, inbound_flows_are_seen_from_who_began) {
  NetworkRecord in;
  in.direction = Direction::kInbound;
  in.remote_address = IpAddress::v4(9);
  in.local_port = 22;
  in.remote_port = 50'000;
  in.bytes_in = 44;
  const auto c = contact_of({Time::from_unix_seconds(5), in});
  ASSERT_TRUE(c.has_value());
  EXPECT_EQ(c.value(), (Contact{5, IpAddress::v4(9), 22, 50'000, true, 44}));
  EXPECT_FALSE(contact_of({Time(), ProcessRecord()}).has_value());
}

TEST(CounterpartTraces, readers_take_what_the_logs_say) {
  const TraceFile syslog(
      "Jun  2 02:04:59 combo sshd(pam_unix)[1]: authentication failure; logname= uid=0 rhost=a.example  user=root\n"
      "Jun  2 02:05:00 combo ftpd[2]: connection from 192.0.2.1 () at Fri Jun 17 07:07:00 2005 \n"
      "Jun 12 02:05:09 combo sshd(pam_unix)[3]: authentication failure; logname= uid=0 rhost=b.example \n");
  const auto log = read_syslog_logins(syslog.path());
  ASSERT_EQ(log->events.size(), 2U);
  EXPECT_EQ(log->events[1].event.time - log->events[0].event.time, Duration::days(10) + Duration::seconds(10));
  EXPECT_EQ(contacts_of_peers({contact_of(log->events[0].event).value(), contact_of(log->events[1].event).value()}),
            (std::vector<double>{1, 1}));
  const TraceFile honeypot(
      "start_utc,duration_s,src,protocol,login_success,login_failed\n"
      "2025-02-12T00:51:39.356583Z,1.8,src0,ssh,1,2\n2025-02-12T00:51:40.0Z,1.8,src0,telnet,0,1\n");
  const auto sessions = read_honeypot_logins(honeypot.path(), 100);
  ASSERT_EQ(sessions->events.size(), 3U);
  EXPECT_EQ(std::get<LoginRecord>(sessions->events[2].event.record).operation, LoginOperation::kLogin);
  const TraceFile audit(
      "type=SYSCALL msg=audit(10.5:1): comm=\"arp\"\ntype=EXECVE msg=audit(10.5:1): argc=2 a0=\"arp\" a1=\"-a\"\n");
  const auto execs = read_audit_execs(audit.path());
  ASSERT_EQ(execs.size(), 1U);
  EXPECT_EQ(execs[0], (std::pair<double, std::string>{10.5, "arp -a"}));
}

}  // namespace
}  // namespace picket::sim
