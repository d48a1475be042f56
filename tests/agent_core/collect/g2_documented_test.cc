// The documented behaviour of generation 2's micro agent for Linux, one by one. Source: defender.md 1.1 (kinds,
// keys, caches), 1.2 (intervals, timeout), 4.3 and 4.4 (timers). Times are after the first collection.
#include <gtest/gtest.h>

#include "agent_core/publish/session.h"
#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

struct LinuxDevice : Device {
  Time first;

  explicit LinuxDevice(const Policy& policy, const TextTable& texts) : Device(policy, texts) {
    first = next_wake_up(state);
    advance(first);
    sent.clear();
  }
  Time at(std::int64_t minutes) const { return first + Duration::minutes(minutes); }
};

/// "Timestamp (first time seen)", hit_count; identical when command line and user id are equal: ids of the
/// process do not matter, the user does. Medium: 120 min.
TEST(G2Documented, processes_are_merged_by_command_line_and_user) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  ProcessRecord r{words.commandlines[0], words.executables[0], 100, 1, 0, ProcessOperation::kExec};
  device.give(device.at(3), r);
  r.process_id = 200;
  device.give(device.at(50), r);
  r.user_id = 7;
  device.give(device.at(60), r);
  device.advance(device.at(120));
  ASSERT_EQ(device.sent.size(), 1U);
  ASSERT_EQ(device.sent[0].observations.size(), 2U);
  const Observation& o = device.sent[0].observations[0];
  EXPECT_EQ(o.hit_count, 2U);
  EXPECT_LT(device.at(3) - o.first_time, Duration::milliseconds(1)) << "times of entries are in whole milliseconds";
  EXPECT_LT(device.at(50) - o.last_time, Duration::milliseconds(1));
  EXPECT_EQ(std::get<ProcessRecord>(o.record).process_id, 100U) << "the first one's";
}

/// Five fields: a new source port is a new flow; Bytes_in and Bytes_out are sums.
TEST(G2Documented, flows_are_merged_by_five_fields) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  NetworkRecord r;
  r.local_address = IpAddress::v4(0x0a000002);
  r.remote_address = IpAddress::v4(0x01010101);
  r.local_port = 40'000;
  r.remote_port = 443;
  r.bytes_in = 100;
  r.bytes_out = 10;
  device.give({{device.at(1), r}, 3, Duration::seconds(1), VaryingField::kNone, 0, 0});
  device.give({{device.at(2), r}, 4, Duration::seconds(1), VaryingField::kLocalPort, 0, 1});
  device.advance(device.at(120));
  ASSERT_EQ(device.sent.size(), 1U);
  ASSERT_EQ(device.sent[0].observations.size(), 5U);
  EXPECT_EQ(device.sent[0].observations[0].hit_count, 3U);
  EXPECT_EQ(std::get<NetworkRecord>(device.sent[0].observations[0].record).bytes_in, 300U);
}

/// "Linux: oldest entry is replaced by the new one": 256 entries; the 257th key costs the first, with both its
/// hits, and a repeat of the lost key is a new entry that costs the second.
TEST(G2Documented, a_full_cache_replaces_its_oldest) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  NetworkRecord r;
  r.local_address = IpAddress::v4(0x0a000002);
  r.local_port = 1;
  const auto to = [&](std::uint32_t remote) {
    r.remote_address = IpAddress::v4(0x01010000 + remote);
    device.give(device.at(1), r);
  };
  for (std::uint32_t i = 0; i < 256; ++i) to(i);
  to(0);
  EXPECT_EQ(device.dropped.total(), 0);
  to(256);
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 2);
  to(0);
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 3);
  device.advance(device.at(120));
  ASSERT_EQ(device.sent[0].observations.size(), 256U);
  EXPECT_EQ(std::get<NetworkRecord>(device.sent[0].observations[0].record).remote_address, IpAddress::v4(0x01010002));
}

