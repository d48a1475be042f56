#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent_core/agent_state.h"
#include "agent_core/aggregate/primitive.h"
#include "agent_core/collect/self_report.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {

/// One entry without what follows from it (tag, flood classes, place in memory).
struct EntryImage {
  Record record;
  std::uint32_t hits = 1;
  std::uint32_t first_ms = 0;  ///< from AgentState::epoch, as all milliseconds here
  std::uint32_t last_ms = 0;
  bool aggregate_mark = false;  ///< see mark_as_aggregate
  QueueFields queue;            ///< of a queue
};

/// One key of a reduction, with what it holds.
struct KeyImage {
  std::uint16_t index = 0;  ///< SlotRef::index; of equal timers that of the lower index is first
  std::uint64_t hash = 0;   ///< of the key's content
  KeyState key;
  bool holds = false;
  EntryImage held;  ///< where something is held
};

struct TableImage {
  std::uint16_t first_index = 0;   ///< SlotRef::index of the oldest entry, or of the next if there is none
  std::vector<EntryImage> entries;  ///< oldest first
  // Of a kind that is reduced, instead:
  std::vector<KeyImage> keys;               ///< the one that was quiet for longest first
  std::vector<std::uint16_t> free_indices;  ///< of forgotten keys, the one that is used next first
  std::uint32_t events = 0;                 ///< of the kind, modulo 2^32
  std::vector<std::uint32_t> cells;         ///< what its keys share, if they do
};

/// One agent taken out of its pool: plain values in one order, so that agents that go on the same way have
/// equal images, wherever their blocks lie and however their rings are turned.
struct AgentImage {
  AgentState state;  ///< without its tables, first sightings and statistics, which are below
  std::array<TableImage, kTables> tables;
  std::vector<std::uint32_t> first_seen;  ///< oldest first
  StatisticsCounts statistics;
};

AgentImage image_of(const AgentPlan& plan, const AgentState& state, const SlotPool& pool);

/// The name of a part that no agent under the plan has and that could harm it, if there is one: a table that
/// the generation does not use or that is over its limit, records of a wrong kind or that the encoding cannot
/// carry, charges that do not add up, a timer without end. What is merely unlikely passes.
/// Cost: one look at each entry.
std::optional<std::string_view> broken_part(const AgentPlan& plan, const AgentImage& image);

/// Puts an image without broken parts into the pool. Texts are those of the plan.
AgentState agent_from(const AgentPlan& plan, const AgentImage& image, SlotPool& pool);

/// Most first sightings that the plan remembers.
std::uint32_t first_seen_limit(const AgentPlan& plan);

}  // namespace picket
