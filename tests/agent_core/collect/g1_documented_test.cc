// The documented behaviour of generation 1's C agent, one by one. Source of all: defender.md 4.1, of the
// defaults 2.1 and 2.2. Every event here is a login of exactly 1,000 bytes (see SizedLogins), so that it is
// charged 1,040; times are seconds after the start of the agent. Logins are High unless a test says
// otherwise, are collected every 120 s, and the snapshot is off unless a test says otherwise.
#include <gtest/gtest.h>

#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/g1_schedule.h"
#include "tests/support/agent_driver.h"
#include "tests/support/sized_logins.h"

namespace picket {
namespace {

using test::at;
using test::Device;
using test::ids_of;
using test::sent_by;
using test::SentCounts;
using test::SizedLogins;

Policy limited_c_policy(std::uint32_t max_message_bytes, std::uint32_t cache_bytes = 1'000'000) {
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.max_message_bytes = max_message_bytes;
  policy.cache_bytes = cache_bytes;
  return policy;
}

TEST(G1Documented, the_events_of_these_tests_have_1000_bytes) {
  const SizedLogins words;
  Device device(limited_c_policy(204'800), words.texts);
  device.give(at(1), words.login(100));
  device.advance(at(120));
  EXPECT_EQ(device.state.queued_bytes, 1'040U);
}

/// "while currentSize + eventSize < maxMessageSize (strict)". Limit 3,000: 1,000 and 2,000 are less, 3,000
/// is not, so two go. Three events are charged 3,120 > 3,000, so the first send is the one of step 1, at the
/// collection of 120 s; it resets the High timer, and the third goes 421 s later.
TEST(G1Documented, a_message_holds_strictly_less_than_the_limit) {
  const SizedLogins words;
  Device device(limited_c_policy(3'000), words.texts);
  device.give(words.logins(at(1), 100, 3));
  device.advance(at(2'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{120, 2}, {541, 1}}));
}

/// "if current consumption > maxMessageSizeInBytes": three events are charged 3,120. A limit of 3,120 is not
/// exceeded, so they wait for the High timer (421 s); one of 3,119 is, and the 3,000 bytes fit.
TEST(G1Documented, consumption_must_exceed_the_limit_to_trigger) {
  const SizedLogins words;
  Device equal(limited_c_policy(3'120), words.texts);
  equal.give(words.logins(at(1), 100, 3));
  equal.advance(at(2'000));
  EXPECT_EQ(sent_by(equal), (SentCounts{{421, 3}}));
  Device over(limited_c_policy(3'119), words.texts);
  over.give(words.logins(at(1), 100, 3));
  over.advance(at(2'000));
  EXPECT_EQ(sent_by(over), (SentCounts{{120, 3}}));
}

/// "Each send builds at most one message ... Left-over events wait for the next trigger." Ten events are
/// charged 10,400; each message of two frees 2,080: over 3,000 at 120, 121, 122 and 123 s (10,400, 8,320,
/// 6,240, 4,160), not at 124 s (2,080). The last two go 421 s after the last reset.
TEST(G1Documented, one_message_a_trigger) {
  const SizedLogins words;
  Device device(limited_c_policy(3'000), words.texts);
  device.give(words.logins(at(1), 100, 10));
  device.advance(at(2'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{120, 2}, {121, 2}, {122, 2}, {123, 2}, {544, 2}}));
  EXPECT_EQ(ids_of(device.sent[0]), (std::vector<std::uint32_t>{100, 101})) << "first in, first out";
  EXPECT_EQ(ids_of(device.sent[4]), (std::vector<std::uint32_t>{108, 109}));
}

/// "Step 1 is a no-op when High is empty even if Low is over the limit", and yet it resets the High timer at
/// every tick. Six Low events (6,240 > 3,000): nothing until PT5H, 18,001 s, then one message of two; the
/// next 18,001 s later. A High event collected at 18,120 s meets 4,160 + 1,040 > 3,000 and goes at once,
/// padded with one Low event: 1,000 + 1,000.
TEST(G1Documented, a_full_low_queue_alone_sends_nothing) {
  const SizedLogins words;
  Policy low = limited_c_policy(3'000);
  low.of(EventKind::kLogin).priority = Priority::kLow;
  Device device(low, words.texts);
  device.give(words.logins(at(1), 100, 6));
  device.advance(at(18'100));
  EXPECT_EQ(sent_by(device), (SentCounts{{18'001, 2}}));
  device.advance(at(36'100));
  EXPECT_EQ(sent_by(device), (SentCounts{{18'001, 2}, {36'002, 2}}));

  low.of(EventKind::kProcess) = test::kind_policy(0, Priority::kHigh, 0);
  Device padded(low, words.texts);
  padded.give(words.logins(at(1), 100, 6));
  padded.give(at(18'100), ProcessRecord{words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec});
  padded.advance(at(18'120));
  EXPECT_EQ(sent_by(padded), (SentCounts{{18'001, 2}, {18'120, 3}}));
  EXPECT_EQ(kind_of(padded.sent[1].observations[0].record), EventKind::kProcess) << "main queue first";
}

/// Step 3 pads with High what its Low main queue leaves. PT10H for High, so that only Low fires, at 18,001 s.
TEST(G1Documented, a_low_message_is_padded_from_high) {
  const SizedLogins words;
  Policy policy = limited_c_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  policy.intervals[0] = Duration::hours(10);
  Device device(policy, words.texts);
  device.give(at(1), words.login(100));
  device.advance(at(20'000));
  ASSERT_EQ(sent_by(device), (SentCounts{{18'001, 2}}));
  EXPECT_EQ(device.sent[0].message.priority, Priority::kLow);
  EXPECT_EQ(kind_of(device.sent[0].observations[0].record), EventKind::kSystemInformation);
  EXPECT_EQ(kind_of(device.sent[0].observations[1].record), EventKind::kLogin);
}

/// "charge per item = serialized length + sizeof(item) + sizeof(pointer)"; "push that would exceed the budget
/// is refused: newest is dropped"; "collected += 1 always, dropped += 1 on refusal". 5,200 = 5 x 1,040 are
/// just not exceeded by five events.
TEST(G1Documented, the_budget_refuses_the_newest_and_counts_it) {
  const SizedLogins words;
  Device device(limited_c_policy(204'800, 5'200), words.texts);
  device.give(words.logins(at(1), 100, 7));
  device.advance(at(120));
  EXPECT_EQ(device.dropped[DropReason::kQueueFull], 2);
  EXPECT_EQ(device.state.queued_bytes, 5'200U);
  const DroppedEventsStatistics high = dropped_events_statistics(*device.plan, device.state, AgentQueue::kHigh);
  EXPECT_EQ(high, (DroppedEventsStatistics{7, 2}));
  device.advance(at(421));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(ids_of(device.sent[0]), (std::vector<std::uint32_t>{100, 101, 102, 103, 104}));
  EXPECT_EQ(device.state.queued_bytes, 0U) << "what was sent frees its charge";
}

/// "One global memory budget shared by all five" queues: five Low events leave no room for a High one.
TEST(G1Documented, low_events_take_the_room_of_high_ones) {
  const SizedLogins words;
  Policy policy = limited_c_policy(204'800, 5'200);
  policy.of(EventKind::kLogin).priority = Priority::kLow;
  Device device(policy, words.texts);
  device.give(words.logins(at(1), 100, 5));
  device.advance(at(120));
  QueueFields fields;
  Slot slot;
  WideAddresses wide;
  pack(words.login(105), slot, wide);
  const G1Push push = push_g1(*device.plan, device.state, device.pool, kHighQueue, slot, wide, fields, nullptr);
  EXPECT_FALSE(push.stored);
  EXPECT_EQ(push.reason, DropReason::kQueueFull);
}

/// "Events are popped from Operational, then main, then padding"; a send with an empty main queue does
/// nothing, whatever is Operational.
TEST(G1Documented, the_operational_queue_is_drained_first) {
  const SizedLogins words;
  Policy policy = limited_c_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  Device device(policy, words.texts);
  device.advance(at(0));
  Slot slot;
  WideAddresses wide;
  pack(words.login(900), slot, wide);
  ASSERT_TRUE(push_g1(*device.plan, device.state, device.pool, kOperationalQueue, slot, wide, {}, nullptr).stored);
  device.advance(at(430));
  EXPECT_EQ(device.sent.size(), 0U) << "High was empty at 421 s";
  device.give(at(440), words.login(100));
  device.advance(at(842));
  ASSERT_EQ(sent_by(device), (SentCounts{{842, 3}}));
  const std::vector<Observation>& o = device.sent[0].observations;
  EXPECT_EQ(std::get<LoginRecord>(o[0].record).process_id, 900U);
  EXPECT_EQ(std::get<LoginRecord>(o[1].record).process_id, 100U);
  EXPECT_EQ(kind_of(o[2].record), EventKind::kSystemInformation);
  EXPECT_EQ(device.sent[0].slots[0].table, kQueueTable + kOperationalQueue);
}

/// "Aggregator memory is not charged to the cache budget." "A drop inside the aggregator flush is treated as
/// success": the list is emptied, the event gone. The budget of 500 is below an aggregated process
/// (516 + 40 bytes: 512 of JSON, "c", "c", "0" and the hit count).
TEST(G1Documented, an_aggregate_that_the_queue_refuses_is_lost) {
  const SizedLogins words;
  Policy policy = limited_c_policy(204'800, 500);
  Device device(policy, words.texts);
  const ProcessRecord r{words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec};
  device.give({{at(1), r}, 3, Duration::seconds(1), VaryingField::kNone, 0, 0});
  device.advance(at(3'719));
  EXPECT_EQ(device.held(), 3U);
  EXPECT_EQ(device.state.queued_bytes, 0U);
  device.advance(at(3'720));
  EXPECT_EQ(device.held(), 0U);
  EXPECT_EQ(device.dropped[DropReason::kQueueFull], 3);
  EXPECT_EQ(dropped_events_statistics(*device.plan, device.state, AgentQueue::kLow), (DroppedEventsStatistics{1, 1}));
}

/// "One event per list item in insertion order": keys c, d, c give c with two hits, then d.
TEST(G1Documented, aggregates_come_in_insertion_order) {
  TextTable texts;
  const Text c = texts.intern("c");
  const Text d = texts.intern("d");
  texts.freeze();
  Device device(limited_c_policy(204'800), texts);
  for (const Text command : {c, d, c}) {
    device.give(at(10), ProcessRecord{command, c, 7, 1, 0, ProcessOperation::kExec});
  }
  device.advance(at(18'001));
  ASSERT_EQ(sent_by(device), (SentCounts{{18'001, 2}}));
  EXPECT_EQ(std::get<ProcessRecord>(device.sent[0].observations[0].record).commandline, c);
  EXPECT_EQ(device.sent[0].observations[0].hit_count, 2U);
  EXPECT_EQ(std::get<ProcessRecord>(device.sent[0].observations[1].record).commandline, d);
}

/// "Windows are tumbling, start at agent start / last flush" also when nothing was held in between: flushes at
/// 3,720, 7,440 and 11,160 s; an event at 8,000 s has the window that began at 7,440 s, not its own time.
TEST(G1Documented, empty_windows_are_flushed_too) {
  const SizedLogins words;
  Device device(limited_c_policy(204'800), words.texts);
  device.give(at(8'000), ProcessRecord{words.command(), words.command(), 7, 1, 0, ProcessOperation::kExec});
  device.advance(at(18'001));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].observations[0].window_start, at(7'440));
  EXPECT_EQ(device.sent[0].observations[0].window_end, at(11'160));
}

/// "State is volatile", "no persistence of queues to disk": what is held dies with the process, and the timers
/// of the next life run from its own start: 100,000 + 421 s.
TEST(G1Documented, nothing_survives_the_process) {
  const SizedLogins words;
  Device device(limited_c_policy(204'800), words.texts);
  device.give(words.logins(at(1), 100, 3));
  device.give(at(130), words.login(200));
  EXPECT_EQ(stop(*device.plan, device.state, device.pool), 4U);
  start(*device.plan, device.state, at(100'000), 1, device.pool);
  device.give(at(100'001), words.login(300));
  device.advance(at(101'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{100'421, 1}}));
  EXPECT_EQ(dropped_events_statistics(*device.plan, device.state, AgentQueue::kHigh), (DroppedEventsStatistics{1, 0}))
      << "counters are of this life";
}

/// The first snapshot is taken at the start (its last-run stamp is 0), then every PT13H = 46,800 s
/// (defender.md 1.3). It is Low: 18,001 s, and of the second 54,003 s, the next Low tick after 46,800 s.
TEST(G1Documented, the_first_snapshot_comes_at_the_start) {
  const SizedLogins words;
  Policy policy = limited_c_policy(204'800);
  policy.of(EventKind::kSystemInformation).collect = true;
  Device device(policy, words.texts);
  device.advance(at(60'000));
  ASSERT_EQ(sent_by(device), (SentCounts{{18'001, 1}, {54'003, 1}}));
  EXPECT_EQ(device.sent[0].observations[0].first_time, at(0));
  EXPECT_EQ(device.sent[1].observations[0].first_time, at(46'800));
}

/// Both timers run from the start of the agent and not from the first event; the frequency of the collector
/// bounds how early an event of High can leave: one at 418 s is collected at 480 s and waits for 842 s.
TEST(G1Documented, timers_run_from_the_start) {
  const SizedLogins words;
  Device device(limited_c_policy(204'800), words.texts);
  device.give(at(418), words.login(100));
  device.advance(at(2'000));
  EXPECT_EQ(sent_by(device), (SentCounts{{842, 1}}));
}

}  // namespace
}  // namespace picket
