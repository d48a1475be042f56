#pragma once

#include <array>
#include <cstdint>

#include "agent_core/agent.h"
#include "agent_core/aggregate/entry_table.h"
#include "agent_core/aggregate/first_seen.h"
#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket {

enum class AgentPhase : std::uint8_t {
  kStopped,  ///< not started, or stopped
  kRunning,
  kDead,  ///< killed at the memory limit; starts again at `wake_up`
};

/// A table for each kind of activity, then one for all reports, then the queues.
inline constexpr std::uint16_t kReportTable = static_cast<std::uint16_t>(kActivityKinds);
inline constexpr std::size_t kKindTables = kActivityKinds + 1;
/// Queues of generation 1: High, Low, Operational. Stream and picket use the first only.
inline constexpr std::size_t kQueues = 3;
inline constexpr std::size_t kTables = kKindTables + kQueues;
inline constexpr std::uint16_t kQueueTable = static_cast<std::uint16_t>(kKindTables);  ///< SlotRef::table of queue 0

/// picket's rare lane.
struct LaneState {
  std::uint32_t hour = 0;  ///< hours since `started` that the two counts below belong to
  std::array<std::uint8_t, kActivityKinds> used{};   ///< first sightings sent through the lane
  std::array<std::uint8_t, kActivityKinds> known{};  ///< ... of a class that was known before
};

/// Generation 1's queues, windows and counters.
struct G1State {
  Time last_low;  ///< when the Low timer was last reset
  /// The run of each kind's collector at which its window last ended, counted from 1; 0: the start.
  std::array<std::uint32_t, kActivityKinds> last_flush{};
  std::array<std::uint32_t, kQueues> queue_bytes{};  ///< what each queue holds of its budget
  MessageStatistics messages;
  std::array<DroppedEventsStatistics, kQueues> events{};
};

/// What the RTOS module makes of its hub connection (defender.md 4.3).
enum class ModuleState : std::uint8_t { kActive, kPending, kSuspended };

/// The RTOS agent's collectors and its send state machine.
struct RtosState {
  std::array<Time, kPriorities> last{};  ///< when each priority was last collected
  Time since;                            ///< when `state` began
  Time check_at = Time::max();           ///< next look at the connection, or retry of a failed send
  ModuleState state = ModuleState::kActive;
  bool connected = true;  ///< what the driver said last
  bool unsent = false;    ///< the last message has not left
};

/// What only one generation keeps; which of them is valid depends on the plan's generation.
union GenerationState {
  LaneState lane;
  G1State g1;
  RtosState rtos;
  GenerationState() : g1() {}
};

/// One device's agent. A value: copied together with its pool, or by copy_agent, it is a fork.
struct AgentState {
  Time epoch;  ///< times in entries are milliseconds after it
  Time wake_up = Time::max();
  Time started;  ///< this life of the agent began
  /// g2, picket, g2_rtos: first tick; g1: when the High timer was last reset (g1_csharp: Time::min()
  /// before it first is).
  Time origin;
  Time next_snapshot = Time::max();
  Time last_step = Time::min();  ///< time of the last timer work
  Time deadline = Time::max();   ///< stream: first timer of a reduction; picket: of the rare lane
  std::uint64_t id_seed = 0;
  std::array<TableState, kTables> tables{};
  FirstSeenState first_seen;
  std::uint32_t statistics_block = SlotPool::kNone;  ///< see self_report.h
  std::uint32_t queued_bytes = 0;  ///< g1: charge of all queues; stream: bytes of the open message
  std::uint32_t sequence = 0;      ///< messages so far, over all lives of the agent
  std::uint32_t restarts = 0;
  GenerationState own;
  AgentPhase phase = AgentPhase::kStopped;
  bool snapshot_asked = false;  ///< wants_snapshot was said for the step at hand
};
static_assert(sizeof(AgentState) <= 320);

}  // namespace picket
