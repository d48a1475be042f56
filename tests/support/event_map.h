#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/agent.h"

namespace picket::test {

/// Keeps for every event of one run where it is now, from what the listener is told.
class EventMap : public SlotListener {
 public:
  std::map<std::pair<int, int>, std::vector<std::uint32_t>> held;
  std::map<std::uint32_t, DropReason> lost;
  std::uint32_t base = 0;

  void stored(SlotRef slot, std::uint32_t first_index, std::uint32_t hits) override {
    for (std::uint32_t i = 0; i < hits; ++i) held[{slot.table, slot.index}].push_back(base + first_index + i);
  }
  void dropped(SlotRef slot, DropReason reason) override {
    for (const std::uint32_t event : held[{slot.table, slot.index}]) lost[event] = reason;
    held.erase({slot.table, slot.index});
  }
  void dropped_events(std::uint32_t first_index, std::uint32_t hits, DropReason reason) override {
    for (std::uint32_t i = 0; i < hits; ++i) lost[base + first_index + i] = reason;
  }
  void moved(SlotRef from, SlotRef to) override {
    const std::vector<std::uint32_t> events = held[{from.table, from.index}];
    held.erase({from.table, from.index});
    std::vector<std::uint32_t>& joined = held[{to.table, to.index}];
    joined.insert(joined.end(), events.begin(), events.end());
  }
};

}  // namespace picket::test
