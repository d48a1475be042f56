#include "agent_core/agent.h"

#include <gtest/gtest.h>

#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

std::vector<Policy> presets() {
  Policy killed = test::g1_c_policy();
  killed.name = "g1_c with little memory";
  killed.agent_memory_limit = 30'000;
  Policy tight = test::picket_policy();
  tight.name = "picket with small caches";
  for (KindPolicy& kind : tight.kinds) kind.cache_size = 8;
  tight.max_message_bytes = 600;
  Policy crowded = test::g1_csharp_policy();
  crowded.name = "g1_csharp with small queues";
  crowded.cache_bytes = 16'384;
  crowded.max_message_bytes = 8'192;
  crowded.staggered_producers = true;
  Policy narrow = test::g2_rtos_policy();
  narrow.name = "g2_rtos with a small page";
  narrow.max_message_bytes = 570;
  return {test::no_agent_policy(), test::raw_policy(),      test::g1_c_policy(),      test::g2_linux_policy(),
          test::picket_policy(),   test::g2_rtos_policy(), test::g1_csharp_policy(), killed,
          tight,                   crowded,                narrow};
}

/// Lives a random day of `runs` runs.
void live(Device& device, std::uint32_t seed, const Vocabulary& words, int runs, Time from) {
  RandomStream random(seed, 0, 1, Purpose::kTest);
  Time now = from;
  for (int i = 0; i < runs; ++i) {
    const EventRun run = test::random_run(random, words, now, random.chance(0.05) ? 20'000 : 30);
    device.give(run);
    now = run.last_time() + Duration::from_seconds(random.exponential(200));
  }
  device.advance(now);
}

/// Nothing disappears: observed = emitted hits + held + dropped by reason.
TEST(Agent, every_raw_event_is_emitted_held_or_dropped_for_a_reason) {
  const Vocabulary words;
  Counts<DropReason> all;
  for (const Policy& policy : presets()) {
    for (std::uint32_t seed = 0; seed < 6; ++seed) {
      SCOPED_TRACE(testing::Message() << policy.name << " seed " << seed);
      Device device(policy, words.texts, kStart, seed);
      device.keep = false;
      live(device, seed, words, 250, kStart);
      EXPECT_TRUE(device.balanced());
      all += device.dropped;
      const std::uint64_t held = device.held();
      const std::uint64_t lost = stop(*device.plan, device.state, device.pool);
      EXPECT_EQ(lost, held) << "a kill loses exactly what is held";
      EXPECT_EQ(device.held(), 0U);
      EXPECT_EQ(device.pool.bytes_in_use(), 0U);
      EXPECT_EQ(next_wake_up(device.state), Time::max());
    }
  }
  for (const DropReason reason : {DropReason::kNotCollected, DropReason::kNotCarried, DropReason::kIpVersion,
                                  DropReason::kCacheOverflow, DropReason::kAgentMemory, DropReason::kAgentDead,
                                  DropReason::kQueueFull, DropReason::kOversize}) {
    EXPECT_GT(all[reason], 0) << to_string(reason) << " was not reached";
  }
}

TEST(Agent, counts_events_of_a_stopped_agent_as_dead) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  stop(*device.plan, device.state, device.pool);
  const Fate fate = observe(*device.plan, device.state, {{kStart, ProcessRecord{}}, 9, {}, {}, 0, 0}, device.pool);
  EXPECT_EQ(fate.dropped[DropReason::kAgentDead], 9);
  start(*device.plan, device.state, kStart + Duration::hours(1), 1, device.pool);
  EXPECT_NE(next_wake_up(device.state), Time::max());
}

/// 30 entries of 1,024 bytes reach a limit of 30 KiB at the 30th key; it is back 60 s later.
TEST(Agent, is_killed_at_the_memory_limit_and_comes_back_empty) {
  const Vocabulary words;
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.agent_memory_limit = 30 * 1'024;
  Device device(policy, words.texts);
  NetworkRecord r;
  r.remote_address = IpAddress::v4(1);
  r.remote_port = 23;
  // One new key a second: killed at 29 s; 60 events (30 s .. 88 s) find it dead, that of 89 s is new.
  const Fate fate = observe(*device.plan, device.state,
                            {{kStart, r}, 100, Duration::seconds(1), VaryingField::kRemoteAddress, 3, 0}, device.pool);
  EXPECT_EQ(fate.created, 30U + 11U);
  EXPECT_EQ(fate.dropped[DropReason::kAgentMemory], 30);
  EXPECT_EQ(fate.dropped[DropReason::kAgentDead], 59);
  EXPECT_EQ(device.held(), 11U);
  EXPECT_EQ(device.state.started, kStart + Duration::seconds(89));
}

