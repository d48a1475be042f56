// What a change of the twin, or a fork under another policy, does to a running agent. Source: defender.md 1.2
// (generation 2: every collector first sends all unsent data immediately, then the change is applied), 2.2 and
// 2.3 (the C agent applies updates on a 10 s tick), 4.1 (aggregation turned off). Times are seconds after the
// start.
#include <gtest/gtest.h>

#include "agent_core/collect/rtos_schedule.h"
#include "tests/support/agent_driver.h"
#include "tests/support/sized_logins.h"

namespace picket {
namespace {

using test::at;
using test::Device;
using test::kStart;
using test::SizedLogins;
using test::Vocabulary;

/// Polls what is due, then changes the policy.
void change(Device& device, const Policy& policy, Time now) {
  device.advance(now);
  const auto plan = compile(policy, device.plan->texts);
  device.state = on_twin(*device.plan, std::move(device.state), *plan, now, device.pool, device.out, device.listener);
  device.plan = plan;
  device.take_emission(now);
}

ProcessRecord process(const SizedLogins& words) {
  return {words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec};
}

Policy c_policy() {
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  return policy;
}

// ---- generation 2: flush, then apply

/// A Medium window of 120 min is cut after 50: its event leaves at once, with the window so far. The new Medium
/// interval of 10 min counts from the change.
TEST(TwinChange, g2_sends_everything_and_then_applies) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  const Time first = next_wake_up(device.state);
  device.advance(first);
  device.sent.clear();
  const ProcessRecord r{words.commandlines[0], {}, 1, 1, 0, {}};
  device.give({{first + Duration::minutes(10), r}, 3, Duration::seconds(1), {}, 0, 0});
  device.give(first + Duration::minutes(20), FileRecord{words.names[0], FileOperation::kModified});
  Policy faster = test::g2_linux_policy();
  faster.intervals = {Duration::minutes(5), Duration::minutes(10), Duration::minutes(60)};
  const Time changed = first + Duration::minutes(50);
  change(device, faster, changed);
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, changed);
  ASSERT_EQ(device.sent[0].observations.size(), 2U) << "Medium and Low share the message; no snapshot is taken";
  const Observation& o = device.sent[0].observations[0];
  EXPECT_EQ(o.hit_count, 3U);
  EXPECT_EQ(o.window_start, first);
  EXPECT_EQ(o.window_end, changed);
  EXPECT_EQ(device.held(), 0U);
  EXPECT_EQ(next_wake_up(device.state), changed + Duration::minutes(10));
  device.give(changed + Duration::minutes(1), r);
  device.advance(changed + Duration::minutes(10));
  ASSERT_EQ(device.sent.size(), 2U);
  EXPECT_EQ(device.sent[1].observations[0].window_start, changed);
  EXPECT_EQ(device.sent[1].message.sequence, device.sent[0].message.sequence + 1);
}

