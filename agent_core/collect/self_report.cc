#include "agent_core/collect/self_report.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string>

#include "agent_core/base/random.h"

namespace picket {
namespace {

constexpr std::size_t kEvents = kStatisticsEventWords.size();
constexpr std::string_view kStarted = "agent started";

std::uint8_t block_class() {
  return SlotPool::size_class_for(sizeof(StatisticsCounts));
}

std::size_t place_of(EventKind collector, StatisticsEvent event) {
  return static_cast<std::size_t>(collector) * kEvents + static_cast<std::size_t>(event);
}

void store(const StatisticsCounts& table, const AgentState& state, SlotPool& pool) {
  if (state.statistics_block != SlotPool::kNone) std::memcpy(pool.at(state.statistics_block), &table, sizeof table);
}

std::string cache_full(EventKind collector) {
  return "cache of collector " + std::string(to_string(collector)) + " is full: events are lost, enlarge it";
}

/// What generation 1 logs with its number.
struct LoggedLoss {
  StatisticsEvent event;
  std::string_view says;
};
constexpr std::array kLoggedLosses{LoggedLoss{StatisticsEvent::kCacheOverflow, "cache full"},
                                   LoggedLoss{StatisticsEvent::kQueueFull, "queue full"},
                                   LoggedLoss{StatisticsEvent::kOversize, "too large"}};

/// The pattern of a text whose number is that of the lost events.
std::string lost_events(EventKind collector, std::string_view why) {
  return "collector " + std::string(to_string(collector)) + " lost {decimal} events: " + std::string(why);
}

/// Process ids of an embedded Linux: above those of its first processes, below its default limit of 32,768.
constexpr std::uint32_t kFirstProcessId = 300;
constexpr std::uint32_t kProcessIds = 32'000;
constexpr std::uint32_t kCollectingThread = 2;  ///< publisher, monitor, twin updater (defender.md 2.2)

std::uint32_t process_id_of(const AgentState& state) {
  RandomStream random(state.id_seed, state.restarts, 1, Purpose::kAgent);
  return kFirstProcessId + static_cast<std::uint32_t>(random.below(kProcessIds));
}

}  // namespace

StatisticsCounts statistics_of(const AgentState& state, const SlotPool& pool) {
  StatisticsCounts counts;
  if (state.statistics_block != SlotPool::kNone) std::memcpy(&counts, pool.at(state.statistics_block), sizeof counts);
  return counts;
}

void restore_statistics(AgentState& state, SlotPool& pool, const StatisticsCounts& counts) {
  if (counts == StatisticsCounts{}) return;
  state.statistics_block = pool.allocate(block_class());
  store(counts, state, pool);
}

void count_statistics(AgentState& state, SlotPool& pool, EventKind collector, StatisticsEvent event,
                      std::uint64_t hits) {
  if (hits == 0 || is_report(collector)) return;  // reports are not counted
  StatisticsCounts table = statistics_of(state, pool);
  if (state.statistics_block == SlotPool::kNone) state.statistics_block = pool.allocate(block_class());
  std::uint32_t& count = table.counts[place_of(collector, event)];
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
  count = static_cast<std::uint32_t>(std::min(kMax, count + std::min(hits, kMax)));
  if (event == StatisticsEvent::kCacheOverflow) table.overflowed |= 1U << static_cast<unsigned>(collector);
  store(table, state, pool);
}

StatisticsEvent statistics_event_of(DropReason reason) {
  switch (reason) {
    case DropReason::kCacheOverflow:
      return StatisticsEvent::kCacheOverflow;
    case DropReason::kQueueFull:
      return StatisticsEvent::kQueueFull;
    case DropReason::kOversize:
      return StatisticsEvent::kOversize;
    case DropReason::kSuppressed:
    case DropReason::kSampledOut:
    case DropReason::kRateLimited:
    case DropReason::kBelowThreshold:
      return StatisticsEvent::kReduced;
    default:
      return StatisticsEvent::kOther;
  }
}

std::uint32_t statistics_count(const AgentState& state, const SlotPool& pool, EventKind collector,
                               StatisticsEvent event) {
  return statistics_of(state, pool).counts[place_of(collector, event)];
}

void forget_statistics(AgentState& state, SlotPool& pool) {
  if (state.statistics_block == SlotPool::kNone) return;
  pool.release(state.statistics_block, block_class());
  state.statistics_block = SlotPool::kNone;
}

std::uint32_t copy_statistics(const SlotPool& from, std::uint32_t block, SlotPool& to) {
  if (block == SlotPool::kNone) return block;
  const std::uint32_t copy = to.allocate(block_class());
  std::memcpy(to.at(copy), from.at(block), sizeof(StatisticsCounts));
  return copy;
}

void take_statistics_lines(AgentState& state, SlotPool& pool, std::vector<Record>& out) {
  StatisticsCounts table = statistics_of(state, pool);
  for (std::size_t i = 0; i < table.counts.size(); ++i) {
    if (table.counts[i] == 0) continue;
    out.push_back(StatisticsRecord{static_cast<EventKind>(i / kEvents), static_cast<StatisticsEvent>(i % kEvents),
                                   table.counts[i]});
  }
  table.counts = {};
  store(table, state, pool);
}

void append_log_lines(const AgentPlan& plan, const AgentState& state, const SlotPool& pool, bool first,
                      std::vector<AgentLogLine>& out) {
  const bool generation_1 = is_generation_1(plan.policy.generation);
  const auto add = [&](LogLevel level, Text message, AgentLogLine line) {
    if (level > plan.policy.log_level) return;
    line.record.message = message;
    line.record.level = level;
    if (generation_1) {
      line.record.process_id = process_id_of(state);
      line.record.thread_id = line.record.process_id + kCollectingThread;
    }
    out.push_back(line);
  };
  if (first) add(LogLevel::kInformation, plan.texts.find(kStarted), {});
  if (state.statistics_block == SlotPool::kNone) return;
  const StatisticsCounts table = statistics_of(state, pool);
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    const auto collector = static_cast<EventKind>(k);
    if (!generation_1) {
      if ((table.overflowed >> k & 1) == 0) continue;
      add(LogLevel::kWarning, plan.texts.find(cache_full(collector)),
          {{}, collector, StatisticsEvent::kCacheOverflow, 0});
      continue;
    }
    for (const auto& [event, says] : kLoggedLosses) {
      const std::uint32_t lost = table.counts[place_of(collector, event)];
      if (lost == 0) continue;
      Text message = plan.texts.find_template(lost_events(collector, says));
      if (!message.empty()) message.parameter = lost;
      add(LogLevel::kWarning, message, {{}, collector, event, lost});
    }
  }
}

void forget_said(AgentState& state, SlotPool& pool, const AgentLogLine& line) {
  if (line.collector == EventKind::kCount_) return;
  StatisticsCounts table = statistics_of(state, pool);
  table.overflowed &= ~(1U << static_cast<unsigned>(line.collector));
  if (line.lost > 0) table.counts[place_of(line.collector, line.event)] -= line.lost;
  store(table, state, pool);
}

void intern_log_texts(TextTable& texts) {
  texts.intern(kStarted);
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    texts.intern(cache_full(static_cast<EventKind>(k)));
    for (const LoggedLoss& loss : kLoggedLosses) {
      texts.intern_template(lost_events(static_cast<EventKind>(k), loss.says));
    }
  }
}

}  // namespace picket
