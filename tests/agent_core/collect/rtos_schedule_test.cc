// The documented behaviour of generation 2's agent for Azure RTOS. Source of all: defender.md 4.3, of the
// defaults 1.5. Times are seconds after the first collection unless a test says otherwise.
#include "agent_core/collect/rtos_schedule.h"

#include <gtest/gtest.h>

#include "agent_core/message/message.h"
#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

NetworkRecord flow(std::uint32_t remote, std::uint16_t remote_port = 443) {
  NetworkRecord r;
  r.local_address = IpAddress::v4(0x0a000002);
  r.remote_address = IpAddress::v4(0x01010100 + remote);
  r.local_port = 40'000;
  r.remote_port = remote_port;
  r.bytes_in = 100;
  r.bytes_out = 10;
  return r;
}

NetworkRecord flow6(std::uint32_t remote) {
  NetworkRecord r = flow(0);
  r.local_address = IpAddress::v6(0x20010db800000000ULL, 1);
  r.remote_address = IpAddress::v6(0x20010db800000000ULL, 100 + remote);
  return r;
}

/// A device after its first collection, whose messages are forgotten.
struct RtosDevice : Device {
  Time first;

  explicit RtosDevice(const Policy& policy, const TextTable& texts) : Device(policy, texts) {
    first = next_wake_up(state);
    advance(first);
    on_delivery(*plan, state, first, state.sequence - 1, DeliveryOutcome::kAccepted, 100);
    sent.clear();
  }
  Time at(std::int64_t seconds) const { return first + Duration::seconds(seconds); }
  std::int64_t seconds(Time time) const { return (time - first).count_seconds(); }
  std::vector<std::pair<std::int64_t, std::size_t>> messages() const {
    std::vector<std::pair<std::int64_t, std::size_t>> all;
    for (const Sent& m : sent) all.emplace_back(seconds(m.at), m.observations.size());
    return all;
  }
  void answer(std::int64_t second, DeliveryOutcome outcome) {
    on_delivery(*plan, state, at(second), state.sequence - 1, outcome, 100);
  }
};
using Messages = std::vector<std::pair<std::int64_t, std::size_t>>;

Policy flows_only() {
  Policy policy = test::g2_rtos_policy();
  policy.of(EventKind::kSystemInformation).collect = policy.of(EventKind::kHeartbeat).collect = false;
  return policy;
}

/// "now + rand % (2 * 30) + 30": whole seconds from 30 to 89, all of them.
TEST(RtosSchedule, the_first_collection_comes_after_30_to_89_seconds) {
  const Vocabulary words;
  std::map<std::int64_t, int> seen;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const Device device(test::g2_rtos_policy(), words.texts, kStart, seed);
    const Duration delay = next_wake_up(device.state) - kStart;
    ASSERT_EQ(delay % Duration::seconds(1), Duration());
    ++seen[delay.count_seconds()];
  }
  EXPECT_EQ(seen.size(), 60U);
  EXPECT_EQ(seen.begin()->first, 30);
  EXPECT_EQ(seen.rbegin()->first, 89);
}

/// All collectors are due at the first tick; then HIGH every 10 s, LOW (system information, heartbeat) every
/// 60 s; MEDIUM has no collector. Ticks that coincide share a message: one flow in every window makes messages
/// of 1 at 10..50 s and of 3 at 60 s.
TEST(RtosSchedule, priorities_are_collected_at_their_intervals_and_share_a_message) {
  const Vocabulary words;
  Device whole(test::g2_rtos_policy(), words.texts);
  whole.give(kStart + Duration::seconds(1), flow(1));
  whole.advance(next_wake_up(whole.state));
  ASSERT_EQ(whole.sent.size(), 1U);
  EXPECT_EQ(whole.sent[0].observations.size(), 3U);

  RtosDevice device(test::g2_rtos_policy(), words.texts);
  for (std::int64_t s = 5; s < 60; s += 10) device.give(device.at(s), flow(1));
  device.advance(device.at(60));
  EXPECT_EQ(device.messages(), (Messages{{10, 1}, {20, 1}, {30, 1}, {40, 1}, {50, 1}, {60, 3}}));
  EXPECT_EQ(device.sent[5].message.priority, Priority::kHigh);
  EXPECT_EQ(device.sent[5].message.collection_interval, Duration::seconds(10));
  EXPECT_EQ(kind_of(device.sent[5].observations[0].record), EventKind::kNetwork) << "HIGH first";
  EXPECT_EQ(device.sent[5].observations[0].window_start, device.at(50));
  EXPECT_EQ(device.sent[5].observations[1].first_time, device.at(60));
}