TEST(TwinChange, an_idle_g2_agent_sends_nothing_when_changed) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  device.advance(next_wake_up(device.state));
  device.sent.clear();
  change(device, test::g2_linux_policy(), at(3'600));
  EXPECT_TRUE(device.sent.empty());
  EXPECT_EQ(next_wake_up(device.state), at(3'600) + Duration::minutes(120));
}

/// What was seen stays known: after a change a known key is no first sighting; with another memory it is.
TEST(TwinChange, picket_remembers_what_it_has_seen) {
  const Vocabulary words;
  for (const std::uint32_t memory : {4'096U, 2'048U}) {
    Device device(test::picket_policy(), words.texts);
    const ProcessRecord r{words.commandlines[0], words.executables[0], 1, 1, 0, {}};
    device.give(at(200), r);
    Policy other = test::picket_policy();
    other.intervals[1] = Duration::minutes(60);
    other.first_seen_memory = memory;
    change(device, other, at(210));
    EXPECT_EQ(device.sent.back().observations.size(), 1U) << "the lane is flushed too";
    EXPECT_EQ(device.sent.back().message.priority, Priority::kHigh);
    device.give(at(300), r);
    EXPECT_EQ(next_wake_up(device.state), memory == 4'096 ? at(210) + Duration::minutes(30) : at(330));
  }
}

TEST(TwinChange, the_rtos_agent_counts_its_intervals_from_the_change) {
  const Vocabulary words;
  Device device(test::g2_rtos_policy(), words.texts);
  NetworkRecord r;
  r.remote_address = IpAddress::v4(0x01010101);
  device.give(at(5), r);
  Policy slower = test::g2_rtos_policy();
  slower.intervals = {Duration::seconds(20), Duration::seconds(60), Duration::seconds(120)};
  change(device, slower, at(7));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].observations[0].window_start, at(0));
  EXPECT_EQ(next_wake_up(device.state), at(27));
  device.advance(at(127));
  EXPECT_EQ(device.sent.back().observations.size(), 2U) << "Low, 120 s after the change";
}

TEST(TwinChange, stream_sends_what_is_pending) {
  const Vocabulary words;
  Device device(test::raw_policy(), words.texts);
  device.advance(at(10));
  device.sent.clear();
  device.give(at(20), DnsRecord{words.names[0], false});
  Policy slower = test::raw_policy();
  slower.max_delay = Duration::seconds(30);
  change(device, slower, at(20));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, at(20));
  EXPECT_EQ(device.sent[0].message.collection_interval, Duration());
  device.give(at(21), DnsRecord{words.names[0], false});
  EXPECT_EQ(next_wake_up(device.state), at(51));
}

// ---- generation 1: applies without a flush

/// Updates are looked for every 10 s from the start: 421 s is applied at 430 s, 430 s at once.
TEST(TwinChange, the_c_agent_applies_on_its_10_s_tick) {
  const SizedLogins words;
  const Device c(c_policy(), words.texts);
  EXPECT_EQ(twin_applies_at(*c.plan, c.state, at(421)), at(430));
  EXPECT_EQ(twin_applies_at(*c.plan, c.state, at(430)), at(430));
  const Device csharp(test::g1_csharp_policy(), words.texts);
  EXPECT_EQ(twin_applies_at(*csharp.plan, csharp.state, at(421)), at(421));
}

/// A change to the same configuration changes nothing that follows, whenever it comes.
TEST(TwinChange, generation_1_goes_on_as_if_nothing_had_happened) {
  const Vocabulary words;
  Policy staggered = test::g1_csharp_policy();
  staggered.staggered_producers = true;
  staggered.cache_bytes = 60'000;
  staggered.max_message_bytes = 20'000;
  Policy tight = test::g1_c_policy();
  tight.cache_bytes = 30'000;
  tight.max_message_bytes = 10'000;
  for (const Policy& policy : {test::g1_c_policy(), tight, test::g1_csharp_policy(), staggered}) {
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
      SCOPED_TRACE(testing::Message() << policy.name << " seed " << seed);
      Device plain(policy, words.texts);
      Device changed(policy, words.texts);
      RandomStream random(seed, 0, 0, Purpose::kTest);
      Time now = kStart;
      for (int i = 0; i < 300; ++i) {
        const EventRun run = test::random_run(random, words, now, 30);
        plain.give(run);
        changed.give(run);
        now = run.last_time() + Duration::from_seconds(random.exponential(200));
        if (random.chance(0.3)) change(changed, policy, now);
      }
      plain.advance(now + Duration::hours(6));
      changed.advance(now + Duration::hours(6));
      ASSERT_EQ(plain.sent.size(), changed.sent.size());
      for (std::size_t i = 0; i < plain.sent.size(); ++i) {
        ASSERT_EQ(plain.sent[i].at, changed.sent[i].at) << i;
        ASSERT_EQ(plain.sent[i].observations, changed.sent[i].observations) << i;
      }
      EXPECT_EQ(plain.dropped, changed.dropped);
      EXPECT_TRUE(changed.balanced());
    }
  }
}

