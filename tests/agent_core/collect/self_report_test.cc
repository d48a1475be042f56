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

/// A vocabulary that holds the texts of the log as well.
TextTable texts_with_log() {
  TextTable texts;
  for (int i = 0; i < 400; ++i) texts.intern("command " + std::to_string(i));
  intern_log_texts(texts);
  return texts;
}

Policy tight_g1_policy(std::uint64_t seed) {
  Policy policy = test::with_g1_log(seed % 2 == 0 ? test::g1_c_policy() : test::g1_csharp_policy());
  policy.of(EventKind::kProcess).aggregate = seed % 4 < 2;
  policy.of(EventKind::kProcess).cache_size = seed % 3 == 0 ? 20 : 0;
  policy.cache_bytes = 40'000;
  policy.max_message_bytes = 10'000;
  if (seed % 5 == 0) policy.max_message_bytes = 600;  // C#: refuses what is larger
  return policy;
}

/// Losses that the log told of in messages, and those that a later line would tell of.
std::map<DropReason, std::uint64_t> losses_told(Device& device, const TextTable& texts) {
  std::map<DropReason, std::uint64_t> told;
  const auto add = [&](const LogRecord& line) {
    const std::string text = texts.render(line.message);
    EXPECT_EQ(line.level, LogLevel::kWarning) << text;
    for (const auto& [reason, word] : {std::pair{DropReason::kCacheOverflow, "cache full"},
                                       std::pair{DropReason::kQueueFull, "queue full"},
                                       std::pair{DropReason::kOversize, "too large"}}) {
      if (text.ends_with(word)) told[reason] += line.message.parameter;
    }
  };
  for (const Device::Sent& sent : device.sent) {
    for (const Observation& o : sent.observations) {
      if (const auto* line = std::get_if<LogRecord>(&o.record)) add(*line);
    }
  }
  for (std::size_t q = 0; q < kQueues; ++q) {
    EntryTable queue = table_of(*device.plan, device.state, device.pool, kQueueTable + q);
    for (std::uint32_t i = 0; i < queue.size(); ++i) {
      if (kind_of(queue.slot(i)) == EventKind::kLog) add(std::get<LogRecord>(queue.record(i)));
    }
  }
  std::vector<AgentLogLine> rest;
  append_log_lines(*device.plan, device.state, device.pool, false, rest);
  for (const AgentLogLine& line : rest) add(line.record);
  return told;
}

// Generation 1 tells of its losses with their number: over all lines, the counts of the conservation law. A line
// itself may be lost: when it is refused, the next tells all; when its queue displaces it, its number is gone with
// it, which is why drop_oldest is compared with "at most". Lines are raw events, so the balance holds them too.
TEST(SelfReport, what_generation_1_logs_is_true) {
  const TextTable texts = texts_with_log();
  std::uint64_t told_of = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Policy policy = tight_g1_policy(seed);
    policy.log_level = LogLevel::kWarning;
    Device device(policy, texts, kStart, seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Time now = kStart;
    for (int i = 0; i < 600; ++i) {
      now += Duration::seconds(static_cast<std::int64_t>(random.below(120)));
      ProcessRecord process;
      process.commandline = texts.find("command " + std::to_string(random.below(400)));
      process.user_id = static_cast<std::uint32_t>(random.below(3));
      EventRun run{{now, process}, 1 + static_cast<std::uint32_t>(random.below(40)), Duration::milliseconds(10),
                   VaryingField::kProcessId, 0, 0};
      const Time last = run.last_time();
      device.give(run);
      now = last;
    }
    device.advance(now + Duration::hours(10));
    std::map<DropReason, std::uint64_t> told = losses_told(device, texts);
    for (const DropReason reason : {DropReason::kCacheOverflow, DropReason::kQueueFull, DropReason::kOversize}) {
      const auto lost = static_cast<std::uint64_t>(device.dropped[reason]);
      EXPECT_LE(told[reason], lost) << "seed " << seed << ", " << to_string(reason);
      told_of += told[reason];
      if (policy.queue_overflow == Overflow::kDropOldest) continue;
      // Lines that were refused are lost raw events as well, and no line tells of them.
      const std::uint64_t lines = device.state.own.g1.events[1].dropped_events;
      EXPECT_GE(told[reason] + lines, lost) << "seed " << seed << ", " << to_string(reason);
    }
    EXPECT_TRUE(device.balanced()) << "seed " << seed;
  }
  EXPECT_GT(told_of, 1'000U);
}

// defender.md 1.3, 4.1: Diagnostic is triggered and goes by its priority. The C agent looks at its log with the
// snapshot at its start, the C# agent at its generator's first run after 2 min; the line leaves with the next
// High message (C: tick at 7 min 1 s, as padding; C#: the Low timer, which fires at its first run).
TEST(SelfReport, generation_1_says_that_it_started) {
  const TextTable texts = texts_with_log();
  for (const bool c_agent : {true, false}) {
    Policy policy = test::with_g1_log(c_agent ? test::g1_c_policy() : test::g1_csharp_policy());
    policy.of(EventKind::kSystemInformation).priority = Priority::kHigh;
    Device device(policy, texts);
    device.advance(kStart + Duration::hours(12));
    std::vector<LogRecord> lines;
    Time first;
    for (const Device::Sent& sent : device.sent) {
      for (const Observation& o : sent.observations) {
        if (const auto* line = std::get_if<LogRecord>(&o.record)) {
          lines.push_back(*line);
          first = o.first_time;
        }
      }
    }
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(texts.render(lines[0].message), "agent started");
    EXPECT_EQ(lines[0].level, LogLevel::kInformation);
    EXPECT_GE(lines[0].process_id, 300U);
    EXPECT_EQ(lines[0].thread_id, lines[0].process_id + 2);
    EXPECT_EQ(first, c_agent ? kStart : kStart + Duration::minutes(2));
    EXPECT_TRUE(device.balanced());
  }
}

// The presets read "minimum severity 2" and "Some" as: nothing that merely informs.
TEST(SelfReport, lines_below_the_level_are_left_out) {
  const TextTable texts = texts_with_log();
  for (Policy policy : {test::with_g1_log(test::g1_c_policy()), test::with_g2_reports(test::g2_linux_policy())}) {
    policy.log_level = LogLevel::kWarning;
    Device device(policy, texts);
    device.advance(kStart + Duration::hours(30));
    for (const Device::Sent& sent : device.sent) {
      for (const Observation& o : sent.observations) EXPECT_NE(kind_of(o.record), EventKind::kLog);
    }
    EXPECT_TRUE(device.balanced());
  }
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
