#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/fleet/compiled_class.h"
#include "sim/fleet/downtime.h"
#include "sim/fleet/firmware_rollout.h"
#include "sim/fleet/fleet.h"
#include "sim/fleet/inventory.h"

namespace picket::sim {

/// A group of the scenario's fleet: a range of device ids of one class.
struct GroupRows {
  std::uint32_t class_index = 0;
  std::uint32_t begin = 0;    ///< first device id
  std::uint32_t ordinal = 0;  ///< first number within the class
  std::uint32_t sites = 1;
  std::size_t source_begin = 0;  ///< first slot of its devices in DeviceLives
};

/// How far a device's zone is off, in [from, until).
struct ZoneShift {
  Time from;
  Time until;
  Duration shift;
};

struct FleetRows {
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  Time epoch;  ///< start of the warm-up: where restarts are counted from
  std::vector<std::string> class_names;
  std::vector<CompiledClass> classes;  ///< in ClassId order
  std::vector<InventoryRecords> inventories;  ///< in ClassId order
  std::vector<std::vector<CompiledRollout>> rollouts;  ///< in ClassId order
  SeasonTable seasons;
  std::vector<GroupRows> groups;
  std::vector<Device> devices;
  std::vector<DeviceTraits> traits;
  std::vector<std::uint16_t> site_networks;
  std::size_t sources = 0;  ///< of all devices together
  std::map<std::uint32_t, std::vector<Downtime>> forced;  ///< by device: what faults do
  std::map<std::uint32_t, std::vector<std::pair<Time, Time>>> no_updates;  ///< by device: when it can install none
  std::map<std::uint32_t, std::vector<ZoneShift>> zone_shifts;  ///< by device

  const CompiledClass& class_of(DeviceId id) const { return classes[devices[id.value()].device_class.value()]; }
  DowntimeWalk downtime(DeviceId id) const;
  /// What rollouts do to the device, in the scenario's order; without those that come when it can install none.
  std::vector<DeviceUpdate> updates_of(DeviceId id) const;
};

}  // namespace picket::sim