/// "Turning aggregation off flushes the remainder at the next run and then emits singles." Change at 100 s: the
/// aggregate of 10 s ends at the run of 120 s with its two hits; the event of 110 s is a single one.
TEST(TwinChange, aggregation_turned_off_flushes_at_the_next_run) {
  const SizedLogins words;
  for (Policy policy : {c_policy(), test::g1_csharp_policy()}) {
    SCOPED_TRACE(policy.name);
    policy.of(EventKind::kSystemInformation).collect = false;
    Device device(policy, words.texts);
    device.give({{at(10), process(words)}, 2, Duration::seconds(1), VaryingField::kNone, 0, 0});
    policy.of(EventKind::kProcess).aggregate = false;
    change(device, policy, at(100));
    EXPECT_TRUE(device.sent.empty()) << "nothing is flushed by the change itself";
    device.give(at(110), process(words));
    device.give(at(130), process(words));
    device.advance(at(18'120));
    std::vector<Observation> sent;
    for (const Device::Sent& m : device.sent) sent.insert(sent.end(), m.observations.begin(), m.observations.end());
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_TRUE(sent[0].aggregated);
    EXPECT_EQ(sent[0].hit_count, 2U);
    EXPECT_EQ(sent[0].window_start, at(0));
    EXPECT_EQ(sent[0].window_end, at(120));
    EXPECT_FALSE(sent[1].aggregated);
    EXPECT_EQ(sent[1].first_time, at(110));
    EXPECT_EQ(std::get<ProcessRecord>(sent[1].record).process_id, 7U);
    EXPECT_FALSE(sent[2].aggregated);
    EXPECT_TRUE(device.balanced());
  }
}

/// While aggregation is off every run ends a window, so that one turned on at 250 s begins at the run of 240 s:
/// 240 + 3,720 = 3,960 s.
TEST(TwinChange, aggregation_turned_on_starts_at_the_last_run) {
  const SizedLogins words;
  Policy off = c_policy();
  off.of(EventKind::kProcess).aggregate = false;
  Device device(off, words.texts);
  device.give(at(245), process(words));
  change(device, c_policy(), at(250));
  device.give(at(260), process(words));
  device.advance(at(3'959));
  EXPECT_EQ(device.held(), 2U);
  device.advance(at(3'960));
  device.advance(at(18'001));
  ASSERT_EQ(device.sent.size(), 1U);
  ASSERT_EQ(device.sent[0].observations.size(), 1U);
  const Observation& o = device.sent[0].observations[0];
  EXPECT_EQ(o.hit_count, 2U);
  EXPECT_EQ(o.window_start, at(240));
  EXPECT_EQ(std::get<ProcessRecord>(o.record).process_id, 0U);
}

/// A new interval counts from the last flush: after that of 3,720 s, PT2H ends at the first run strictly after
/// 3,720 + 7,200, 11,040 s.
TEST(TwinChange, a_new_window_counts_from_the_last_flush) {
  const SizedLogins words;
  Device device(c_policy(), words.texts);
  device.advance(at(4'000));
  Policy longer = c_policy();
  longer.of(EventKind::kProcess).window = Duration::hours(2);
  change(device, longer, at(4'000));
  device.give(at(4'100), process(words));
  device.advance(at(11'039));
  EXPECT_EQ(device.state.tables[0].size, 1);
  device.advance(at(11'040));
  EXPECT_EQ(device.state.tables[0].size, 0);
}

/// Timers keep: High was last reset at 421 s (nothing to send). PT20M from there is 1,621 s + 1; PT1M has long
/// passed, so that the next tick, 601 s, fires.
TEST(TwinChange, timers_keep_under_a_new_frequency) {
  const SizedLogins words;
  for (const std::int64_t minutes : {20, 1}) {
    Device device(c_policy(), words.texts);
    device.give(at(430), words.login(100));
    device.advance(at(600));
    Policy other = c_policy();
    other.intervals[0] = Duration::minutes(minutes);
    change(device, other, at(600));
    device.advance(at(4'000));
    ASSERT_EQ(device.sent.size(), 1U);
    EXPECT_EQ(device.sent[0].at, minutes == 20 ? at(421 + 1'201) : at(601));
  }
}

/// "A collector with priority Off is not run": what its aggregator holds stays until it runs again.
TEST(TwinChange, a_collector_turned_off_keeps_what_it_holds) {
  const SizedLogins words;
  Device device(c_policy(), words.texts);
  device.give(at(10), process(words));
  Policy off = c_policy();
  off.of(EventKind::kProcess).collect = false;
  change(device, off, at(100));
  device.give(at(200), process(words));
  EXPECT_EQ(device.dropped[DropReason::kNotCollected], 1);
  device.advance(at(40'000));
  EXPECT_TRUE(device.sent.empty());
  EXPECT_EQ(device.held(), 1U);
  change(device, c_policy(), at(40'000));
  device.advance(at(60'000));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].observations[0].window_start, at(0));
  EXPECT_EQ(device.sent[0].observations[0].window_end, at(40'080)) << "its first run";
  EXPECT_TRUE(device.balanced());
}

/// A smaller budget refuses what comes, and drops nothing that is there (C); the C# agent drops its oldest with
/// the next event: a share of 2,000 holds one.
TEST(TwinChange, a_smaller_budget_works_on_the_next_event) {
  const SizedLogins words;
  for (Policy policy : {c_policy(), test::g1_csharp_policy()}) {
    policy.of(EventKind::kSystemInformation).collect = false;
    Device device(policy, words.texts);
    device.advance(at(120));
    device.give(words.logins(at(125), 100, 3));
    device.advance(at(240));
    policy.cache_bytes = 4'000;
    change(device, policy, at(250));
    EXPECT_EQ(device.held(), 3U);
    device.give(at(251), words.login(200));
    device.advance(at(360));
    EXPECT_EQ(device.dropped[DropReason::kQueueFull], policy.generation == Generation::kG1C ? 1 : 3);
    EXPECT_TRUE(device.balanced());
  }
}

TEST(TwinChange, a_new_snapshot_frequency_counts_from_the_last_snapshot) {
  const SizedLogins words;
  for (Policy policy : {test::g1_c_policy(), test::g1_csharp_policy()}) {
    SCOPED_TRACE(policy.name);
    Device device(policy, words.texts);
    device.advance(at(1'000));
    policy.snapshot_interval = Duration::hours(1);
    change(device, policy, at(1'000));
    // C: 0 + 3,600 s. C#: 120 + 3,600 is a run but not strictly later: 3,840 s.
    EXPECT_EQ(device.state.next_snapshot, policy.generation == Generation::kG1C ? at(3'600) : at(3'840));
    policy.snapshot_interval = Duration::minutes(10);
    change(device, policy, at(3'000));
    EXPECT_EQ(device.state.next_snapshot, policy.generation == Generation::kG1C ? at(3'001) : at(3'120)) << "overdue";
    policy.of(EventKind::kSystemInformation).collect = false;
    change(device, policy, at(3'000));
    EXPECT_EQ(device.state.next_snapshot, Time::max());
  }
}

// ---- any policy after any other

/// Keeps for every event where it is, from what the listener is told and what is emitted.
class Lineage : public SlotListener {
 public:
  std::map<std::pair<int, int>, std::uint64_t> held;
  std::uint64_t lost = 0;
  void stored(SlotRef slot, std::uint32_t, std::uint32_t hits) override { held[{slot.table, slot.index}] += hits; }
  void dropped(SlotRef slot, DropReason) override { lost += take(slot); }
  void dropped_events(std::uint32_t, std::uint32_t hits, DropReason) override { lost += hits; }
  void moved(SlotRef from, SlotRef to) override {
    const std::uint64_t hits = take(from);
    EXPECT_FALSE(held.contains({to.table, to.index})) << "two entries of one name";
    held[{to.table, to.index}] = hits;
  }
  std::uint64_t take(SlotRef slot) {
    const auto found = held.find({slot.table, slot.index});
    if (found == held.end()) {
      ADD_FAILURE() << "no entry " << slot.table << '/' << slot.index;
      return 0;
    }
    const std::uint64_t hits = found->second;
    held.erase(found);
    return hits;
  }
};

std::vector<Policy> policies() {
  std::vector<Policy> all{test::no_agent_policy(), test::raw_policy(),     test::g1_c_policy(),     test::g2_linux_policy(),
                          test::picket_policy(),   test::g2_rtos_policy(), test::g1_csharp_policy()};
  for (const std::size_t base : {std::size_t{2}, std::size_t{6}}) {
    Policy other = all[base];
    other.of(EventKind::kProcess).aggregate = false;
    other.of(EventKind::kNetwork).key = kKeyServicePort;
    other.of(EventKind::kNetwork).cache_size = 5;
    other.of(EventKind::kLogin) = test::kind_policy(kKeyUser | kKeyOperation, Priority::kLow, 0);
    other.of(EventKind::kLogin).window = Duration::minutes(30);
    other.cache_bytes = 30'000;
    other.max_message_bytes = 9'000;
    other.intervals[0] = Duration::minutes(20);
    all.push_back(other);
    other.of(EventKind::kNetwork).collect = false;
    other.collect_interval = Duration::minutes(3);
    all.push_back(other);
  }
  Policy tight = test::picket_policy();
  for (KindPolicy& kind : tight.kinds) kind.cache_size = 8;
  tight.max_message_bytes = 600;
  tight.first_seen_memory = 16;
  all.push_back(tight);
  return all;
}

/// Nothing disappears and every entry has one name, over any row of policies, at any time.
TEST(TwinChange, nothing_disappears_whatever_follows) {
  const Vocabulary words;
  const std::vector<Policy> all = policies();
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Lineage lineage;
    Device device(all[random.below(all.size())], words.texts, kStart, seed);
    device.listener = &lineage;
    Time now = kStart;
    std::uint64_t listed = 0;
    std::size_t seen = 0;
    const auto take_sent = [&] {
      for (; seen < device.sent.size(); ++seen) {
        for (std::size_t i = 0; i < device.sent[seen].slots.size(); ++i) {
          const std::uint64_t hits = lineage.take(device.sent[seen].slots[i]);
          EXPECT_EQ(hits, device.sent[seen].observations[i].hit_count);
          listed += hits;
        }
      }
    };
    for (int i = 0; i < 250; ++i) {
      const EventRun run = test::random_run(random, words, now, random.chance(0.05) ? 3'000 : 30);
      EventRun rest = run;
      while (rest.count > 0) {
        device.advance_with(rest.first.time, take_sent);
        const EventRun part = take_observable(*device.plan, device.state, rest);
        const Fate fate = observe(*device.plan, device.state, part, device.pool, &lineage);
        device.count(fate, part.count);
        if (fate.poll_now) device.poll_at(part.last_time());
        take_sent();
      }
      now = run.last_time() + Duration::from_seconds(random.exponential(300));
      device.advance_with(now, take_sent);
      if (random.chance(0.2)) {
        change(device, all[random.below(all.size())], now);
        take_sent();
        ASSERT_GE(next_wake_up(device.state), now);
      }
      ASSERT_TRUE(device.balanced()) << i << ' ' << device.plan->policy.name;
      ASSERT_EQ(listed + lineage.lost + device.held(), device.observed) << i << ' ' << device.plan->policy.name;
    }
    stop(*device.plan, device.state, device.pool);
    EXPECT_EQ(device.pool.bytes_in_use(), 0U);
  }
}

// A reduced stream holds counts by key; a change sends them before the new policy begins: one event has passed
// at once, four repeats are still held for the end of the window.
TEST(TwinChange, a_reduced_stream_sends_what_its_keys_hold) {
  const Vocabulary words;
  Policy policy = test::raw_policy();
  policy.of(EventKind::kProcess).key = kKeyCommandline;
  policy.of(EventKind::kProcess).reduce.emplace();
  Reduction& reduce = *policy.of(EventKind::kProcess).reduce;
  reduce.primitive = "suppress";
  reduce.count = CountReport::kWindow;
  reduce.create_timeout = Duration::hours(1);
  Device device(policy, words.texts);
  const ProcessRecord process{words.commandlines[0], {}, 1, 1, 0, ProcessOperation::kExec};
  for (int i = 0; i < 5; ++i) device.give(at(10 + i), process);
  device.advance(at(60));
  EXPECT_EQ(device.held(), 4U);
  const std::size_t before = device.sent.size();
  change(device, test::raw_policy(), at(100));
  EXPECT_EQ(device.held(), 0U);
  ASSERT_GT(device.sent.size(), before);
  EXPECT_EQ(device.sent.back().observations.back().hit_count, 4U);
  EXPECT_TRUE(device.balanced());
  stop(*device.plan, device.state, device.pool);
  EXPECT_EQ(device.pool.bytes_in_use(), 0U);
}

/// A fork: the copy goes on under another policy, the original as before.
TEST(TwinChange, forks_under_another_policy) {
  const Vocabulary words;
  Device original(test::g2_linux_policy(), words.texts);
  original.give(at(200), ProcessRecord{words.commandlines[0], {}, 1, 1, 0, {}});
  Device fork = original;
  change(fork, test::g1_csharp_policy(), at(300));
  EXPECT_EQ(fork.sent.back().observations.size(), 1U);
  EXPECT_EQ(fork.state.started, at(300)) << "another program starts";
  EXPECT_EQ(fork.held(), 0U);
  EXPECT_EQ(original.held(), 1U);
}

TEST(TwinChange, an_agent_that_does_not_run_only_changes_its_plan) {
  const Vocabulary words;
  Device stopped(test::g2_linux_policy(), words.texts);
  stop(*stopped.plan, stopped.state, stopped.pool);
  change(stopped, test::g1_c_policy(), at(100));
  EXPECT_EQ(next_wake_up(stopped.state), Time::max());
  Policy little = test::g1_c_policy();
  little.agent_memory_limit = 1'024;
  Device dead(little, words.texts);
  dead.give(at(10), ProcessRecord{words.commandlines[0], {}, 1, 1, 0, ProcessOperation::kExec});
  ASSERT_EQ(dead.state.phase, AgentPhase::kDead);
  change(dead, test::g2_rtos_policy(), at(20));
  EXPECT_EQ(next_wake_up(dead.state), at(70));
  dead.advance(at(170));
  EXPECT_EQ(dead.state.phase, AgentPhase::kRunning);
  EXPECT_FALSE(dead.sent.empty());
}

}  // namespace
}  // namespace picket