/// Each collector has a cache of its own: a full network cache costs no process.
TEST(G2Documented, caches_are_per_collector) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  device.give(device.at(1), ProcessRecord{words.commandlines[0], {}, 1, 1, 0, {}});
  NetworkRecord r;
  r.local_address = IpAddress::v4(1);
  device.give({{device.at(2), r}, 1'000, Duration::milliseconds(1), VaryingField::kRemoteAddress, 5, 0});
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 1'000 - 256);
  EXPECT_EQ(device.state.tables[0].size, 1);
}

/// "Login: not aggregated": equal logins are so many observations.
TEST(G2Documented, logins_are_not_aggregated) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  const LoginRecord r{words.users[0], words.executables[0], IpAddress(), 7, LoginOperation::kLoginFailed};
  device.give({{device.at(1), r}, 5, Duration::seconds(1), VaryingField::kNone, 0, 0});
  device.advance(device.at(120));
  ASSERT_EQ(device.sent[0].observations.size(), 5U);
  for (const Observation& o : device.sent[0].observations) {
    EXPECT_EQ(o.hit_count, 1U);
    EXPECT_FALSE(o.aggregated);
  }
}

/// "IPv4 only on Linux".
TEST(G2Documented, flows_over_ipv6_are_not_seen) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  NetworkRecord r;
  r.remote_address = IpAddress::v6(0x20010db800000000ULL, 1);
  device.give(device.at(1), r);
  EXPECT_EQ(device.dropped[DropReason::kIpVersion], 1);
}

/// "At interval end everything is sent and the memory cleared": the same key in two windows is sent twice, and a
/// window with nothing is no message. Process is Medium, file Low (1,440 min), where system information and
/// heartbeat join.
TEST(G2Documented, each_class_has_its_interval_and_starts_from_nothing) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  const ProcessRecord r{words.commandlines[0], {}, 1, 1, 0, {}};
  device.give(device.at(1), FileRecord{words.names[0], FileOperation::kModified});
  device.give(device.at(10), r);
  device.give(device.at(130), r);
  device.advance(device.at(1'440));
  std::vector<std::pair<std::int64_t, std::size_t>> messages;
  for (const Device::Sent& m : device.sent) {
    messages.emplace_back((m.at - device.first).count_seconds() / 60, m.observations.size());
  }
  EXPECT_EQ(messages, (std::vector<std::pair<std::int64_t, std::size_t>>{{120, 1}, {240, 1}, {1'440, 3}}));
  for (const Device::Sent& m : device.sent) EXPECT_EQ(m.observations[0].hit_count, 1U);
}

/// Without collectors of High, 12 messages a day at most (defender.md 8); with one set High, 48.
TEST(G2Documented, a_busy_day_has_12_messages_or_48_with_high) {
  const Vocabulary words;
  for (const Priority priority : {Priority::kMedium, Priority::kHigh}) {
    Policy policy = test::g2_linux_policy();
    policy.of(EventKind::kProcess).priority = priority;
    LinuxDevice device(policy, words.texts);
    for (std::int64_t minute = 1; minute < 1'440; minute += 10) {
      device.give(device.at(minute), ProcessRecord{words.commandlines[0], {}, 1, 1, 0, {}});
    }
    device.advance(device.at(1'440));
    EXPECT_EQ(device.sent.size(), priority == Priority::kMedium ? 12U : 48U);
  }
}

/// The jitter is drawn anew in each life, and the agent keeps nothing from the one before.
TEST(G2Documented, a_restart_draws_a_new_first_collection) {
  const Vocabulary words;
  LinuxDevice device(test::g2_linux_policy(), words.texts);
  device.give(device.at(1), ProcessRecord{words.commandlines[0], {}, 1, 1, 0, {}});
  EXPECT_EQ(stop(*device.plan, device.state, device.pool), 1U);
  const Time again = device.at(30);
  start(*device.plan, device.state, again, 1, device.pool);
  const Duration delay = next_wake_up(device.state) - again;
  EXPECT_GE(delay, Duration::seconds(30));
  EXPECT_LT(delay, Duration::seconds(90));
  EXPECT_NE(delay, device.first - kStart);
}

/// IothubModule_MessageTimeout: "minutes a message may stay in the outbound queue before being dropped", 2,880.
TEST(G2Documented, the_outbound_queue_keeps_a_message_two_days) {
  ClientPreset client;
  client.message_timeout = Duration::minutes(2'880);
  EXPECT_FALSE(message_has_expired(client, kStart, kStart + Duration::days(2)));
  EXPECT_TRUE(message_has_expired(client, kStart, kStart + Duration::days(2) + Duration::microseconds(1)));
}

}  // namespace
}  // namespace picket
