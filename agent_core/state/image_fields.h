#pragma once

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <variant>

#include "agent_core/state/agent_image.h"

// The fields of one saved agent, version 1, listed once: the writer, the reader, the comparison and the
// exchange of text ids all walk this list. Each is an archive with
//   number(name, T&, max), fixed(name, T&), time(name, Time&, TimeRange), flag(name, bool&),
//   word(name, Enum&, words), text(name, Text&), address(name, IpAddress&),
//   count(name, container size, max, least bytes of one) -> size_t, enter(name, i) and leave() around the parts of
//   lists, refuse(name) for what `save` never writes, and ok(), which is false once a field could not be read.
//
// Another field, another order or another kind is another version. This list then stays, as what reads
// version 1; tests/golden/agent keeps bytes that it must read for ever. The fields of a report are those that
// its record lists for the wire: who adds one there writes the old list out here.

namespace picket {

static_assert(kEventKinds == 19 && kTables == 10 && kPriorities == 3 && kStatisticsEventWords.size() == 6,
              "another form of the state is another version of saved agents");

/// Which of the ends of time stand for "never" in a field.
enum class TimeRange : std::uint8_t {
  kFinite,
  kOrNever,   ///< Time::max() too
  kOrBefore,  ///< Time::min() too
};
/// No time in a state is further from 1970 than this, 36,500 years, so that differences and sums of two of
/// them and of intervals stay in 64 bits.
inline constexpr std::int64_t kMaxSavedTime = std::int64_t{1} << 60;

namespace saved_fields {

/// Hands a report's own list of fields to an archive.
template <class Archive>
class ReportFields {
 public:
  explicit ReportFields(Archive& archive) : archive_(archive) {}
  void text(const FieldNames& names, Text& value) { archive_.text(name_of(names), value); }
  void number(const FieldNames& names, std::uint32_t& value) { archive_.number(name_of(names), value); }
  void number_text(const FieldNames& names, std::uint32_t& value) { archive_.number(name_of(names), value); }
  void detail(const FieldNames& names, std::uint32_t& value) { archive_.number(name_of(names), value); }
  void port(const FieldNames& names, std::uint16_t& value) { archive_.number(name_of(names), value); }
  void position(const FieldNames& names, std::uint16_t& value) { archive_.number(name_of(names), value); }
  void address(const FieldNames& names, IpAddress& value) { archive_.address(name_of(names), value); }
  void flag(const FieldNames& names, bool& value) { archive_.flag(name_of(names), value); }
  template <class Words, class Enum>
  void word(const FieldNames& names, const Words& words, Enum& value) {
    archive_.word(name_of(names), value, words.size());
  }
  void absent() {}

 private:
  static std::string_view name_of(const FieldNames& names) { return names.g2.empty() ? names.g1 : names.g2; }
  Archive& archive_;
};

template <class Archive>
struct RecordFields {
  Archive& a;

