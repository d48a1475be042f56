#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/agent.h"
#include "tests/support/agent_driver.h"

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

/// Observes the events of a run each for itself; `map`, which may be null, is told of each.
inline Fate one_by_one(Device& device, const EventRun& run, EventMap* map) {
  Fate sum;
  const std::uint32_t base = map == nullptr ? 0 : map->base;
  for (std::uint32_t i = 0; i < run.count; ++i) {
    const RawEvent event = event_at(run, i);
    if (map != nullptr) map->base = base + i;
    const Fate fate = observe(*device.plan, device.state, {event, 1, {}, VaryingField::kNone, 0, 0}, device.pool, map);
    sum.created += fate.created;
    sum.merged += fate.merged;
    sum.dropped += fate.dropped;
    sum.poll_now |= fate.poll_now;
  }
  return sum;
}

}  // namespace picket::test