/// The documentation's low interval (defender.md 10): 145,440 s in place of the headers' 60 s.
TEST(RtosSchedule, the_low_interval_is_an_option) {
  const Vocabulary words;
  Policy policy = test::g2_rtos_policy();
  policy.intervals[2] = Duration::seconds(145'440);
  RtosDevice device(policy, words.texts);
  device.advance(device.at(300'000));
  EXPECT_EQ(device.messages(), (Messages{{145'440, 2}, {290'880, 2}}));
}

/// "Empty events not sent": a tick with nothing collected makes no message.
TEST(RtosSchedule, an_idle_tick_sends_nothing) {
  const Vocabulary words;
  RtosDevice device(test::g2_rtos_policy(), words.texts);
  device.advance(device.at(120));
  EXPECT_EQ(device.messages(), (Messages{{60, 2}, {120, 2}}));
}

TEST(RtosSchedule, only_three_kinds_have_a_collector) {
  const Vocabulary words;
  RtosDevice device(test::g2_rtos_policy(), words.texts);
  device.give(device.at(1), ProcessRecord{});
  device.give(device.at(1), DnsRecord{});
  device.give(device.at(1), LoginRecord{});
  EXPECT_EQ(device.dropped[DropReason::kNotCollected], 3);
}

/// "A flow object is taken from the pool before lookup, so when all N are in use even updates of existing flows
/// are lost until the next swap." 64 flows fill the pool; the update of the first and a new flow are lost; the
/// swap at 10 s frees it.
TEST(RtosSchedule, a_full_pool_loses_updates_until_the_next_swap) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  for (std::uint32_t i = 0; i < 63; ++i) device.give(device.at(1), flow(i));
  device.give(device.at(2), flow(0));
  EXPECT_EQ(device.dropped.total(), 0) << "63 in use: an update finds an object to be read into";
  device.give(device.at(3), flow(63));
  device.give(device.at(4), flow(0));
  device.give(device.at(5), flow(64));
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 2);
  device.give(device.at(10), flow(0));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].observations.size(), 64U);
  EXPECT_EQ(device.sent[0].observations[0].hit_count, 2U);
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 2) << "room again after the swap";
  EXPECT_TRUE(device.balanced());
}

/// "Object pool of N flows per IP version": 64 flows over IPv4 leave IPv6 its own 64.
TEST(RtosSchedule, each_ip_version_has_its_own_pool) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  for (std::uint32_t i = 0; i < 70; ++i) device.give(device.at(1), flow(i));
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 6);
  for (std::uint32_t i = 0; i < 70; ++i) device.give(device.at(2), flow6(i));
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 12);
  EXPECT_EQ(device.held(), 128U);
}

/// A scan fills the pool with its first 64 addresses; what comes later in the window is lost, whoever sent it.
TEST(RtosSchedule, a_scan_hides_everything_behind_its_first_64_flows) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  const EventRun scan{{device.at(1), flow(0, 23)}, 1'280, Duration::microseconds(6'250),
                      VaryingField::kRemoteAddress, 7, 0};  // 160 a second for 8 s
  device.give(scan);
  device.give(device.at(9), flow(9));
  EXPECT_EQ(device.dropped[DropReason::kCacheOverflow], 1'280 - 64 + 1);
  device.advance(device.at(10));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].observations.size(), 64U);
}

/// The key has five fields; bytes are added up; there is no hit count on the wire (schema 2.3 has none for
/// flows): the receiver reads 1.
TEST(RtosSchedule, bytes_are_summed_and_hits_are_not_told) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  device.give({{device.at(1), flow(1)}, 5, Duration::seconds(1), VaryingField::kNone, 0, 0});
  NetworkRecord other = flow(1);
  other.local_port = 40'001;
  device.give(device.at(7), other);
  device.advance(device.at(10));
  ASSERT_EQ(device.sent.size(), 1U);
  ASSERT_EQ(device.sent[0].observations.size(), 2U);
  const auto& r = std::get<NetworkRecord>(device.sent[0].observations[0].record);
  EXPECT_EQ(r.bytes_in, 500U);
  EXPECT_EQ(r.bytes_out, 50U);
  AgentIdentity identity{};
  const SecurityMessage message{0, device.at(10), device.sent[0].observations, Duration::seconds(10)};
  const Policy& policy = device.plan->policy;
  EXPECT_EQ(as_received(policy.encoding, identity, message, device.sent[0].observations[0]).hit_count, 1U);
}

