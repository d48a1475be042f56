#include "agent_core/collect/snapshot.h"

#include <array>

#include "agent_core/base/check.h"
#include "agent_core/collect/csharp_schedule.h"
#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/g1_schedule.h"
#include "agent_core/collect/interval_schedule.h"
#include "agent_core/collect/rtos_schedule.h"
#include "agent_core/collect/self_report.h"
#include "agent_core/collect/stream_schedule.h"

namespace picket {
namespace {

/// The C agent's order (defender.md 4.1: telemetry, local users, system information, listening ports,
/// firewall, baseline, diagnostics), then what it lacks.
constexpr std::array kReportOrder{
    EventKind::kDroppedEvents,  EventKind::kMessageStatistics, EventKind::kLocalUsers, EventKind::kSystemInformation,
    EventKind::kListeningPorts, EventKind::kFirewall,          EventKind::kBaseline,   EventKind::kLog,
    EventKind::kSbom,           EventKind::kStatistics,        EventKind::kHeartbeat,  EventKind::kConfigurationError,
    EventKind::kConnectedHardware};
static_assert(kReportOrder.size() == kEventKinds - kActivityKinds);

/// One answer to wants_snapshot.
class SnapshotIntake {
 public:
  SnapshotIntake(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool, SlotListener* listener)
      : plan_(plan), state_(state), now_(now), pool_(pool), listener_(listener), first_report_(now == state.origin) {}

  Fate take(std::span<const Record> items) {
    for (const EventKind kind : kReportOrder) {
      if (wants(kind)) take_report(kind, items);
    }
    return fate_;
  }

  Fate take_one(std::span<const Record> items) {
    store(items);
    return fate_;
  }

 private:
  bool wants(EventKind kind) const {
    if (!plan_.of(kind).collected) return false;
    // Generation 1's log is triggered, and taken by its collectors' runs.
    if (kind == EventKind::kLog && is_generation_1(plan_.policy.generation)) return false;
    switch (plan_.policy.generation) {
      case Generation::kG2Linux:
      case Generation::kPicket:
        return is_due(plan_, state_, plan_.of(kind).priority, now_);
      case Generation::kG2Rtos:
        return rtos_is_due(plan_, state_, plan_.of(kind).priority, now_);
      default:
        return true;
    }
  }

  bool is_reported(const Record& item) const {
    const auto* check = std::get_if<BaselineCheckRecord>(&item);
    const bool left_out = check != nullptr && plan_.policy.baseline_failures_only &&
                          (check->result == BaselineResult::kPass || check->result == BaselineResult::kSkip);
    return !left_out && can_carry(plan_.policy.encoding, item);
  }

  void take_report(EventKind kind, std::span<const Record> items) {
    static const Record kHeartbeat = HeartbeatRecord{};
    places_.clear();
    if (kind == EventKind::kHeartbeat) return store({&kHeartbeat, 1});
    std::vector<Record>& wanted = pool_.report_items();
    wanted.clear();
    if (kind == EventKind::kLog) take_log_lines(wanted);
    if (kind == EventKind::kStatistics) take_statistics_lines(state_, pool_, wanted);
    if (kind == EventKind::kMessageStatistics) take_message_statistics(wanted);
    if (kind == EventKind::kDroppedEvents) take_dropped_events(wanted);
    places_.assign(wanted.size(), SlotListener::kOwnItem);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (kind_of(items[i]) != kind || !is_reported(items[i])) continue;
      wanted.push_back(items[i]);
      places_.push_back(static_cast<std::uint32_t>(i));
    }
    const Record nothing = default_record(kind);
    if (wanted.empty() && plan_.policy.encoding == Encoding::kG1Json && is_empty_report(nothing)) {
      wanted.push_back(nothing);
    }
    if (!wanted.empty()) store(wanted);
  }

  void take_log_lines(std::vector<Record>& out) {
    std::vector<AgentLogLine> lines;
    append_log_lines(plan_, state_, pool_, first_report_, lines);
    for (const AgentLogLine& line : lines) {
      forget_said(state_, pool_, line);
      out.emplace_back(line.record);
    }
  }

  void take_message_statistics(std::vector<Record>& out) {
    if (!is_generation_1(plan_.policy.generation)) return;
    const MessageStatistics read = read_message_statistics(plan_, state_);
    out.push_back(MessageStatisticsRecord{read.messages_sent, read.messages_under_4kb, read.total_failed});
  }

  /// Of High and Low; the C# agent tells of its third queue as well (defender.md 3.2).
  void take_dropped_events(std::vector<Record>& out) {
    if (!is_generation_1(plan_.policy.generation)) return;
    const std::size_t queues = plan_.policy.generation == Generation::kG1Csharp && plan_.policy.dialect != JsonDialect::kStrict ? 3 : 2;
    for (std::size_t q = 0; q < queues; ++q) {
      const DroppedEventsStatistics read =
          read_dropped_events_statistics(plan_, state_, static_cast<AgentQueue>(q));
      out.push_back(
          DroppedEventsRecord{static_cast<StatisticsQueue>(q), read.collected_events, read.dropped_events});
    }
  }

