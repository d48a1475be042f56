#include "agent_core/collect/interval_schedule.h"

#include <gtest/gtest.h>

#include "agent_core/message/message.h"
#include "tests/support/agent_driver.h"

// Expected times follow defender.md 1.2, 4.3, 4.4: a first tick 30 to 90 s after the start, then High,
// Medium and Low every 30, 120 and 1,440 minutes after it; ticks that coincide share a message.

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

TEST(IntervalSchedule, first_ticks_lie_between_one_and_three_jitters) {
  const Vocabulary words;
  const Policy policy = test::g2_linux_policy();
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    Device device(policy, words.texts, kStart, seed);
    const Duration delay = next_wake_up(device.state) - kStart;
    ASSERT_GE(delay, Duration::seconds(30));
    ASSERT_LT(delay, Duration::seconds(90));
    sum += delay.to_seconds();
  }
  // U[30, 90): mean 60, standard error 17.3 / sqrt(2000) = 0.39.
  EXPECT_NEAR(sum / 2'000, 60, 2);
}

TEST(IntervalSchedule, an_idle_device_sends_system_information_and_heartbeat_once_a_day) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  const Time first = next_wake_up(device.state);
  device.advance(first + Duration::days(3));
  ASSERT_EQ(device.sent.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(device.sent[i].at, first + Duration::minutes(1'440) * static_cast<std::int64_t>(i));
    ASSERT_EQ(device.sent[i].observations.size(), 2U);
    EXPECT_EQ(device.sent[i].message.sequence, i);
    EXPECT_EQ(device.sent[i].message.priority, Priority::kLow);
    EXPECT_EQ(device.sent[i].message.collection_interval, Duration::minutes(1'440));
  }
}

TEST(IntervalSchedule, classes_that_coincide_share_a_message) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  const Time first = next_wake_up(device.state);
  device.advance(first);
  device.sent.clear();
  // One process in each Medium window, one file change in the day.
  for (int i = 0; i < 12; ++i) {
    device.give(first + Duration::minutes(120 * i + 5), ProcessRecord{words.commandlines[0], {}, 1, 1, 0, {}});
  }
  device.give(first + Duration::minutes(1'400), FileRecord{words.names[0], FileOperation::kModified});
  device.advance(first + Duration::minutes(1'440));
  ASSERT_EQ(device.sent.size(), 12U) << "12 a day, defender.md 8";
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(device.sent[i].at, first + Duration::minutes(120) * static_cast<std::int64_t>(i + 1));
    EXPECT_EQ(device.sent[i].observations.size(), i == 11 ? 4U : 1U);
  }
  const Observation& process = device.sent[11].observations[0];
  EXPECT_EQ(process.window_start, first + Duration::minutes(1'320));
  EXPECT_EQ(process.window_end, first + Duration::minutes(1'440));
  EXPECT_EQ(device.sent[11].message.priority, Priority::kMedium);
  EXPECT_EQ(device.sent[11].message.collection_interval, Duration::minutes(120));
}

TEST(IntervalSchedule, splits_at_the_message_limit_and_never_exceeds_it) {
  const Vocabulary words;
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Policy policy = seed % 2 == 0 ? test::g2_linux_policy() : test::picket_policy();
    const Encoding encoding = policy.encoding = seed % 3 == 0 ? Encoding::kG1Json : Encoding::kG2FlatBuffers;
    policy.max_message_bytes = 2'000;
    Device device(policy, words.texts);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Time now = kStart;
    for (int i = 0; i < 400; ++i) {
      device.give(test::random_run(random, words, now, 60));
      now += Duration::seconds(90);
    }
    device.advance(now + Duration::days(2));
    EXPECT_GT(device.sent.size(), 20U);
    AgentIdentity identity{};
    identity.module_name = policy.module_name;
    identity.agent_version = policy.agent_version;
    identity.extended = policy.extended_fields;
    for (const Device::Sent& m : device.sent) {
      const SecurityMessage message{m.message.sequence, m.at, m.observations, m.message.collection_interval};
      EXPECT_LE(encoded_size(encoding, identity, message, words.texts), policy.max_message_bytes);
    }
    EXPECT_TRUE(device.balanced());
    EXPECT_EQ(device.held(), 0U);
  }
}

TEST(IntervalSchedule, drops_what_fits_no_message_as_oversize) {
  TextTable texts;
  const Text huge = texts.intern(std::string(3'000, 'x'));
  texts.freeze();
  Policy policy = test::g2_linux_policy();
  policy.max_message_bytes = 2'000;
  Device device(policy, texts);
  device.give({{kStart, ProcessRecord{huge, {}, 1, 1, 0, {}}}, 5, Duration::seconds(1), {}, 0, 0});
  device.advance(kStart + Duration::days(1));
  EXPECT_EQ(device.dropped[DropReason::kOversize], 5);
  EXPECT_TRUE(device.balanced());
}

TEST(IntervalSchedule, a_late_poll_changes_no_window) {
  const Vocabulary words;
  Device punctual(test::g2_linux_policy(), words.texts);
  Device late(test::g2_linux_policy(), words.texts);
  const Time first = next_wake_up(late.state);
  for (Device* device : {&punctual, &late}) device->advance(first);
  const ProcessRecord r{words.commandlines[0], {}, 1, 1, 0, {}};
  for (Device* device : {&punctual, &late}) device->give(first + Duration::seconds(5), r);
  punctual.advance(first + Duration::minutes(120));
  late.poll_at(first + Duration::minutes(121));
  EXPECT_EQ(punctual.sent.back().observations, late.sent.back().observations);
  EXPECT_EQ(next_wake_up(punctual.state), next_wake_up(late.state));
}

// picket: first sightings.

TEST(IntervalSchedule, a_first_sighting_leaves_by_the_rare_lane) {
  const Vocabulary words;
  Device device(test::picket_policy(), words.texts);
  const Time first = next_wake_up(device.state);
  device.advance(first);
  device.sent.clear();
  const ProcessRecord r{words.commandlines[0], words.executables[0], 1, 1, 0, {}};
  const Time seen = first + Duration::minutes(10);
  device.give({{seen, r}, 3, Duration::seconds(1), {}, 0, 0});
  device.give(seen + Duration::seconds(29), DnsRecord{words.names[0], false});
  device.advance(seen + Duration::minutes(1));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, seen + Duration::seconds(30)) << "max_delay after the oldest";
  EXPECT_EQ(device.sent[0].message.priority, Priority::kHigh);
  ASSERT_EQ(device.sent[0].observations.size(), 2U) << "coalesced";
  EXPECT_EQ(device.sent[0].observations[0].hit_count, 3U);
  // The second time it is not rare: it waits for its window.
  device.sent.clear();
  device.give(seen + Duration::minutes(2), r);
  device.advance(first + Duration::minutes(120));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, first + Duration::minutes(120));
}

TEST(IntervalSchedule, the_rare_lane_is_limited_by_the_hour) {
  TextTable texts;
  std::vector<Text> commands;
  for (int i = 0; i < 100; ++i) commands.push_back(texts.intern(std::string(static_cast<std::size_t>(i + 1), 'c')));
  texts.freeze();
  Policy policy = test::picket_policy();
  policy.rare_lane_per_hour = 40;  // four kinds: ten each
  Device device(policy, texts);
  const Time first = next_wake_up(device.state);
  device.advance(first);
  device.sent.clear();
  // One new command a minute: in the hour from `started` on, five (half the share) go by the lane, as all
  // have one class, none (no executable); the rest waits.
  for (int i = 0; i < 50; ++i) {
    device.give(first + Duration::minutes(i), ProcessRecord{commands[static_cast<std::size_t>(i)], {}, 1, 1, 0, {}});
  }
  device.advance(first + Duration::minutes(59));
  EXPECT_EQ(device.sent.size(), 5U);
  device.advance(first + Duration::minutes(120));
  EXPECT_EQ(device.sent.size(), 6U);
  EXPECT_EQ(device.sent[5].observations.size(), 45U);
  EXPECT_TRUE(device.balanced());
}

/// workloads.md 3.4 (1): the evidence that a scan wipes from the default agent's cache survives here.
TEST(IntervalSchedule, rare_events_survive_a_flood) {
  const Vocabulary words;
  Device device(test::picket_policy(), words.texts);
  const Time first = next_wake_up(device.state);
  device.advance(first);
  device.sent.clear();
  NetworkRecord benign;
  benign.local_address = IpAddress::v4(0x0a000002);
  benign.remote_address = IpAddress::v4(0x08080808);
  benign.remote_port = 443;
  device.give({{first + Duration::minutes(1), benign}, 10, Duration::seconds(1), {}, 0, 0});
  NetworkRecord syn = benign;
  syn.remote_port = 23;
  device.give({{first + Duration::minutes(5), syn},
               500'000,
               Duration::microseconds(6'250),
               VaryingField::kRemoteAddress,
               9,
               0});
  // The scan lasts 3,125 s; the call home comes 50 minutes into it, on a port of its own.
  NetworkRecord c2 = benign;
  c2.remote_address = IpAddress::v4(0x05060708);
  c2.remote_port = 48'101;
  const Time call = first + Duration::minutes(57) + Duration::seconds(10);
  device.give(call, c2);
  device.give(call + Duration::minutes(2), c2);
  device.advance(first + Duration::minutes(120));
  std::uint64_t scan_observations = 0;
  std::uint64_t c2_hits = 0;
  std::uint64_t benign_hits = 0;
  Time c2_first_sent = Time::max();
  for (const Device::Sent& m : device.sent) {
    for (const Observation& o : m.observations) {
      const auto* r = std::get_if<NetworkRecord>(&o.record);
      if (r == nullptr) continue;
      if (r->remote_port == 23) ++scan_observations;
      if (r->remote_port == 443) benign_hits += o.hit_count;
      if (r->remote_port == 48'101) {
        c2_hits += o.hit_count;
        c2_first_sent = std::min(c2_first_sent, m.at);
      }
    }
  }
  EXPECT_EQ(benign_hits, 10U);
  EXPECT_EQ(c2_hits, 2U);
  EXPECT_EQ(c2_first_sent, call + Duration::seconds(30));
  // A quarter of the cache and half of the lane's share (15 an hour) per hour touched.
  EXPECT_LE(scan_observations, 64U + 16U);
  EXPECT_GE(scan_observations, 64U);
  EXPECT_LT(device.sent.size(), 20U) << "little traffic";
  EXPECT_TRUE(device.balanced());
}

}  // namespace
}  // namespace picket
