#pragma once

#include <array>
#include <cstdint>
#include <memory>
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
  kAgentDead,       ///< the agent was not running when the event happened
  kAgentStopped,    ///< state lost when the agent was stopped (attack, reboot)
  kSuppressed,      ///< withheld as a repeat, and never counted to anybody
  kSampledOut,      ///< not in the sample
  kRateLimited,     ///< over the rate that the policy lets through
  kBelowThreshold,  ///< too few events, or too little growth, to be worth an observation
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(DropReason::kCount_)> kDropReasonNames{
    "not_collected", "not_carried",  "ip_version", "cache_overflow", "queue_full",
    "oversize",      "agent_memory", "agent_dead", "agent_stopped",  "suppressed",
    "sampled_out",   "rate_limited", "below_threshold"};
constexpr std::string_view to_string(DropReason reason) { return kDropReasonNames[static_cast<std::size_t>(reason)]; }

/// A policy compiled for a cohort: shared, immutable, thread-safe.
class AgentPlan;
/// Errors: none; the policy was checked by the scenario reader. `texts` must outlive the plan.
std::shared_ptr<const AgentPlan> compile(const Policy& policy, const TextTable& texts);

/// One device's agent under one policy: a value of at most 256 bytes whose tables live in a pool.
struct AgentState;  // agent_core/agent_state.h

/// Names one entry of one table of an agent, stable until it is evicted, moved or emitted.
/// Tables 0..7 hold the kinds of EventKind (of a kind that is reduced: what each key holds; `index` is
/// the key's place then), 8 and 9 the queues (generation 1: High, Low; stream:
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
  virtual ~SlotListener() = default;
  /// `hits` events of the run, from `first_index` on, went into `slot` (created or merged).
  virtual void stored(SlotRef slot, std::uint32_t first_index, std::uint32_t hits) = 0;
  /// The entry was displaced or discarded: every label on it ends here.
  virtual void dropped(SlotRef slot, DropReason reason) = 0;
  /// Events of the run that were dropped without ever being in an entry, or whose entry was
  /// displaced within the same run.
  virtual void dropped_events(std::uint32_t first_index, std::uint32_t hits, DropReason reason) = 0;
  /// The entry moved (aggregate -> queue).
  virtual void moved(SlotRef from, SlotRef to) = 0;
};

/// What became of the events of one run. created + merged + sum(dropped of new events) = count.
struct Fate {
  std::uint32_t created = 0;  ///< entries created
  std::uint32_t merged = 0;   ///< hits added to an existing entry
  Counts<DropReason> dropped; ///< raw events lost now, including the hits of displaced entries
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
  Time next_wake_up = Time::max();
  bool wants_snapshot = false;  ///< call on_snapshot(system information, heartbeat) now, then poll again
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
/// The answer to `wants_snapshot`: each of system information and heartbeat that is collected and due
/// counts as one raw event. Fate::created says how many there were.
Fate on_snapshot(const AgentPlan& plan, AgentState& state, Time now, const SystemInformationRecord& information,
                 SlotPool& pool, SlotListener* listener = nullptr);

/// A copy of one agent whose tables lie in `to` (which may be `from`): a fork that goes its own way.
AgentState copy_agent(const AgentPlan& plan, const AgentState& state, const SlotPool& from, SlotPool& to);

/// How long a killed agent is away (estimate: process supervision of an embedded Linux).
inline constexpr Duration kRestartDelay = Duration::seconds(60);

}  // namespace picket
