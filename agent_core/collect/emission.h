#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The observation of an entry in a kind's table whose window is given.
Observation observation_of(const AgentPlan& plan, const AgentState& state, EntryTable& table, std::uint32_t position,
                           Time window_start, Time window_end);
/// The observation of an entry in a queue, from its own fields.
Observation queued_observation_of(const AgentState& state, EntryTable& queue, std::uint32_t position);

/// Packs observations into messages not longer than max_message_bytes, in the order they come.
/// The size is that of generation 2 or of JSON with separators; an observation that fits no message
/// is dropped as kOversize.
/// Source: how the closed Linux agent splits is not public (defender.md 11); this is our choice.
class MessagePacker {
 public:
  MessagePacker(const AgentPlan& plan, AgentState& state, SlotPool& pool, Emission& out, SlotListener* listener)
      : plan_(plan), state_(state), pool_(pool), out_(out), listener_(listener) {}

  /// `interval` zero: from the rare lane, which sets the message's interval only if nothing else does.
  void add(const Observation& observation, SlotRef slot, Priority priority, Duration interval);
  void close();

 private:
  const AgentPlan& plan_;
  AgentState& state_;
  SlotPool& pool_;
  Emission& out_;
  SlotListener* listener_;
  std::size_t bytes_ = 0;
  std::uint32_t begin_ = 0;
  bool open_ = false;
  Priority priority_ = Priority::kLow;
  Duration interval_;
};

/// Adds a message of the observations [begin, end of `out`).
void add_message(AgentState& state, Emission& out, std::uint32_t begin, Priority priority, Duration interval);

}  // namespace picket
