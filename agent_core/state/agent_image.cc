#include "agent_core/state/agent_image.h"

#include <algorithm>
#include <utility>

#include "agent_core/aggregate/flood_class.h"
#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/message/message.h"

namespace picket {
namespace {

/// Largest size of one queued event (the budget counts with 31 bits, see push_g1).
constexpr std::uint32_t kMaxEventBytes = 0x7fffffff;
/// Latest end of a window counted in runs of a collector: 2^59 microseconds, 18,000 years.
constexpr std::int64_t kMaxRunTime = std::int64_t{1} << 59;

/// True if agents of the plan's generation ever put an entry there.
bool uses_table(const AgentPlan& plan, std::size_t table) {
  switch (plan.policy.generation) {
    case Generation::kNone:
      return false;
    case Generation::kG1C:
    case Generation::kG1Csharp:
      return table != kReportTable;
    case Generation::kG2Linux:
    case Generation::kG2Rtos:
      return table < kQueueTable;
    case Generation::kStream:
      return table == kQueueTable;
    case Generation::kPicket:
      return table <= kQueueTable;
  }
  return false;
}

bool may_hold(const AgentPlan& plan, std::size_t table, EventKind kind) {
  if (table < kActivityKinds) return static_cast<std::size_t>(kind) == table;
  if (table == kReportTable) return is_report(kind);
  return plan.policy.generation != Generation::kPicket || !is_report(kind);
}

/// Keys of a reduction: each place is taken once, each hash is there once.
std::optional<std::string_view> broken_keys(const AgentPlan& plan, const TableImage& image, std::size_t table) {
  const std::size_t used = image.keys.size() + image.free_indices.size();
  if (image.first_index != 0 || !image.entries.empty()) return "entries";
  const KindPlan& kind = plan.kinds[table];
  if (used > kind.key_limit) return "keys";
  if (used == 0 && image.events != 0 && image.cells.empty()) return "events";
  if (!image.cells.empty() && image.cells.size() != kind.cells) return "cells";
  if (kind.cells != 0 && image.cells.empty() && used != 0) return "cells";
  std::vector<bool> taken(used);
  std::vector<std::uint64_t> hashes;
  std::uint32_t rests = 0;
  const auto take = [&taken](std::uint16_t index) {
    if (index >= taken.size() || taken[index]) return false;
    taken[index] = true;
    return true;
  };
  for (const KeyImage& key : image.keys) {
    if (!take(key.index)) return "index";
    hashes.push_back(key.hash);
    rests += is_rest(key.hash) ? 1 : 0;
    if (!key.holds) continue;
    if (key.held.hits == 0) return "hits";
    if (static_cast<std::size_t>(kind_of(key.held.record)) != table) return "kind";
    if (!can_carry(plan.policy.encoding, key.held.record)) return "record";
  }
  for (const std::uint16_t index : image.free_indices) {
    if (!take(index)) return "free_index";
  }
  // Rests have room of their own, which keys must not take.
  if (kind.has_rest() && hashes.size() - rests > (kind.cells != 0 ? 0 : kind.reduction.max_keys)) return "keys";
  std::sort(hashes.begin(), hashes.end());
  if (std::adjacent_find(hashes.begin(), hashes.end()) != hashes.end()) return "hash";
  return {};
}

std::optional<std::string_view> broken_table(const AgentPlan& plan, const TableImage& image, std::size_t table) {
  if (plan.is_reduced(table)) return broken_keys(plan, image, table);
  if (!image.entries.empty() && !uses_table(plan, table)) return "entries";
  if (image.entries.size() > plan.shape_of(table).limit) return "entries";
  for (const EntryImage& entry : image.entries) {
    if (entry.hits == 0) return "hits";
    if (!may_hold(plan, table, kind_of(entry.record))) return "kind";
    if (!can_carry(plan.policy.encoding, entry.record)) return "record";
    if (entry.aggregate_mark && is_report(kind_of(entry.record))) return "aggregate_mark";
  }
  return {};
}

/// Generation 1: the budget counts what the queues hold.
std::optional<std::string_view> broken_g1(const AgentPlan& plan, const AgentImage& image) {
  const G1State& g1 = image.state.own.g1;
  std::uint64_t all = 0;
  for (std::size_t q = 0; q < kQueues; ++q) {
    std::uint64_t sum = 0;
    bool first = true;
    for (const EntryImage& entry : image.tables[kQueueTable + q].entries) {
      const bool further = entry.queue.further != 0;
      if (further && (first || entry.queue.bytes != 0)) return "further";
      if (entry.queue.bytes > kMaxEventBytes) return "bytes";
      if (!further) sum += charge_of(plan, entry.queue.bytes);
      first = false;
    }
    if (sum != g1.queue_bytes[q]) return "queue_bytes";
    all += sum;
  }
  if (all != image.state.queued_bytes) return "queued_bytes";
  const std::int64_t most_runs = kMaxRunTime / plan.policy.collect_interval.count_microseconds();
  for (const std::uint32_t runs : g1.last_flush) {
    if (runs > most_runs) return "last_flush";
  }
  if (plan.policy.generation == Generation::kG1C && g1.last_low == Time::min()) return "last_low";
  return {};
}

/// Stream: when the first timer of its reductions is due.
Time first_timer_of(const AgentPlan& plan, const AgentImage& image) {
  std::uint32_t due_ms = kNever;
  for (std::size_t t = 0; t < kActivityKinds; ++t) {
    if (!plan.is_reduced(t)) continue;
    for (const KeyImage& key : image.tables[t].keys) due_ms = std::min(due_ms, key.key.due_ms);
  }
  return due_ms == kNever ? Time::max() : time_of(image.state, due_ms);
}

/// Stream: a message takes at least one event.
std::optional<std::string_view> broken_stream(const AgentPlan& plan, const AgentImage& image) {
  for (const EntryImage& entry : image.tables[kQueueTable].entries) {
    const std::uint64_t bytes = std::uint64_t{plan.envelope_bytes} + entry.queue.bytes + plan.separator_bytes;
    if (bytes > plan.policy.max_message_bytes) return "bytes";
  }
  return {};
}

std::optional<std::string_view> broken_running(const AgentPlan& plan, const AgentImage& image) {
  const AgentState& state = image.state;
  const Generation generation = plan.policy.generation;
  if (state.origin == Time::min() && generation != Generation::kG1Csharp) return "origin";
  if (state.wake_up < state.started) return "wake_up";
  // A deadline without an entry in the lane, or without a timer, would be due for ever.
  const bool has_lane = generation == Generation::kPicket && !image.tables[kQueueTable].entries.empty();
  if (generation == Generation::kStream) {
    if (state.deadline != first_timer_of(plan, image)) return "deadline";
  } else if (has_lane == (state.deadline == Time::max())) {
    return "deadline";
  }
  if (is_generation_1(generation)) return broken_g1(plan, image);
  if (generation == Generation::kStream) return broken_stream(plan, image);
  return {};
}

std::optional<std::string_view> broken_absent(const AgentImage& image) {
  const bool dead = image.state.phase == AgentPhase::kDead;
  if (dead == (image.state.wake_up == Time::max())) return "wake_up";
  for (const TableImage& table : image.tables) {
    if (!table.entries.empty() || !table.keys.empty() || !table.free_indices.empty() || !table.cells.empty()) {
      return "entries";
    }
  }
  if (!image.first_seen.empty()) return "first_seen";
  if (image.statistics != StatisticsCounts{}) return "statistics";
  return {};
}

void fill_keys(const AgentPlan& plan, const TableImage& image, std::size_t t, AgentState& state, SlotPool& pool) {
  std::vector<KeyTable::Placed> placed;
  placed.reserve(image.keys.size());
  for (const KeyImage& key : image.keys) placed.push_back({key.index, key.hash});
  KeyTable keys = keys_of(plan, state, pool, t);
  keys.place(placed, image.free_indices, image.events);
  if (!image.cells.empty()) {
    const std::span<std::uint32_t> cells = keys.cells(plan.kinds[t].cells);
    std::copy(image.cells.begin(), image.cells.end(), cells.begin());
  }
  for (const KeyImage& key : image.keys) {
    keys.entry(key.index).key = key.key;
    if (key.holds) {
      Slot slot;
      WideAddresses wide;
      pack(key.held.record, slot, wide);
      slot.hits = key.held.hits;
      slot.first_ms = key.held.first_ms;
      slot.last_ms = key.held.last_ms;
      keys.hold(key.index, slot, wide);
    }
    keys.update_due(key.index);
  }
}

/// What the keys of a kind are and hold. A view writes nothing unless it is told to.
void read_keys(const AgentPlan& plan, const AgentState& state, const SlotPool& pool, std::size_t t, TableImage& image) {
  TableState table = state.tables[t];
  const KeyTable keys(const_cast<SlotPool&>(pool), table, plan.kinds[t].key_limit);
  image.events = keys.events();
  const std::span<const std::uint32_t> cells = keys.cells();
  image.cells.assign(cells.begin(), cells.end());
  keys.for_each([&](std::uint32_t i) {
    const KeyEntry& entry = keys.entry(i);
    KeyImage key{static_cast<std::uint16_t>(i), entry.hash, entry.key, entry.slot.hits != 0, {}};
    if (key.holds) {
      key.held.record = unpack(entry.slot, keys.wide(i));
      key.held.hits = entry.slot.hits;
      key.held.first_ms = entry.slot.first_ms;
      key.held.last_ms = entry.slot.last_ms;
    }
    image.keys.push_back(std::move(key));
  });
  keys.for_each_free([&](std::uint32_t i) { image.free_indices.push_back(static_cast<std::uint16_t>(i)); });
}

void fill_table(const AgentPlan& plan, const TableImage& image, std::size_t t, AgentState& state, SlotPool& pool) {
  if (plan.is_reduced(t)) return fill_keys(plan, image, t, state, pool);
  EntryTable table = table_of(plan, state, pool, t);
  table.skip_indices(image.first_index);
  const TableShape& shape = plan.shape_of(t);
  for (const EntryImage& entry : image.entries) {
    Slot slot;
    WideAddresses wide;
    pack(entry.record, slot, wide);
    slot.hits = entry.hits;
    slot.first_ms = entry.first_ms;
    slot.last_ms = entry.last_ms;
    if (entry.aggregate_mark) mark_as_aggregate(slot);
    const EventKey& key = plan.of(kind_of(entry.record)).key;
    const auto tag = static_cast<std::uint16_t>(shape.tagged ? key.hash(entry.record, plan.texts) : 0);
    const FloodClasses classes = shape.classed ? flood_classes_of(entry.record, plan.texts) : FloodClasses{};
    const std::uint32_t position = table.append(slot, wide, tag, classes);
    if (shape.queued) table.queue_fields(position) = entry.queue;
  }
}

}  // namespace

std::uint32_t first_seen_limit(const AgentPlan& plan) {
  return std::clamp<std::uint32_t>(plan.policy.first_seen_memory, 1, 65'535);
}

AgentImage image_of(const AgentPlan& plan, const AgentState& state, const SlotPool& pool) {
  AgentImage image;
  image.state = state;
  image.state.tables = {};
  image.state.first_seen = {};
  image.state.statistics_block = SlotPool::kNone;
  for (std::size_t t = 0; t < kTables; ++t) {
    TableImage& table = image.tables[t];
    if (plan.is_reduced(t)) {
      read_keys(plan, state, pool, t, table);
      continue;
    }
    table.first_index = state.tables[t].first_index;
    table.entries.reserve(state.tables[t].size);
    for (std::uint32_t i = 0; i < state.tables[t].size; ++i) {
      const EntryCopy entry = read_entry(pool, state.tables[t], plan.shape_of(t), i);
      const bool mark = !is_report(kind_of(entry.slot)) && is_marked_aggregate(entry.slot);
      table.entries.push_back({unpack(entry.slot, entry.wide), entry.slot.hits, entry.slot.first_ms,
                               entry.slot.last_ms, mark, entry.queue});
    }
  }
  image.first_seen = fingerprints_of(pool, state.first_seen);
  image.statistics = statistics_of(state, pool);
  return image;
}

std::optional<std::string_view> broken_part(const AgentPlan& plan, const AgentImage& image) {
  for (std::size_t t = 0; t < kTables; ++t) {
    if (const auto part = broken_table(plan, image.tables[t], t)) return part;
  }
  return image.state.phase == AgentPhase::kRunning ? broken_running(plan, image) : broken_absent(image);
}

AgentState agent_from(const AgentPlan& plan, const AgentImage& image, SlotPool& pool) {
  AgentState state = image.state;
  for (std::size_t t = 0; t < kTables; ++t) fill_table(plan, image.tables[t], t, state, pool);
  for (const std::uint32_t fingerprint : image.first_seen) {
    remember(pool, state.first_seen, first_seen_limit(plan), fingerprint);
  }
  restore_statistics(state, pool, image.statistics);
  return state;
}

}  // namespace picket