/// "ICMP ports = 0": echo requests from many source ports are one flow, alone and in a run.
TEST(RtosSchedule, icmp_has_no_ports) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  NetworkRecord ping = flow(1, 7);
  ping.protocol = TransportProtocol::kIcmp;
  device.give({{device.at(1), ping}, 50, Duration::milliseconds(1), VaryingField::kLocalPort, 0, 0});
  ping.local_port = 9;
  device.give(device.at(2), ping);
  device.advance(device.at(10));
  ASSERT_EQ(device.sent.size(), 1U);
  ASSERT_EQ(device.sent[0].observations.size(), 1U);
  const auto& r = std::get<NetworkRecord>(device.sent[0].observations[0].record);
  EXPECT_EQ(r.local_port, 0);
  EXPECT_EQ(r.remote_port, 0);
  EXPECT_EQ(device.sent[0].observations[0].hit_count, 51U);
}

/// Page budget 500 + 36 x IPv4 + 60 x IPv6. Full pools of 64 make 500 + 2,304 + 3,840 = 6,644, which just fits;
/// with pools of 65 and the same page, 6,740 does not, and the whole message is lost.
TEST(RtosSchedule, a_message_over_the_page_is_dropped_whole) {
  const Vocabulary words;
  for (const std::uint32_t pool : {64U, 65U}) {
    Policy policy = flows_only();
    policy.of(EventKind::kNetwork).cache_size = pool;
    RtosDevice device(policy, words.texts);
    for (std::uint32_t i = 0; i < pool; ++i) {
      device.give(device.at(1), flow(i));
      device.give(device.at(1), flow6(i));
    }
    device.advance(device.at(10));
    EXPECT_EQ(device.sent.size(), pool == 64 ? 1U : 0U);
    EXPECT_EQ(device.dropped[DropReason::kOversize], pool == 64 ? 0 : 130);
    EXPECT_EQ(device.held(), 0U);
    EXPECT_TRUE(device.balanced());
  }
}

/// "A failed send is retried every 3 s only until the next collection tick", where "the previous unsent message
/// is discarded". The message of 10 s fails: again at 13, 16 and 19 s; at 20 s it is given up, although there is
/// nothing new to send.
TEST(RtosSchedule, a_failed_send_is_retried_until_the_next_tick) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  device.give(device.at(5), flow(1));
  device.advance(device.at(10));
  const std::uint32_t sequence = device.state.sequence - 1;
  for (const std::int64_t s : {10, 13, 16}) {
    device.answer(s, DeliveryOutcome::kFailed);
    ASSERT_EQ(next_wake_up(device.state), device.at(s + 3));
    device.poll_at(device.at(s + 3));
    EXPECT_EQ(device.out.resend, sequence);
  }
  device.answer(19, DeliveryOutcome::kFailed);
  ASSERT_EQ(next_wake_up(device.state), device.at(20));
  device.poll_at(device.at(20));
  EXPECT_EQ(device.out.discard, sequence);
  EXPECT_FALSE(device.out.resend.has_value());
  EXPECT_TRUE(device.out.messages.empty());
  device.poll_at(device.at(30));
  EXPECT_FALSE(device.out.discard.has_value()) << "given up once";
}

TEST(RtosSchedule, a_message_that_left_is_neither_sent_again_nor_given_up) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  device.give(device.at(5), flow(1));
  device.advance(device.at(10));
  device.answer(10, DeliveryOutcome::kAccepted);
  device.answer(11, DeliveryOutcome::kFailed);  // a late answer is no longer of interest
  EXPECT_EQ(next_wake_up(device.state), device.at(20));
  device.poll_at(device.at(20));
  EXPECT_FALSE(device.out.discard.has_value());
}

/// "No connected hub -> PENDING", looked at every 3 s: the connection of 14 s is found at 16 s, and the message
/// of 10 s sent.
TEST(RtosSchedule, a_pending_agent_finds_the_connection_within_3_seconds) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  device.give(device.at(5), flow(1));
  device.advance(device.at(10));
  const std::uint32_t sequence = device.state.sequence - 1;
  device.answer(10, DeliveryOutcome::kNoConnection);
  EXPECT_EQ(device.state.own.rtos.state, ModuleState::kPending);
  device.advance(device.at(13));
  EXPECT_FALSE(device.out.resend.has_value());
  on_connection(*device.plan, device.state, device.at(14), true);
  device.advance(device.at(16));
  EXPECT_EQ(device.out.resend, sequence);
  EXPECT_EQ(device.state.own.rtos.state, ModuleState::kActive);
}