  void operator()(ProcessRecord& r) const {
    a.text("commandline", r.commandline);
    a.text("executable", r.executable);
    a.number("process_id", r.process_id);
    a.number("parent_process_id", r.parent_process_id);
    a.number("user_id", r.user_id);
    a.word("operation", r.operation, 3);
  }
  void operator()(NetworkRecord& r) const {
    a.address("local_address", r.local_address);
    a.address("remote_address", r.remote_address);
    a.number("local_port", r.local_port);
    a.number("remote_port", r.remote_port);
    a.word("protocol", r.protocol, 3);
    a.word("direction", r.direction, 2);
    a.flag("raw_socket", r.raw_socket);
    a.number("user_id", r.user_id);
    a.number("bytes_in", r.bytes_in, kMaxByteSum);
    a.number("bytes_out", r.bytes_out, kMaxByteSum);
    a.text("commandline", r.commandline);
  }
  void operator()(DnsRecord& r) const {
    a.text("name", r.name);
    a.flag("failed", r.failed);
  }
  void operator()(LoginRecord& r) const {
    a.text("user_name", r.user_name);
    a.text("executable", r.executable);
    a.address("remote_address", r.remote_address);
    a.number("process_id", r.process_id);
    a.word("operation", r.operation, 3);
  }
  void operator()(FileRecord& r) const {
    a.text("path", r.path);
    a.word("operation", r.operation, 8);
  }
  void operator()(PeripheralRecord& r) const {
    a.text("name", r.name);
    a.flag("connected", r.connected);
    a.flag("usb", r.usb);
  }
  void operator()(SystemInformationRecord& r) const {
    a.text("os_name", r.os_name);
    a.text("os_version", r.os_version);
    a.text("hardware_vendor", r.hardware_vendor);
    a.text("hardware_model", r.hardware_model);
    a.text("firmware_version", r.firmware_version);
  }
  void operator()(HeartbeatRecord&) const {}
  void operator()(StatisticsRecord& r) const {
    a.word("collector", r.collector, kEventKinds);
    a.word("event", r.event, kStatisticsEventWords.size());
    a.number("count", r.count);
  }
  template <class Report>
  void operator()(Report& r) const {
    static_assert(kListsFields<Report>);
    ReportFields<Archive> fields(a);
    Report::fields(r, fields);
  }
};

template <class Archive>
void visit_entry(Archive& a, const AgentPlan& plan, std::size_t table, EntryImage& entry) {
  auto kind = kind_of(entry.record);
  if (table < kActivityKinds) {
    kind = static_cast<EventKind>(table);
  } else {
    a.word("kind", kind, kEventKinds);
  }
  if (kind != kind_of(entry.record)) entry.record = default_record(kind);
  a.number("hits", entry.hits);
  a.number("first_ms", entry.first_ms);
  a.number("last_ms", entry.last_ms);
  if (is_generation_1(plan.policy.generation)) a.flag("aggregate_mark", entry.aggregate_mark);
  if (plan.shape_of(table).queued) {
    a.number("window_start_ms", entry.queue.window_start_ms);
    a.number("window_end_ms", entry.queue.window_end_ms);
    a.number("bytes", entry.queue.bytes);
    a.number("aggregated", entry.queue.aggregated, 1);
    a.number("further", entry.queue.further, 1);
  }
  std::visit(RecordFields<Archive>{a}, entry.record);
}

template <class Archive>
void visit_key(Archive& a, const AgentPlan& plan, std::size_t table, KeyImage& key) {
  a.number("index", key.index);
  a.fixed("hash", key.hash);
  // One more, modulo 2^32, so that "never" takes one byte.
  const auto time = [&a](std::string_view name, std::uint32_t& ms) {
    std::uint32_t next = ms + 1;
    a.number(name, next);
    ms = next - 1;
  };
  for (std::uint32_t& ms : key.key.times) time("key_time", ms);
  for (std::uint32_t& word : key.key.words) a.number("key_word", word);
  time("due_ms", key.key.due_ms);
  a.flag("holds", key.holds);
  if (key.holds) visit_entry(a, plan, table, key.held);
}

/// A kind that is reduced: its keys instead of entries.
template <class Archive>
void visit_keys(Archive& a, const AgentPlan& plan, std::size_t table, TableImage& image) {
  constexpr std::size_t kLeastKeyBytes = 18;  // index, hash, eight words and a flag
  const std::uint32_t max_keys = plan.kinds[table].key_limit;
  a.number("events", image.events);
  const std::size_t keys = a.count("keys", image.keys.size(), max_keys, kLeastKeyBytes);
  for (std::size_t i = 0; i < keys && a.ok(); ++i) {
    if (i == image.keys.size()) image.keys.emplace_back();
    a.enter("key", i);
    visit_key(a, plan, table, image.keys[i]);
    a.leave();
  }
  const std::size_t free = a.count("free_indices", image.free_indices.size(), max_keys, 1);
  for (std::size_t i = 0; i < free && a.ok(); ++i) {
    if (i == image.free_indices.size()) image.free_indices.push_back(0);
    a.number("free_index", image.free_indices[i]);
  }
  // Primitives with cells came later than version 1 began; without them nothing is written.
  if (plan.kinds[table].cells == 0) return;
  const std::size_t cells = a.count("cells", image.cells.size(), plan.kinds[table].cells, 1);
  for (std::size_t i = 0; i < cells && a.ok(); ++i) {
    if (i == image.cells.size()) image.cells.push_back(0);
    a.number("cell", image.cells[i]);
  }
}

template <class Archive>
void visit_table(Archive& a, const AgentPlan& plan, std::size_t table, TableImage& image) {
  if (plan.is_reduced(table)) return visit_keys(a, plan, table, image);
  constexpr std::size_t kLeastEntryBytes = 4;  // hits, two times, and a kind or a record
  a.number("first_index", image.first_index);
  const std::size_t size = a.count("entries", image.entries.size(), plan.shape_of(table).limit, kLeastEntryBytes);
  for (std::size_t i = 0; i < size && a.ok(); ++i) {
    if (i == image.entries.size()) image.entries.emplace_back();
    a.enter("entry", i);
    visit_entry(a, plan, table, image.entries[i]);
    a.leave();
  }
}

template <class Archive>
void visit_lane(Archive& a, LaneState& lane) {
  a.number("hour", lane.hour);
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    a.number("used", lane.used[k]);
    a.number("known", lane.known[k]);
  }
}

template <class Archive>
void visit_g1(Archive& a, G1State& g1) {
  a.time("last_low", g1.last_low, TimeRange::kOrBefore);
  for (std::uint32_t& runs : g1.last_flush) a.number("last_flush", runs);
  for (std::uint32_t& bytes : g1.queue_bytes) a.number("queue_bytes", bytes);
  a.number("messages_sent", g1.messages.messages_sent);
  a.number("messages_under_4kb", g1.messages.messages_under_4kb);
  a.number("total_failed", g1.messages.total_failed);
  for (DroppedEventsStatistics& events : g1.events) {
    a.number("collected_events", events.collected_events);
    a.number("dropped_events", events.dropped_events);
  }
}

template <class Archive>
void visit_rtos(Archive& a, RtosState& rtos) {
  for (Time& last : rtos.last) a.time("last", last, TimeRange::kFinite);
  a.time("since", rtos.since, TimeRange::kFinite);
  a.time("check_at", rtos.check_at, TimeRange::kOrNever);
  a.word("module_state", rtos.state, 3);
  a.flag("connected", rtos.connected);
  a.flag("unsent", rtos.unsent);
}

/// What a generation keeps for itself means something while it runs only.
template <class Archive>
void visit_own(Archive& a, const AgentPlan& plan, AgentState& state) {
  if (state.phase != AgentPhase::kRunning) return;
  switch (plan.policy.generation) {
    case Generation::kG1C:
    case Generation::kG1Csharp:
      return visit_g1(a, state.own.g1);
    case Generation::kG2Rtos:
      return visit_rtos(a, state.own.rtos);
    case Generation::kPicket:
      return visit_lane(a, state.own.lane);
    case Generation::kNone:
    case Generation::kStream:
    case Generation::kG2Linux:
      return;
  }
}

template <class Archive>
void visit_statistics(Archive& a, StatisticsCounts& statistics) {
  bool any = statistics != StatisticsCounts{};
  a.flag("statistics", any);
  if (!any || !a.ok()) return;
  for (std::uint32_t& count : statistics.counts) a.number("statistics_count", count);
  a.number("overflowed", statistics.overflowed, (1U << kActivityKinds) - 1);
  if (statistics == StatisticsCounts{}) a.refuse("statistics");  // nothing is written as nothing
}

}  // namespace saved_fields

