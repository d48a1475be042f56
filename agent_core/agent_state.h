#pragma once

#include <array>
#include <cstdint>

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

inline constexpr std::size_t kQueues = 2;
inline constexpr std::size_t kTables = kEventKinds + kQueues;
inline constexpr std::uint16_t kQueueTable = static_cast<std::uint16_t>(kEventKinds);  ///< SlotRef::table of queue 0

/// One device's agent. A value: copied together with its pool, or by copy_agent, it is a fork.
struct AgentState {
  Time epoch;  ///< times in entries are milliseconds after it
  Time wake_up = Time::max();
  Time started;  ///< this life of the agent began
  Time origin;   ///< g2, picket: first tick; g1: when the High timer was last reset
  Time next_snapshot = Time::max();
  Time last_step = Time::min();  ///< time of the last timer work
  Time deadline = Time::max();   ///< stream: first timer of a reduction; picket: of the rare lane
  std::uint64_t id_seed = 0;
  std::array<TableState, kTables> tables{};
  FirstSeenState first_seen;
  std::uint32_t queued_bytes = 0;  ///< g1: charge of both queues; stream: bytes of the open message
  std::uint32_t sequence = 0;      ///< messages so far, over all lives of the agent
  std::uint32_t restarts = 0;
  std::uint32_t lane_hour = 0;  ///< picket: hours since `started` that the two counts below belong to
  std::array<std::uint8_t, kEventKinds> lane_used{};   ///< first sightings sent through the rare lane
  std::array<std::uint8_t, kEventKinds> lane_known{};  ///< ... of a class that was known before
  AgentPhase phase = AgentPhase::kStopped;
  bool snapshot_asked = false;  ///< wants_snapshot was said for the step at hand
};
static_assert(sizeof(AgentState) <= 256);

}  // namespace picket
