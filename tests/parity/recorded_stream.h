#pragma once

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "sim/generate/world.h"

namespace picket::sim::test {

/// What happens on one device, event by event, in order of time. Texts are those of the world.
struct RecordedEvent {
  RawEvent event;
  std::uint32_t unit = Lineage::kBenign;  ///< for the simulation alone: no other driver knows what is an attack
  std::uint16_t step = 0;
};

/// A device under attack that nothing else befalls: no restart, no outage of its line. A host that restarts is another process
/// with another life, and what a lost line does to an agent for Azure RTOS has no counterpart in a driver that queues.
inline DeviceId undisturbed_target(const World& world) {
  for (const AttackUnit& unit : world.attacks().units()) {
    if (world.events_of(unit.device).empty() && world.outages_of(world.fleet().device(unit.device).site).empty()) return unit.device;
  }
  throw std::runtime_error("every attacked device of the test is disturbed");
}

/// Daily life and attacks of the device over the measured period. Of one time, daily life comes first.
inline std::vector<RecordedEvent> recorded_life(const World& world, DeviceId device) {
  std::vector<RecordedEvent> stream;
  const auto add = [&](const EventRun& run, std::uint32_t unit, std::uint16_t step) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      const RawEvent event = event_at(run, i);
      if (event.time < world.end()) stream.push_back({event, unit, step});
    }
  };
  DeviceLives lives(world.fleet(), world.start());
  std::vector<EventRun> benign;
  lives.advance(world.fleet(), device, world.end(), benign);
  for (const EventRun& run : benign) add(run, Lineage::kBenign, 0);
  std::vector<LabelledRun> malicious;
  world.attacks().events(device, world.start(), world.end(), malicious);
  for (const LabelledRun& labelled : malicious) add(labelled.run, labelled.unit, labelled.step);
  std::ranges::stable_sort(stream, {}, [](const RecordedEvent& one) { return one.event.time; });
  return stream;
}

}  // namespace picket::sim::test
