#include "agent_core/collect/g1_schedule.h"

#include <gtest/gtest.h>

#include <deque>

#include "tests/support/agent_driver.h"

// Expected times follow defender.md 4.1 (C agent): comparisons are strict at ticks of 1 s, so PT7M
// fires 421 s after the last reset, PT5H 18,001 s, and a window of PT1H evaluated every 120 s is
// flushed at 3,720 s, the first run strictly later than 3,600 s.

namespace picket {
namespace {

using test::at;
using test::Device;
using test::kStart;
using test::Vocabulary;

LoginRecord login(const Vocabulary& words, std::uint32_t process_id) {
  return {words.users[0], words.executables[0], IpAddress::v4(0xc6336401), process_id, LoginOperation::kLogin};
}

TEST(G1Schedule, flushes_at_the_first_collection_strictly_after_the_window) {
  const Vocabulary words;
  Device device(test::g1_c_policy(), words.texts);
  ProcessRecord r{words.commandlines[0], words.executables[0], 50, 1, 0, ProcessOperation::kExec};
  device.give({{at(10), r}, 7, Duration::seconds(1), VaryingField::kProcessId, 0, 0});
  // At 3,600 s the window is not yet over: a hit just before 3,720 s still belongs to it.
  device.give(at(3'719), r);
  device.give(at(3'720), r);
  device.advance(at(18'001));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, at(18'001));
  EXPECT_EQ(device.sent[0].message.priority, Priority::kLow);
  // The snapshot of the start, then one observation per flush: 3,720 s and 7,440 s.
  ASSERT_EQ(device.sent[0].observations.size(), 3U);
  const Observation& first = device.sent[0].observations[1];
  EXPECT_TRUE(first.aggregated);
  EXPECT_EQ(first.hit_count, 8U);
  EXPECT_EQ(first.window_start, at(0));
  EXPECT_EQ(first.window_end, at(3'720));
  EXPECT_EQ(std::get<ProcessRecord>(first.record).process_id, 0U) << "neutralised, defender.md 1.4";
  const Observation& second = device.sent[0].observations[2];
  EXPECT_EQ(second.hit_count, 1U);
  EXPECT_EQ(second.window_start, at(3'720));
  EXPECT_EQ(second.window_end, at(7'440));
}

TEST(G1Schedule, pads_a_high_message_from_the_low_queue) {
  const Vocabulary words;
  Device device(test::g1_c_policy(), words.texts);
  device.give(at(10), login(words, 1));
  device.advance(at(421));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, at(421));
  EXPECT_EQ(device.sent[0].message.priority, Priority::kHigh);
  ASSERT_EQ(device.sent[0].observations.size(), 2U);
  EXPECT_EQ(kind_of(device.sent[0].observations[0].record), EventKind::kLogin);
  EXPECT_EQ(kind_of(device.sent[0].observations[1].record), EventKind::kSystemInformation);
}

TEST(G1Schedule, an_empty_main_queue_resets_the_timer_and_sends_nothing) {
  const Vocabulary words;
  Device device(test::g1_c_policy(), words.texts);
  // Collected at 480 s, after the trigger of 421 s; the next is at 842 s.
  device.give(at(430), login(words, 1));
  device.advance(at(2'000));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, at(842));
}

TEST(G1Schedule, a_login_waits_for_the_next_collection) {
  const Vocabulary words;
  Device device(test::g1_c_policy(), words.texts);
  // The run at 360 s is the last before 421 s.
  device.give(at(359), login(words, 1));
  device.give(at(361), login(words, 2));
  device.advance(at(842));
  ASSERT_EQ(device.sent.size(), 2U);
  EXPECT_EQ(device.sent[0].at, at(421));
  EXPECT_EQ(device.sent[1].at, at(842));
}

TEST(G1Schedule, refuses_the_newest_beyond_the_byte_budget) {
  const Vocabulary words;
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  Device probe(policy, words.texts);
  probe.give(at(1), login(words, 100));
  probe.advance(at(120));
  const std::uint32_t charge = probe.state.queued_bytes;
  EXPECT_GT(charge, kQueueItemBytes);
  policy.cache_bytes = charge * 5;
  Device device(policy, words.texts);
  device.give({{at(1), login(words, 100)}, 8, Duration::seconds(1), VaryingField::kRemoteLogin, 0, 0});
  device.advance(at(421));
  EXPECT_EQ(device.dropped[DropReason::kQueueFull], 3);
  ASSERT_EQ(device.sent.size(), 1U);
  ASSERT_EQ(device.sent[0].observations.size(), 5U);
  EXPECT_EQ(std::get<LoginRecord>(device.sent[0].observations[4].record).process_id, 104U) << "the oldest stay";
  EXPECT_TRUE(device.balanced());
}

/// An event that is larger than a message blocks its queue; the padding queue still gets out.
TEST(G1Schedule, a_head_that_does_not_fit_blocks_its_queue_for_ever) {
  TextTable texts;
  const Text huge = texts.intern(std::string(9'000, 'a'));
  const Text name = texts.intern("root");
  texts.freeze();
  Policy policy = test::g1_c_policy();
  policy.max_message_bytes = 8'192;
  policy.cache_bytes = 1'000'000;
  Device device(policy, texts);
  device.give(at(1), LoginRecord{name, huge, IpAddress(), 1, LoginOperation::kLogin});
  device.give(at(2), LoginRecord{name, name, IpAddress(), 2, LoginOperation::kLogin});
  device.advance(at(100'000));
  // Consumption is over the limit at 120 s, so the publisher sends what it can: the snapshot alone. The
  // snapshot of 13 h (46,800 s) goes at the tick that follows it.
  ASSERT_EQ(device.sent.size(), 3U);
  EXPECT_EQ(device.sent[0].at, at(120));
  EXPECT_EQ(device.sent[1].at, at(46'800));
  EXPECT_EQ(device.sent[2].at, at(93'600));
  EXPECT_EQ(device.held(), 2U);
}

/// The C agent as defender.md 4.1 tells it, tick by tick, with lists: an independent truth.
struct TickByTick {
  struct Event {
    std::uint64_t id;
    std::size_t bytes;
  };
  std::uint64_t max;
  std::uint64_t budget;
  std::deque<Event> high;
  std::deque<Event> low;
  std::vector<Event> uncollected_high;
  std::vector<Event> uncollected_low;
  std::uint64_t consumption = 0;
  std::int64_t last_high = 0;
  std::int64_t last_low = 0;
  std::vector<std::pair<std::int64_t, std::vector<std::uint64_t>>> sent;
  std::uint64_t refused = 0;

  void push(std::deque<Event>& queue, const Event& event) {
    if (consumption + event.bytes + 40 > budget) {
      ++refused;
      return;
    }
    consumption += event.bytes + 40;
    queue.push_back(event);
  }
  void send(std::int64_t now, std::deque<Event>& main, std::deque<Event>& padding) {
    if (main.empty()) return;
    std::vector<std::uint64_t> message;
    std::uint64_t size = 0;
    for (std::deque<Event>* queue : {&main, &padding}) {
      while (!queue->empty() && size + queue->front().bytes < max) {
        size += queue->front().bytes;
        consumption -= queue->front().bytes + 40;
        message.push_back(queue->front().id);
        queue->pop_front();
      }
    }
    if (!message.empty()) sent.emplace_back(now, message);
  }
  void tick(std::int64_t now) {
    if (now % 120 == 0) {
      // Processes (Low here) come before logins (High) in the agent's cycle.
      for (const Event& event : uncollected_low) push(low, event);
      for (const Event& event : uncollected_high) push(high, event);
      uncollected_high.clear();
      uncollected_low.clear();
    }
    if (consumption > max) {
      send(now, high, low);
      last_high = now;
    }
    if (now - last_high > 420) {
      send(now, high, low);
      last_high = now;
    }
    if (now - last_low > 18'000) {
      send(now, low, high);
      last_low = now;
    }
  }
};

TEST(G1Schedule, skipping_ticks_gives_what_ticking_every_second_gives) {
  const Vocabulary words;
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Policy policy = test::g1_c_policy();
    policy.of(EventKind::kSystemInformation).collect = false;
    // Logins High; processes not aggregated and Low, so that both queues fill at every collection.
    policy.of(EventKind::kProcess).aggregate = false;
    policy.max_message_bytes = 1'000 + static_cast<std::uint32_t>(random.below(8'000));
    policy.cache_bytes = policy.max_message_bytes + static_cast<std::uint32_t>(random.below(20'000));
    Device device(policy, words.texts);
    TickByTick truth{policy.max_message_bytes, policy.cache_bytes, {}, {}, {}, {}, 0, 0, 0, {}, 0};
    const double gap = random.uniform(5, 2'000);
    std::int64_t next = 1 + static_cast<std::int64_t>(random.exponential(gap));
    std::uint32_t id = 1;
    for (std::int64_t now = 0; now < 90'000; ++now) {
      // An event at the very time of a tick comes after it, as the contract says.
      truth.tick(now);
      if (now < next) continue;
      const auto burst = 1 + static_cast<std::uint32_t>(random.below(random.chance(0.1) ? 40 : 2));
      for (std::uint32_t i = 0; i < burst; ++i, ++id) {
        Observation o;
        const bool is_login = random.chance(0.3);
        if (is_login) {
          o.record = login(words, id);
        } else {
          o.record = ProcessRecord{words.commandlines[random.below(6)], {}, id, 1, 0, ProcessOperation::kExec};
        }
        o.first_time = o.last_time = o.window_start = o.window_end = at(now);
        (is_login ? truth.uncollected_high : truth.uncollected_low).push_back({id, device.plan->size_of(o)});
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
    EXPECT_EQ(device.dropped[DropReason::kQueueFull], static_cast<std::int64_t>(truth.refused));
    EXPECT_TRUE(device.balanced());
  }
}

}  // namespace
}  // namespace picket
