#include "agent_core/collect/stream_schedule.h"

#include <gtest/gtest.h>

#include "agent_core/message/message.h"
#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

Policy without_snapshots() {
  Policy policy = test::raw_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.of(EventKind::kHeartbeat).collect = false;
  return policy;
}

TEST(StreamSchedule, sends_a_second_after_the_oldest_event) {
  const Vocabulary words;
  Device device(without_snapshots(), words.texts);
  device.give(kStart, DnsRecord{words.names[0], false});
  device.give(kStart + Duration::milliseconds(900), DnsRecord{words.names[1], false});
  device.give(kStart + Duration::milliseconds(1'100), DnsRecord{words.names[2], false});
  device.advance(kStart + Duration::seconds(10));
  ASSERT_EQ(device.sent.size(), 2U);
  EXPECT_EQ(device.sent[0].at, kStart + Duration::seconds(1));
  EXPECT_EQ(device.sent[0].observations.size(), 2U);
  EXPECT_EQ(device.sent[1].at, kStart + Duration::milliseconds(2'100));
}

/// A message ends before the event that would exceed 4,096 bytes, and leaves at that event's time.
TEST(StreamSchedule, sends_when_the_next_event_would_exceed_the_limit) {
  const Vocabulary words;
  Device device(without_snapshots(), words.texts);
  const ProcessRecord r{words.commandlines[0], words.executables[0], 1, 1, 0, {}};
  Observation o;
  o.record = r;
  o.first_time = o.last_time = o.window_start = o.window_end = kStart;
  const std::uint32_t room = 4'096 - device.plan->envelope_bytes;
  const auto per_message = room / static_cast<std::uint32_t>(device.plan->size_of(o));
  device.give({{kStart, r}, 1'000, Duration::milliseconds(1), {}, 0, 0});
  device.advance(kStart + Duration::seconds(10));
  ASSERT_GT(device.sent.size(), 3U);
  std::uint64_t events = 0;
  for (std::size_t i = 0; i < device.sent.size(); ++i) {
    const Device::Sent& m = device.sent[i];
    if (i + 1 < device.sent.size()) {
      EXPECT_EQ(m.observations.size(), per_message);
    }
    for (const Observation& each : m.observations) {
      EXPECT_EQ(each.hit_count, 1U);
      EXPECT_EQ(each.first_time, kStart + Duration::milliseconds(static_cast<std::int64_t>(events)));
      EXPECT_LE(each.first_time, m.at);
      ++events;
    }
    AgentIdentity identity{};
    identity.module_name = device.plan->policy.module_name;
    identity.agent_version = device.plan->policy.agent_version;
    identity.extended = true;
    EXPECT_LE(encoded_size(Encoding::kG2FlatBuffers, identity, {0, m.at, m.observations, {}}, words.texts), 4'096U);
  }
  EXPECT_EQ(events, 1'000U);
}

/// Whether a run comes whole or in pieces, the messages are the same.
TEST(StreamSchedule, messages_do_not_depend_on_how_a_run_is_given) {
  const Vocabulary words;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Device whole(without_snapshots(), words.texts);
    Device pieces(without_snapshots(), words.texts);
    Time now = kStart;
    for (int i = 0; i < 60; ++i) {
      const EventRun run = test::random_run(random, words, now, 500);
      // `observe` gets the whole run, past its own deadline: the polls that follow are as of their times.
      whole.advance(run.first.time);
      whole.count(observe(*whole.plan, whole.state, run, whole.pool), run.count);
      for (std::uint32_t e = 0; e < run.count; ++e) {
        pieces.give(EventRun{event_at(run, e), 1, {}, {}, 0, 0});
      }
      now = run.last_time() + Duration::milliseconds(static_cast<std::int64_t>(random.below(1'500)));
      whole.advance(now);
      pieces.advance(now);
    }
    whole.advance(now + Duration::seconds(5));
    pieces.advance(now + Duration::seconds(5));
    ASSERT_EQ(whole.sent.size(), pieces.sent.size());
    for (std::size_t i = 0; i < whole.sent.size(); ++i) {
      EXPECT_EQ(whole.sent[i].observations, pieces.sent[i].observations) << "message " << i;
    }
    EXPECT_TRUE(whole.balanced());
    EXPECT_TRUE(pieces.balanced());
  }
}

}  // namespace
}  // namespace picket
