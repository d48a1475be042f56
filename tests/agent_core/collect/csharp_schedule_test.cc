// The documented behaviour of generation 1's C# agent. Source of all: defender.md 4.2, of the defaults 2.1 and
// 2.2, of the keys 1.4. Every login here has exactly 1,000 bytes of JSON (see SizedLogins), estimated as 2,000;
// times are seconds after the start. Producers and builder run every 120 s, first at 120 s.
#include "agent_core/collect/csharp_schedule.h"

#include <gtest/gtest.h>

#include <deque>

#include "agent_core/collect/g1_queues.h"
#include "tests/support/agent_driver.h"
#include "tests/support/sized_logins.h"

namespace picket {
namespace {

using test::at;
using test::Device;
using test::ids_of;
using test::kStart;
using test::sent_by;
using test::SentCounts;
using test::SizedLogins;

Policy limited_csharp_policy(std::uint32_t max_message_bytes, std::uint32_t cache_bytes = 1'000'000) {
  Policy policy = test::g1_csharp_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.max_message_bytes = max_message_bytes;
  policy.cache_bytes = cache_bytes;
  return policy;
}

/// Timers start at the epoch, so the first run sends both: High with the login (padded with the snapshot); had
/// it no login, Low with the snapshot.
TEST(CsharpSchedule, the_first_run_sends_both_priorities) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  Device both(policy, words.texts);
  both.give(at(1), words.login(100));
  both.advance(at(600));
  ASSERT_EQ(sent_by(both), (SentCounts{{120, 2}}));
  EXPECT_EQ(both.sent[0].message.priority, Priority::kHigh);
  Device idle(policy, words.texts);
  idle.advance(at(600));
  ASSERT_EQ(sent_by(idle), (SentCounts{{120, 1}}));
  EXPECT_EQ(idle.sent[0].message.priority, Priority::kLow);
}

/// ">=" at runs of 120 s: PT7M after 120 s is 540 s, so the run of 600 s; PT8M after 120 s is 600 s exactly
/// and fires there (the C agent, strict, would not).
TEST(CsharpSchedule, a_frequency_that_has_just_passed_fires) {
  const SizedLogins words;
  for (const std::int64_t minutes : {7, 8}) {
    Policy policy = limited_csharp_policy(204'800);
    policy.intervals[0] = Duration::minutes(minutes);
    Device device(policy, words.texts);
    device.give(at(130), words.login(100));
    device.advance(at(2'000));
    EXPECT_EQ(sent_by(device), (SentCounts{{600, 1}})) << minutes;
  }
}

/// PT5H = 18,000 s after the first run is a run of its own: 18,120 s. The event is Low, collected at 240 s.
TEST(CsharpSchedule, low_waits_for_its_frequency) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(204'800);
  policy.of(EventKind::kLogin).priority = Priority::kLow;
  Device device(policy, words.texts);
  device.give(at(130), words.login(100));
  device.advance(at(40'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{18'120, 1}}));
}

/// "each while EstimatedSize <= remaining", in UTF-16: two events of 2,000 just fit 4,000, though they have
/// 2,000 bytes on the wire. Two more than 4,000 are available, so the size trigger fires at every run until
/// less than 4,000 is left.
/// Run 120: 10,000 available: size trigger, two go; the High timer (epoch) is due as well: two more. Run 240:
/// 2,000 < 4,000, so the last waits for 120 + 480 s.
TEST(CsharpSchedule, sizes_are_utf16_and_two_high_messages_can_go_in_one_run) {
  const SizedLogins words;
  Device device(limited_csharp_policy(4'000), words.texts);
  device.give(words.logins(at(1), 100, 5));
  device.advance(at(2'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{120, 2}, {120, 2}, {600, 1}}));
}

/// "if total available >= maxMessageSize": 4,000 available of 4,000 fire at 240 s, long before 600 s; of 4,002
/// they do not.
TEST(CsharpSchedule, available_data_equal_to_the_limit_triggers) {
  const SizedLogins words;
  for (const std::uint32_t limit : {4'000U, 4'002U}) {
    Device device(limited_csharp_policy(limit), words.texts);
    device.give(words.logins(at(130), 100, 2));
    device.advance(at(2'000));
    EXPECT_EQ(sent_by(device), limit == 4'000 ? (SentCounts{{240, 2}}) : (SentCounts{{600, 2}}));
  }
}

/// The size trigger is a High send: with High empty it sends nothing, whatever Low holds, until PT5H.
TEST(CsharpSchedule, a_full_low_queue_alone_sends_nothing) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(4'000);
  policy.of(EventKind::kLogin).priority = Priority::kLow;
  Device device(policy, words.texts);
  device.give(words.logins(at(130), 100, 6));
  device.advance(at(40'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{18'120, 2}, {36'120, 2}}));
}

/// High has 0.5 of maxLocalCacheSize: 4,000 of 8,000, two events. Five arrive: "enqueue, then drop oldest of
/// that queue until it fits": the newest two stay, five counted as collected, three as dropped.
TEST(CsharpSchedule, a_full_queue_drops_its_oldest) {
  const SizedLogins words;
  Device device(limited_csharp_policy(204'800, 8'000), words.texts);
  device.give(words.logins(at(130), 100, 5));
  device.advance(at(240));
  EXPECT_EQ(device.dropped[DropReason::kQueueFull], 3);
  EXPECT_EQ(dropped_events_statistics(*device.plan, device.state, AgentQueue::kHigh), (DroppedEventsStatistics{5, 3}));
  device.advance(at(600));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(ids_of(device.sent[0]), (std::vector<std::uint32_t>{103, 104}));
  EXPECT_TRUE(device.balanced());
}

/// Each queue has a budget of its own, and the shares sum to 1.1 without the diagnostics buffer (0.5, 0.5,
/// 0.1): with 20,000 bytes, High and Low take five events each and Operational one, 22,000 bytes.
TEST(CsharpSchedule, the_budgets_are_overcommitted) {
  const SizedLogins words;
  Device device(limited_csharp_policy(204'800, 20'000), words.texts);
  device.advance(at(0));
  Slot slot;
  WideAddresses wide;
  for (std::uint32_t i = 0; i < 9; ++i) {
    for (const std::size_t queue : {kHighQueue, kLowQueue, kOperationalQueue}) {
      pack(words.login(100 + i), slot, wide);
      EXPECT_TRUE(push_g1(*device.plan, device.state, device.pool, queue, slot, wide, {}, nullptr).stored);
    }
  }
  EXPECT_EQ(device.state.own.g1.queue_bytes, (std::array<std::uint32_t, 3>{10'000, 10'000, 2'000}));
  EXPECT_EQ(device.state.queued_bytes, 22'000U);
}

/// "An event bigger than its queue cap or than maxMessageSize is refused and counted enqueued + dropped", and
/// displaces nothing. Estimates: 4,002 > 4,000 (the share of 8,000); 4,002 > 4,001 (a message); and just fits.
TEST(CsharpSchedule, an_event_that_never_fits_is_refused) {
  const SizedLogins words({1'000, 2'001});
  const auto first = [&](std::uint32_t max, std::uint32_t cache, DropReason reason) {
    Device device(limited_csharp_policy(max, cache), words.texts);
    device.give(at(130), words.login(100));
    device.give(at(131), words.login(101, 2'001));
    device.advance(at(240));
    EXPECT_EQ(device.dropped[reason], 1);
    EXPECT_EQ(device.dropped.total(), 1);
    EXPECT_EQ(dropped_events_statistics(*device.plan, device.state, AgentQueue::kHigh),
              (DroppedEventsStatistics{2, 1}));
  };
  first(204'800, 8'000, DropReason::kQueueFull);
  first(4'001, 1'000'000, DropReason::kOversize);
  Device fits(limited_csharp_policy(4'002, 1'000'000), words.texts);
  fits.give(at(131), words.login(101, 2'001));
  fits.advance(at(600));
  EXPECT_EQ(fits.sent.size(), 1U);
}

/// "Dequeue: nothing if preferred queue empty; Operational first, then preferred, then opposite."
TEST(CsharpSchedule, the_operational_queue_is_drained_first_and_only_in_company) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  Device device(policy, words.texts);
  device.advance(at(120));  // the first snapshot leaves
  Slot slot;
  WideAddresses wide;
  pack(words.login(900), slot, wide);
  ASSERT_TRUE(push_g1(*device.plan, device.state, device.pool, kOperationalQueue, slot, wide, {}, nullptr).stored);
  pack(words.login(901), slot, wide);
  ASSERT_TRUE(push_g1(*device.plan, device.state, device.pool, kLowQueue, slot, wide, {}, nullptr).stored);
  device.advance(at(700));
  EXPECT_EQ(device.sent.size(), 1U) << "High was empty at 600 s";
  device.give(at(710), words.login(100));
  device.advance(at(1'080));
  ASSERT_EQ(sent_by(device), (SentCounts{{120, 1}, {1'080, 3}}));
  EXPECT_EQ(ids_of(device.sent[1]), (std::vector<std::uint32_t>{900, 100, 901}));
}

/// The aggregator's last flush is the start: flushed at the first run with more than PT1H: 3,720 s. The first
/// payload is kept, without process ids. Low leaves at 18,120 s.
TEST(CsharpSchedule, windows_are_tumbling_from_the_start) {
  const SizedLogins words;
  Device device(limited_csharp_policy(204'800), words.texts);
  const ProcessRecord r{words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec};
  device.give({{at(200), r}, 5, Duration::seconds(1), VaryingField::kProcessId, 0, 0});
  device.advance(at(18'120));
  ASSERT_EQ(sent_by(device), (SentCounts{{18'120, 1}}));
  const Observation& o = device.sent[0].observations[0];
  EXPECT_EQ(o.hit_count, 5U);
  EXPECT_EQ(o.window_start, at(0));
  EXPECT_EQ(o.window_end, at(3'720));
  EXPECT_EQ(std::get<ProcessRecord>(o.record).process_id, 0U);
}

/// Keys of 1.4: the local address counts, the ephemeral port does not, and is not reported.
TEST(CsharpSchedule, connections_are_keyed_by_both_addresses_and_the_service_port) {
  const SizedLogins words;
  Device device(limited_csharp_policy(204'800), words.texts);
  NetworkRecord r;
  r.local_address = IpAddress::v4(0x0a000001);
  r.remote_address = IpAddress::v4(0x01010101);
  r.local_port = 40'000;
  r.remote_port = 443;
  device.give(at(1), r);
  r.local_port = 40'001;
  device.give(at(2), r);
  r.local_address = IpAddress::v4(0x0a000002);
  device.give(at(3), r);
  EntryTable table = table_of(*device.plan, device.state, device.pool, 1);
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table.slot(0).hits, 2U);
  EXPECT_EQ(std::get<NetworkRecord>(table.record(0)).local_port, 0);
}

/// "lastSend + snapshotFrequency < now, first run immediately": at the first run, 120 s; PT13H later is
/// 46,920 s, a run, but not strictly later, so 47,040 s.
TEST(CsharpSchedule, snapshots_come_at_the_first_run_strictly_after_their_frequency) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  Device device(policy, words.texts);
  device.advance(at(100'000));
  // The second waits for Low: 120 + 3 x 18,000 = 54,120 s.
  ASSERT_EQ(sent_by(device), (SentCounts{{120, 1}, {54'120, 1}}));
  EXPECT_EQ(device.sent[0].observations[0].first_time, at(120));
  EXPECT_EQ(device.sent[1].observations[0].first_time, at(47'040));
}

/// Generators start at offsets of 120 / 12 = 10 s: login has place 3 (30 s), process place 5 (50 s), system
/// information place 6 (60 s). The process window is flushed at 50 + 30 x 120 = 3,650 s, the first run with
/// more than 3,600 s, then at 3,650 + 3,720 = 7,370 s.
TEST(CsharpSchedule, staggered_generators_run_one_after_the_other) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  policy.staggered_producers = true;
  Device device(policy, words.texts);
  device.advance(at(30));
  device.give(at(35), words.login(100));
  device.give(at(40), ProcessRecord{words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec});
  device.advance(at(149));
  EXPECT_EQ(device.state.tables[3].size, 1) << "the login of 35 s waits for the run of 150 s";
  ASSERT_EQ(sent_by(device), (SentCounts{{120, 1}}));
  EXPECT_EQ(device.sent[0].observations[0].first_time, at(60)) << "the snapshot";
  device.advance(at(150));
  EXPECT_EQ(device.state.tables[3].size, 0);
  device.advance(at(3'649));
  EXPECT_EQ(device.state.tables[0].size, 1);
  device.advance(at(3'650));
  EXPECT_EQ(device.state.tables[0].size, 0);
  device.give(at(3'651), ProcessRecord{words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec});
  device.advance(at(7'369));
  EXPECT_EQ(device.state.tables[0].size, 1);
  device.advance(at(7'370));
  EXPECT_EQ(device.state.tables[0].size, 0);
}

/// An unbounded map: the device's memory is the bound. 30 entries of 1,024 bytes reach 30 KiB; the agent dies,
/// and its state is lost.
TEST(CsharpSchedule, the_map_is_bounded_by_the_devices_memory) {
  const SizedLogins words;
  Policy policy = limited_csharp_policy(204'800);
  policy.agent_memory_limit = 30 * 1'024;
  Device device(policy, words.texts);
  NetworkRecord r;
  r.remote_address = IpAddress::v4(1);
  const Fate fate = observe(*device.plan, device.state,
                            {{kStart, r}, 40, Duration::seconds(1), VaryingField::kRemoteAddress, 3, 0}, device.pool);
  EXPECT_EQ(fate.dropped[DropReason::kAgentMemory], 30);
  EXPECT_EQ(fate.dropped[DropReason::kAgentDead], 10);
  EXPECT_EQ(device.state.phase, AgentPhase::kDead);
}

/// The agent as defender.md 4.2 tells it, run by run, with lists: an independent truth.
struct RunByRun {
  struct Event {
    std::uint64_t id;
    std::uint64_t size;  ///< estimated
  };
  std::uint64_t max;
  std::array<std::uint64_t, 2> caps;
  std::array<std::deque<Event>, 2> queues;
  std::array<std::uint64_t, 2> held{};
  std::vector<std::pair<std::size_t, Event>> uncollected;  ///< with their queue
  std::int64_t last_high = -1'000'000'000;
  std::int64_t last_low = -1'000'000'000;
  std::vector<std::pair<std::int64_t, std::vector<std::uint64_t>>> sent;
  std::uint64_t dropped = 0;

  void enqueue(std::size_t q, const Event& event) {
    if (event.size > caps[q] || event.size > max) {
      ++dropped;
      return;
    }
    queues[q].push_back(event);
    held[q] += event.size;
    for (; held[q] > caps[q]; ++dropped) {
      held[q] -= queues[q].front().size;
      queues[q].pop_front();
    }
  }
  void send(std::int64_t now, std::size_t preferred) {
    if (queues[preferred].empty()) return;
    std::vector<std::uint64_t> message;
    std::uint64_t remaining = max;
    for (const std::size_t q : {preferred, 1 - preferred}) {
      while (!queues[q].empty() && queues[q].front().size <= remaining) {
        remaining -= queues[q].front().size;
        held[q] -= queues[q].front().size;
        message.push_back(queues[q].front().id);
        queues[q].pop_front();
      }
    }
    sent.emplace_back(now, message);
  }
  void run(std::int64_t now, std::int64_t high, std::int64_t low) {
    for (const auto& [q, event] : uncollected) enqueue(q, event);
    uncollected.clear();
    const bool high_due = now - last_high >= high;
    const bool low_due = now - last_low >= low;
    if (held[0] + held[1] >= max) {
      send(now, 0);
      last_high = now;
    }
    if (high_due) {
      send(now, 0);
      last_high = now;
    }
    if (low_due) {
      send(now, 1);
      last_low = now;
    }
  }
};

TEST(CsharpSchedule, skipping_runs_gives_what_running_every_time_gives) {
  const test::Vocabulary words;
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Policy policy = limited_csharp_policy(1'000 + static_cast<std::uint32_t>(random.below(12'000)),
                                          8'000 + static_cast<std::uint32_t>(random.below(60'000)));
    policy.of(EventKind::kProcess).aggregate = false;
    policy.high_queue_share = random.uniform(0.1, 0.9);
    policy.intervals[0] = Duration::seconds(static_cast<std::int64_t>(random.below(2'000)));
    Device device(policy, words.texts);
    RunByRun truth{policy.max_message_bytes, {device.plan->queue_limits[0], device.plan->queue_limits[1]},
                   {}, {}, {}, -1'000'000'000, -1'000'000'000, {}, 0};
    const double gap = random.uniform(5, 2'000);
    std::int64_t next = 1 + static_cast<std::int64_t>(random.exponential(gap));
    std::uint32_t id = 1;
    for (std::int64_t now = 0; now < 90'000; ++now) {
      if (now > 0 && now % 120 == 0) {
        // Logins (here High) come before processes in the agent's configuration.
        std::stable_sort(truth.uncollected.begin(), truth.uncollected.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        truth.run(now, policy.intervals[0].count_seconds(), 18'000);
      }
      if (now < next) continue;
      const auto burst = 1 + static_cast<std::uint32_t>(random.below(random.chance(0.1) ? 40 : 2));
      for (std::uint32_t i = 0; i < burst; ++i, ++id) {
        Observation o;
        const bool is_login = random.chance(0.3);
        if (is_login) {
          o.record = LoginRecord{words.users[0], words.executables[0], IpAddress(), id, LoginOperation::kLogin};
        } else {
          o.record = ProcessRecord{words.commandlines[random.below(6)], {}, id, 1, 0, ProcessOperation::kExec};
        }
        o.first_time = o.last_time = o.window_start = o.window_end = at(now);
        truth.uncollected.push_back({is_login ? 0U : 1U, {id, 2 * device.plan->size_of(o)}});
        device.give(at(now), o.record);
      }
      next = now + 1 + static_cast<std::int64_t>(random.exponential(gap));
    }
    device.advance(at(89'999));
    std::vector<std::pair<std::int64_t, std::vector<std::uint64_t>>> sent;
    for (const Device::Sent& message : device.sent) {
      std::vector<std::uint64_t> ids;
      for (const Observation& o : message.observations) {
        const auto* process = std::get_if<ProcessRecord>(&o.record);
        ids.push_back(process != nullptr ? process->process_id : std::get<LoginRecord>(o.record).process_id);
      }
      sent.emplace_back((message.at - kStart).count_seconds(), ids);
    }
    EXPECT_EQ(sent, truth.sent);
    EXPECT_EQ(device.dropped.total(), static_cast<std::int64_t>(truth.dropped));
    EXPECT_TRUE(device.balanced());
  }
}

}  // namespace
}  // namespace picket