TEST(Agent, a_killed_agent_comes_back_by_itself) {
  const Vocabulary words;
  Policy policy = test::g1_c_policy();
  policy.agent_memory_limit = 1'024;
  Device device(policy, words.texts);
  device.advance(kStart);
  device.give(kStart + Duration::seconds(10),
              ProcessRecord{words.commandlines[0], {}, 1, 1, 0, ProcessOperation::kExec});
  EXPECT_EQ(device.state.phase, AgentPhase::kDead);
  EXPECT_EQ(next_wake_up(device.state), kStart + Duration::seconds(70));
  device.advance(kStart + Duration::seconds(70));
  EXPECT_EQ(device.state.phase, AgentPhase::kRunning);
  EXPECT_TRUE(device.balanced());
}

TEST(Agent, copies_go_their_own_way) {
  const Vocabulary words;
  for (const Policy& policy : presets()) {
    SCOPED_TRACE(policy.name);
    Device original(policy, words.texts);
    live(original, 1, words, 60, kStart);
    const std::vector<std::string> before = test::contents_of(*original.plan, original.state, original.pool);
    // By copying state and pool together.
    Device fork = original;
    fork.sent.clear();
    const Time now = original.state.last_step > kStart ? original.state.last_step : kStart;
    const Time later = std::max(now, kStart + Duration::days(2));
    live(fork, 2, words, 60, later);
    EXPECT_EQ(test::contents_of(*original.plan, original.state, original.pool), before);
    // By copying the agent alone, into a pool that holds others.
    SlotPool shared;
    AgentState other;
    start(*original.plan, other, kStart, 5, shared);
    Device second = original;
    second.pool = shared;
    second.state = copy_agent(*original.plan, original.state, original.pool, second.pool);
    EXPECT_EQ(test::contents_of(*second.plan, second.state, second.pool), before);
    second.sent.clear();
    live(second, 2, words, 60, later);
    ASSERT_EQ(fork.sent.size(), second.sent.size());
    for (std::size_t i = 0; i < fork.sent.size(); ++i) {
      EXPECT_EQ(fork.sent[i].observations, second.sent[i].observations);
    }
  }
}

/// Entries keep their times when the epoch moves (24.8 days), also across many moves.
TEST(Agent, times_survive_a_long_life) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  device.keep = true;
  for (int day = 0; day < 120; ++day) {
    device.sent.clear();
    const Time noon = kStart + Duration::days(day) + Duration::hours(12);
    device.give(noon, FileRecord{words.names[0], FileOperation::kModified});
    device.advance(kStart + Duration::days(day + 1) + Duration::minutes(2));
    bool found = false;
    for (const Device::Sent& m : device.sent) {
      for (const Observation& o : m.observations) {
        if (kind_of(o.record) != EventKind::kFile) continue;
        EXPECT_EQ(o.first_time, noon);
        found = true;
      }
    }
    EXPECT_TRUE(found) << "day " << day;
  }
}

TEST(Agent, messages_count_from_zero_over_all_lives) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  device.advance(kStart + Duration::days(1) + Duration::minutes(2));
  stop(*device.plan, device.state, device.pool);
  start(*device.plan, device.state, kStart + Duration::days(3), 1, device.pool);
  device.advance(kStart + Duration::days(4) + Duration::minutes(2));
  ASSERT_EQ(device.sent.size(), 4U);
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(device.sent[i].message.sequence, i);
}

TEST(Agent, every_reason_has_a_name) {
  for (const std::string_view name : kDropReasonNames) EXPECT_FALSE(name.empty());
  EXPECT_EQ(to_string(DropReason::kAgentStopped), "agent_stopped");
}

}  // namespace
}  // namespace picket