/// "PENDING longer than 300 s -> SUSPENDED (collectors stopped)": pending since 10 s, looks every 3 s; 310 s is
/// not longer, 313 s is. Until then collections go on, each giving up the message before. What is held at 313 s
/// is lost (the collector's stop clears its tables), and so is every event while suspended. The connection of
/// 401 s is found at the look of 313 + 30 x 3 = 403 s; HIGH is long due and collected at once, from when on it
/// collects every 10 s.
TEST(RtosSchedule, a_long_pending_agent_suspends_its_collectors) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  device.give(device.at(5), flow(1));
  device.advance(device.at(10));
  device.answer(10, DeliveryOutcome::kNoConnection);
  for (std::int64_t s = 15; s < 310; s += 10) {
    device.give(device.at(s), flow(1));
    device.advance(device.at(s + 5));
    ASSERT_EQ(device.out.discard, device.state.sequence - 2) << s;
    device.answer(s + 5, DeliveryOutcome::kNoConnection);
  }
  EXPECT_EQ(device.sent.size(), 31U);
  device.give(device.at(311), flow(2));
  device.advance(device.at(312));
  EXPECT_EQ(device.state.own.rtos.state, ModuleState::kPending);
  device.advance(device.at(313));
  EXPECT_EQ(device.state.own.rtos.state, ModuleState::kSuspended);
  EXPECT_EQ(device.dropped[DropReason::kAgentStopped], 1);
  EXPECT_EQ(next_wake_up(device.state), Time::max());
  device.give({{device.at(320), flow(3)}, 40, Duration::seconds(1), VaryingField::kNone, 0, 0});
  EXPECT_EQ(device.dropped[DropReason::kAgentDead], 40);
  on_connection(*device.plan, device.state, device.at(401), true);
  EXPECT_EQ(next_wake_up(device.state), device.at(403));
  device.advance(device.at(403));
  EXPECT_EQ(device.state.own.rtos.state, ModuleState::kActive);
  EXPECT_TRUE(device.out.discard.has_value()) << "the collection takes the place of what was unsent";
  device.give(device.at(404), flow(4));
  device.advance(device.at(413));
  EXPECT_EQ(device.messages().back(), (std::pair<std::int64_t, std::size_t>{413, 1}));
  EXPECT_TRUE(device.balanced());
}

/// A connection that goes again before the look is not found.
TEST(RtosSchedule, a_connection_that_does_not_last_wakes_nobody) {
  const Vocabulary words;
  RtosDevice device(flows_only(), words.texts);
  device.give(device.at(5), flow(1));
  device.advance(device.at(10));
  device.answer(10, DeliveryOutcome::kNoConnection);
  device.advance(device.at(400));
  ASSERT_EQ(device.state.own.rtos.state, ModuleState::kSuspended);
  on_connection(*device.plan, device.state, device.at(401), true);
  on_connection(*device.plan, device.state, device.at(402), false);
  EXPECT_EQ(next_wake_up(device.state), Time::max());
}

/// A hostile or confused driver: any order of answers keeps the balance and the next wake-up in the future.
TEST(RtosSchedule, keeps_its_laws_whatever_the_driver_says) {
  const Vocabulary words;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RtosDevice device(test::g2_rtos_policy(), words.texts);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Time now = device.first;
    for (int i = 0; i < 2'000; ++i) {
      now += Duration::milliseconds(static_cast<std::int64_t>(random.below(random.chance(0.01) ? 400'000 : 5'000)));
      device.advance(now);
      ASSERT_GT(next_wake_up(device.state), now);
      switch (random.below(3)) {
        case 0:
          device.give(now, flow(static_cast<std::uint32_t>(random.below(100))));
          break;
        case 1:
          on_delivery(*device.plan, device.state, now, static_cast<std::uint32_t>(random.below(5)) + device.state.sequence - 3,
                      static_cast<DeliveryOutcome>(random.below(5)), 100);
          break;
        default:
          on_connection(*device.plan, device.state, now, random.chance(0.3));
      }
      ASSERT_GE(next_wake_up(device.state), now);
      ASSERT_TRUE(device.balanced());
    }
  }
}

}  // namespace
}  // namespace picket
