#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "agent_core/aggregate/slot_pool.h"
#include "agent_core/base/counts.h"
#include "agent_core/event/raw_event.h"
#include "agent_core/message/message.h"
#include "agent_core/policy/policy.h"

namespace picket {

/// Why a raw event, or an observation that merged several, never left the agent.
enum class DropReason : std::uint8_t {
  kNotCollected,    ///< the policy does not collect this kind
  kNotCarried,      ///< the generation's encoding cannot carry this kind
  kIpVersion,       ///< IPv6 where only IPv4 is collected
  kCacheOverflow,   ///< cache full: the event, or the entry it displaced (all its hits)
  kQueueFull,       ///< byte budget of the queues reached
  kOversize,        ///< does not fit an empty message
  kAgentMemory,     ///< the agent reached agent_memory_limit and was killed: its state is lost
  kAgentDead,       ///< the agent, or its suspended collectors, did not run when the event happened
  kAgentStopped,    ///< state lost when the agent or its collectors were stopped (attack, reboot, suspension)
  kSuppressed,      ///< withheld as a repeat, and never counted to anybody
  kSampledOut,      ///< not in the sample
  kRateLimited,     ///< over the rate that the policy lets through
  kBelowThreshold,  ///< too few events, or too little growth, to be worth an observation
  kExpired,         ///< in a message that g2_rtos gave up unsent; counted by the driver, which held it
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(DropReason::kCount_)> kDropReasonNames{
    "not_collected", "not_carried",  "ip_version", "cache_overflow", "queue_full",
    "oversize",      "agent_memory", "agent_dead", "agent_stopped",  "suppressed",
    "sampled_out",   "rate_limited", "below_threshold", "expired"};
constexpr std::string_view to_string(DropReason reason) { return kDropReasonNames[static_cast<std::size_t>(reason)]; }

/// A policy compiled for a cohort: shared, immutable, thread-safe.
class AgentPlan;
/// Errors: none; the policy was checked by the scenario reader. `texts` must outlive the plan.
std::shared_ptr<const AgentPlan> compile(const Policy& policy, const TextTable& texts);

/// One device's agent under one policy: a value of at most 320 bytes whose tables live in a pool.
struct AgentState;  // agent_core/agent_state.h

/// Names one entry of one table of an agent, stable until it is evicted, moved or emitted.
/// Tables 0..5 hold the kinds of activity (of a kind that is reduced: what each key holds; `index` is the
/// key's place then), 6 the reports, the others the queues (generation 1: High, Low, Operational; stream:
/// pending; picket: the rare lane). `index` counts the entries of the table modulo 65,536 since it
/// was last empty; it is not bounded by the cache's size.
struct SlotRef {
  std::uint16_t table = 0;
  std::uint16_t index = 0;
  bool operator==(const SlotRef&) const = default;
};

/// Follows entries, so that the caller can keep labels beside the agent without labels entering
/// it. Called only for devices that pass one; the calls come in the order of the changes.
///
/// Indices of events count from the first event of the run that was given to `observe`, from 0
/// (EventRun::first_index aside). Entries that `poll` emits are reported by Emission::slots alone.
class SlotListener {
 public:
  static constexpr std::uint32_t kOwnItem = 0xffffffff;
  virtual ~SlotListener() = default;
  /// `hits` events of the run, from `first_index` on, went into `slot` (created or merged). In on_snapshot
  /// `first_index` is that of the item among those given, or kOwnItem for what the agent adds.
  virtual void stored(SlotRef slot, std::uint32_t first_index, std::uint32_t hits) = 0;
  /// The entry was displaced or discarded: every label on it ends here.
  virtual void dropped(SlotRef slot, DropReason reason) = 0;
  /// Events of the run that were dropped without ever being in an entry, or whose entry was
  /// displaced within the same run.
  virtual void dropped_events(std::uint32_t first_index, std::uint32_t hits, DropReason reason) = 0;
  /// The entry moved (aggregate -> queue), or joined what `to` held already.
  virtual void moved(SlotRef from, SlotRef to) = 0;
};

/// What became of the events of one run. created + merged + sum(dropped of new events) = count.
struct Fate {
  std::uint32_t created = 0;  ///< entries created
  std::uint32_t merged = 0;   ///< hits added to an existing entry
  Counts<DropReason> dropped; ///< raw events lost now, including the hits of displaced entries
  std::uint64_t displaced = 0;  ///< on_snapshot only: of `dropped`, the hits of older entries that made room
  bool lost_any = false;      ///< `dropped` is not all zero
  bool poll_now = false;      ///< a trigger fired: call `poll` before the next event
};

/// What `poll` gives: observations due, grouped into messages. Reused by the caller.
struct Emission {
  struct Message {
    std::uint32_t begin = 0;  ///< observations [begin, end)
    std::uint32_t end = 0;
    std::uint32_t sequence = 0;
    Priority priority = Priority::kMedium;
    Duration collection_interval;
  };
  std::vector<Observation> observations;
  std::vector<SlotRef> slots;  ///< of each observation, at the moment of emission
  std::vector<Message> messages;
  Counts<DropReason> dropped;  ///< raw events lost in this poll
  /// Lines of generation 1's log that became events in this poll, lost ones included: each counts as a raw event
  /// that the agent made.
  std::uint32_t log_lines = 0;
  Time next_wake_up = Time::max();
  bool wants_snapshot = false;  ///< call on_snapshot now, then poll again
  std::uint32_t snapshot_kinds = 0;  ///< bit k: report k of EventKind is wanted from the device
  /// g2_rtos, for a driver that reports with on_delivery and on_connection: send the message of this
  /// sequence again; give up the one of this sequence, which is still unsent (count it as expired).
  std::optional<std::uint32_t> resend;
  std::optional<std::uint32_t> discard;
  void clear();
};

/// Starts the agent at `now`: timers begin, tables are empty. `id_seed` keys its jitter.
void start(const AgentPlan& plan, AgentState& state, Time now, std::uint64_t id_seed, SlotPool& pool);
/// Stops it and frees its tables; returns the raw events lost in them (as kAgentStopped).
std::uint64_t stop(const AgentPlan& plan, AgentState& state, SlotPool& pool, SlotListener* listener = nullptr);
/// The part of the run that may be given to `observe` now; the rest stays in `run`. Empty if the
/// agent wants a poll first (next_wake_up <= run.first.time). Prefer it to `take_before`: where the
/// first event of a run starts a short timer (stream's max_delay, picket's rare lane), it ends the
/// part there, so that the poll comes in time.
EventRun take_observable(const AgentPlan& plan, const AgentState& state, EventRun& run);
/// Takes a run. Its times must not precede earlier calls, and it must end before the state's
/// next wake-up (split it with `take_observable` or `take_before`). Cost: bounded by the cache, not
/// by the count, except for `stream`, which looks at every event (but for repeats of one key that a
/// reduction withholds). A run that was
/// split with `take_before` only is right too, but a timer that it starts itself fires after it.
///
/// Reaching agent_memory_limit kills the agent at that event; it starts again, empty, kRestartDelay
/// later, within the run where it lasts so long.
/// Limits: an entry counts at most 2^32 - 1 hits; `stream` holds at most 65,535 unsent observations
///         (the next are lost as kCacheOverflow).
Fate observe(const AgentPlan& plan, AgentState& state, const EventRun& run, SlotPool& pool,
             SlotListener* listener = nullptr);
/// Emits what is due at `now`. Call it at `next_wake_up` and when `Fate::poll_now` says so. What was
/// due earlier is done first and as of its own time, so that a late call changes no window.
void poll(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool, Emission& out,
          SlotListener* listener = nullptr);
/// When `poll` wants to be called next; Time::max() for a dead or absent agent.
Time next_wake_up(const AgentState& state);
/// Raw events merged into entries that are still held (for the balance of the run).
std::uint64_t held_events(const AgentPlan& plan, const AgentState& state, const SlotPool& pool);
/// The answer to `wants_snapshot`: what the device has of the kinds in `snapshot_kinds`, items of one kind
/// together; other kinds are ignored. The agent adds what it reports by itself (heartbeat, statistics).
/// Each item counts as one raw event; there were created + dropped - displaced of them. Generation 1 makes a
/// report without items where none are given (one raw event as well).
Fate on_snapshot(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
                 SlotListener* listener = nullptr);

/// Takes a report that an agent of generation 1 makes outside its snapshots: what it has to say of its own
/// configuration, say. The items, all of one kind, become one event in that kind's queue, whether or not the
/// policy collects the kind. Poll what is due before or at `now` first; ask next_wake_up again afterwards.
/// Output: as on_snapshot: each item counts as one raw event.
/// Errors: an agent that does not run takes nothing. Another generation is a caller's bug.
/// Limits: the C agent's collectors hand such an event to the queue at their next run, up to a
///         collect_interval later; here it is there at once. It leaves with the next message all the same.
Fate on_report(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
               SlotListener* listener = nullptr);

/// What became of a message, as the agent's process sees it.
enum class DeliveryOutcome : std::uint8_t {
  kAccepted,      ///< the client library took it to send
  kRefused,       ///< the client library did not take it: it is lost
  kDelivered,     ///< the hub confirmed it
  kFailed,        ///< the send failed, or a negative confirmation came
  kNoConnection,  ///< there is no hub connection to send it over
};

/// What generation 1 says of its own messages (event MessageStatistics). Counters start at 0 with each
/// life of the agent and when they are read.
struct MessageStatistics {
  std::uint32_t messages_sent = 0;
  std::uint32_t messages_under_4kb = 0;
  std::uint32_t total_failed = 0;
  bool operator==(const MessageStatistics&) const = default;
};
/// What it says of one of its queues (event DroppedEventsStatistics).
struct DroppedEventsStatistics {
  std::uint32_t collected_events = 0;  ///< handed to the queue, whether or not it took them
  std::uint32_t dropped_events = 0;    ///< refused, or displaced by newer ones
  bool operator==(const DroppedEventsStatistics&) const = default;
};
/// Generation 1's queues, in the order of its tables.
enum class AgentQueue : std::uint8_t { kHigh, kLow, kOperational };

/// Tells the agent what became of the message `sequence`, whose encoded body has `bytes` bytes. Optional:
/// without it generation 1's MessageStatistics stay behind, and g2_rtos takes every message for sent.
///
/// Model:  g1_c: accepted counts as sent, and as under 4 KB below 4,096 bytes; failed counts as failed; a
///         message that is refused is counted nowhere (the C SDK reports it by return value only).
///         g1_csharp: delivered, failed and refused count as sent, the last two as failed as well; small
///         messages are counted when they are built (estimate below 8,192).
///         g2_rtos: see step_rtos. A message that was followed by another is no longer its concern.
/// Source: defender.md 4.1, 4.2, 4.3.
void on_delivery(const AgentPlan& plan, AgentState& state, Time now, std::uint32_t sequence, DeliveryOutcome outcome,
                 std::uint32_t bytes);
/// Tells g2_rtos that the device's own hub connection is there or gone (at start it counts as there);
/// no effect on other generations. Ask next_wake_up again afterwards.
void on_connection(const AgentPlan& plan, AgentState& state, Time now, bool connected);

/// What generation 1 would report now; zeros for other generations. `read_` resets, as its collector does.
MessageStatistics message_statistics(const AgentPlan& plan, const AgentState& state);
DroppedEventsStatistics dropped_events_statistics(const AgentPlan& plan, const AgentState& state, AgentQueue queue);
MessageStatistics read_message_statistics(const AgentPlan& plan, AgentState& state);
DroppedEventsStatistics read_dropped_events_statistics(const AgentPlan& plan, AgentState& state, AgentQueue queue);

/// When a twin update that came at `now` is applied: the C agent looks for one every 10 s from its start
/// (defender.md 2.2, 2.3); the others apply it at once.
Time twin_applies_at(const AgentPlan& plan, const AgentState& state, Time now);
/// Goes on under another plan from `now` on: a twin change, or a fork. Poll what is due before or at `now`
/// first. `new_plan` must be of the same texts; the state belongs to it afterwards.
///
/// Model:  within generation 1 (same generation, encoding and collect_interval) nothing is flushed: timers
///         keep, queues keep, windows go on and end by the new interval; a kind whose aggregation was
///         turned off flushes its window at its next run, and then gives single events; a kind that is no
///         longer collected keeps what it holds. What was collected since the last run is merged or not as
///         it was then.
///         Else everything that is held goes out at once in messages of the old plan (aggregates with the
///         window so far, High before Low, split at its max_message_bytes; what fits none is dropped as
///         oversize), then the new plan applies. If the generation is the same its ticks follow the
///         intervals from `now` on, without the jitter of a start; else it starts as after a boot.
///         Message sequence and identity keep in every case.
/// Output: messages and drops in `out` (cleared first); out.next_wake_up.
/// Source: defender.md 1.2 (flush, then apply), 2.3, 4.1.
AgentState on_twin(const AgentPlan& old_plan, AgentState&& state, const AgentPlan& new_plan, Time now, SlotPool& pool,
                   Emission& out, SlotListener* listener = nullptr);

/// A copy of one agent whose tables lie in `to` (which may be `from`): a fork that goes its own way.
AgentState copy_agent(const AgentPlan& plan, const AgentState& state, const SlotPool& from, SlotPool& to);

/// How long a killed agent is away (estimate: process supervision of an embedded Linux).
inline constexpr Duration kRestartDelay = Duration::seconds(60);

}  // namespace picket