  /// Takes the items of one report.
  void store(std::span<const Record> items) {
    switch (plan_.policy.generation) {
      case Generation::kNone:
        return;
      case Generation::kG1C:
      case Generation::kG1Csharp:
        return queue(items);
      case Generation::kStream:
        for (std::size_t i = 0; i < items.size(); ++i) pend(items[i], i);
        return;
      case Generation::kG2Linux:
      case Generation::kPicket:
      case Generation::kG2Rtos:
        for (std::size_t i = 0; i < items.size(); ++i) hold(items[i], i);
        return;
    }
  }

  Slot packed(const Record& record) const {
    Slot slot;
    WideAddresses wide;
    pack(record, slot, wide);  // no report is wide
    slot.first_ms = slot.last_ms = milliseconds_of(state_, now_);
    return slot;
  }

  void queue(std::span<const Record> items) {
    const EventKind kind = kind_of(items[0]);
    const std::size_t queue = g1_queue_of(kind, plan_.of(kind).priority);
    const G1Push push = push_g1_report(plan_, state_, pool_, queue, now_, items, listener_);
    fate_.dropped[DropReason::kQueueFull] += static_cast<std::int64_t>(push.displaced_hits);
    fate_.displaced += push.displaced_hits;
    fate_.lost_any |= push.displaced_hits > 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (push.stored) {
        stored({push.slot.table, static_cast<std::uint16_t>(push.slot.index + i)}, i);
      } else {
        drop(push.reason, i);
      }
    }
  }

  void pend(const Record& record, std::size_t i) {
    EntryTable pending = table_of(plan_, state_, pool_, kQueueTable);
    if (pending.full()) return drop(DropReason::kCacheOverflow, i);
    const StreamPush push = push_pending(plan_, state_, pool_, packed(record), {}, record, now_);
    push.oversize ? drop(DropReason::kOversize, i) : stored({kQueueTable, pending.index_of(push.position)}, i);
  }

  void hold(const Record& record, std::size_t i) {
    EntryTable reports = table_of(plan_, state_, pool_, kReportTable);
    if (reports.full()) return drop(DropReason::kCacheOverflow, i);
    const std::uint32_t position = reports.append(packed(record), {});
    stored({kReportTable, reports.index_of(position)}, i);
  }

  /// Where the i-th item of the report at hand stands among those given.
  std::uint32_t place_of(std::size_t i) const { return i < places_.size() ? places_[i] : SlotListener::kOwnItem; }
  void stored(SlotRef slot, std::size_t i) {
    ++fate_.created;
    if (listener_ != nullptr) listener_->stored(slot, place_of(i), 1);
  }
  void drop(DropReason reason, std::size_t i) {
    ++fate_.dropped[reason];
    fate_.lost_any = true;
    if (listener_ != nullptr) listener_->dropped_events(place_of(i), 1, reason);
  }

  const AgentPlan& plan_;
  AgentState& state_;
  Time now_;
  SlotPool& pool_;
  SlotListener* listener_;
  Fate fate_;
  std::vector<std::uint32_t> places_;  ///< of the items of the report at hand
  bool first_report_;  ///< generation 2: the first tick of this life
};

}  // namespace

bool snapshot_taken(const AgentPlan& plan, AgentState& state, Time t, Emission& out) {
  if (t < state.next_snapshot) return true;
  if (!state.snapshot_asked) {
    state.snapshot_asked = true;
    out.wants_snapshot = true;
    out.snapshot_kinds = plan.report_kinds;
    return false;
  }
  state.snapshot_asked = false;
  state.next_snapshot = plan.snapshot_period > Duration() ? t + plan.snapshot_period : Time::max();
  return true;
}

Fate take_snapshot(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
                   SlotListener* listener) {
  if (state.phase != AgentPhase::kRunning) return {};
  renew_epoch(plan, state, now, pool);
  return SnapshotIntake(plan, state, now, pool, listener).take(items);
}

Fate take_own_report(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
                     SlotListener* listener) {
  PICKET_CHECK(is_generation_1(plan.policy.generation), "a report outside the snapshots");
  if (state.phase != AgentPhase::kRunning || items.empty()) return {};
  PICKET_CHECK(state.wake_up > now, "poll before a report");
  renew_epoch(plan, state, now, pool);
  const bool csharp = plan.policy.generation == Generation::kG1Csharp;
  // The timers are looked at from the wake-up on, so they are brought up to here first.
  (csharp ? csharp_advance_timers : g1_advance_timers)(plan, state, now + Duration::microseconds(1));
  const Fate fate = SnapshotIntake(plan, state, now, pool, listener).take_one(items);
  state.wake_up = (csharp ? csharp_next_wake_up : g1_next_wake_up)(plan, state, now, &pool);
  return fate;
}

}  // namespace picket
