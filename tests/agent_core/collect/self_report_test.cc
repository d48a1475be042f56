#include "agent_core/collect/self_report.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/agent_driver.h"
#include "tests/support/policies.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;

using Lines = std::map<std::pair<EventKind, StatisticsEvent>, std::uint64_t>;

/// What the messages said, and what the agent would still say.
Lines reported(Device& device) {
  Lines lines;
  for (const Device::Sent& sent : device.sent) {
    for (const Observation& o : sent.observations) {
      if (const auto* line = std::get_if<StatisticsRecord>(&o.record)) lines[{line->collector, line->event}] += line->count;
    }
  }
  std::vector<Record> rest;
  take_statistics_lines(device.state, device.pool, rest);
  for (const Record& record : rest) {
    const auto& line = std::get<StatisticsRecord>(record);
    lines[{line.collector, line.event}] += line.count;
  }
  return lines;
}

Policy statistical_policy(std::uint64_t seed) {
  Policy policy = test::with_g2_reports(seed % 2 == 0 ? test::g2_linux_policy() : test::picket_policy());
  policy.of(EventKind::kStatistics).priority = Priority::kMedium;
  for (KindPolicy& kind : policy.kinds) kind.cache_size = std::min(kind.cache_size, 20U);
  return policy;
}

// The law of the issue: what an agent reports about itself equals the counts of its conservation law.
TEST(SelfReport, statistics_are_true) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const test::Vocabulary words;
    Device device(statistical_policy(seed), words.texts, kStart, seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Time now = kStart;
    std::uint64_t lost = 0;
    for (int i = 0; i < 400; ++i) {
      now += Duration::seconds(static_cast<std::int64_t>(random.below(600)));
      device.give(test::random_run(random, words, now, 50));
      now = std::max(now, device.state.started);
    }
    device.advance(now + Duration::hours(3));
    std::uint64_t sent = 0;
    for (const Device::Sent& message : device.sent) {
      for (const Observation& o : message.observations) sent += is_report(kind_of(o.record)) ? 0 : o.hit_count;
    }
    lost = static_cast<std::uint64_t>(device.dropped[DropReason::kCacheOverflow]);
    Lines lines = reported(device);
    std::uint64_t said_sent = 0;
    std::uint64_t said_overflow = 0;
    for (const auto& [key, count] : lines) {
      if (key.second == StatisticsEvent::kSent) said_sent += count;
      if (key.second == StatisticsEvent::kCacheOverflow) said_overflow += count;
    }
    EXPECT_EQ(said_sent, sent) << "seed " << seed;
    EXPECT_EQ(said_overflow, lost) << "seed " << seed;
    EXPECT_TRUE(device.balanced()) << "seed " << seed;
  }
}

// defender.md 1.1: a full cache logs a warning. 30 keys into a cache of 20 displace 10; the next report of the
// log says so once, and the one after it nothing.
TEST(SelfReport, the_log_tells_of_the_start_and_of_a_full_cache) {
  TextTable texts;
  intern_log_texts(texts);
  Device device(statistical_policy(0), texts);
  device.advance(kStart + Duration::minutes(5));
  ProcessRecord process;
  for (std::uint32_t i = 0; i < 30; ++i) {
    process.user_id = i;
    device.give(kStart + Duration::minutes(10), process);
  }
  device.advance(kStart + Duration::hours(50));
  std::vector<std::string> log;
  for (const Device::Sent& sent : device.sent) {
    for (const Observation& o : sent.observations) {
      if (const auto* line = std::get_if<LogRecord>(&o.record)) log.push_back(texts.render(line->message));
    }
  }
  EXPECT_EQ(log, (std::vector<std::string>{"agent started",
                                           "cache of collector process is full: events are lost, enlarge it"}));
}

TEST(SelfReport, counts_stop_at_the_largest_number) {
  SlotPool pool;
  AgentState state;
  count_statistics(state, pool, EventKind::kDns, StatisticsEvent::kSent, 1ULL << 40);
  count_statistics(state, pool, EventKind::kDns, StatisticsEvent::kSent, 5);
  EXPECT_EQ(statistics_count(state, pool, EventKind::kDns, StatisticsEvent::kSent), 0xffffffffU);
  forget_statistics(state, pool);
  EXPECT_EQ(statistics_count(state, pool, EventKind::kDns, StatisticsEvent::kSent), 0U);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
}

TEST(SelfReport, counts_can_be_taken_out_and_put_back) {
  SlotPool pool;
  AgentState state;
  restore_statistics(state, pool, {});
  EXPECT_EQ(pool.bytes_in_use(), 0U) << "no block for nothing";
  count_statistics(state, pool, EventKind::kDns, StatisticsEvent::kCacheOverflow, 7);
  const StatisticsCounts counts = statistics_of(state, pool);
  EXPECT_EQ(counts.overflowed, 1U << static_cast<unsigned>(EventKind::kDns));
  AgentState other;
  restore_statistics(other, pool, counts);
  EXPECT_EQ(statistics_of(other, pool), counts);
  EXPECT_EQ(statistics_count(other, pool, EventKind::kDns, StatisticsEvent::kCacheOverflow), 7U);
}

}  // namespace
}  // namespace picket