/// Visits every field of the agent, of any phase, under the plan. A reader starts with a default image whose
/// `own` part is that of the plan's generation (see empty_image).
template <class Archive>
void visit_agent(Archive& a, const AgentPlan& plan, AgentImage& image) {
  AgentState& state = image.state;
  a.word("phase", state.phase, 3);
  a.time("epoch", state.epoch, TimeRange::kFinite);
  a.time("wake_up", state.wake_up, TimeRange::kOrNever);
  a.time("started", state.started, TimeRange::kFinite);
  a.time("origin", state.origin, TimeRange::kOrBefore);
  a.time("next_snapshot", state.next_snapshot, TimeRange::kOrNever);
  a.time("last_step", state.last_step, TimeRange::kOrBefore);
  a.time("deadline", state.deadline, TimeRange::kOrNever);
  a.fixed("id_seed", state.id_seed);
  a.number("queued_bytes", state.queued_bytes);
  a.number("sequence", state.sequence);
  a.number("restarts", state.restarts);
  a.flag("snapshot_asked", state.snapshot_asked);
  saved_fields::visit_own(a, plan, state);
  saved_fields::visit_statistics(a, image.statistics);
  const std::size_t seen =
      a.count("first_seen", image.first_seen.size(), first_seen_limit(plan), sizeof(std::uint32_t));
  for (std::size_t i = 0; i < seen && a.ok(); ++i) {
    if (i == image.first_seen.size()) image.first_seen.push_back(0);
    a.fixed("first_seen", image.first_seen[i]);
  }
  for (std::size_t t = 0; t < kTables && a.ok(); ++t) {
    a.enter("table", t);
    saved_fields::visit_table(a, plan, t, image.tables[t]);
    a.leave();
  }
}

/// An image to read into: the part of the plan's generation is at its default.
inline AgentImage empty_image(const AgentPlan& plan) {
  AgentImage image;
  if (plan.policy.generation == Generation::kG2Rtos) image.state.own.rtos = {};
  if (plan.policy.generation == Generation::kPicket || plan.policy.generation == Generation::kG2Linux) {
    image.state.own.lane = {};
  }
  return image;
}

}  // namespace picket
