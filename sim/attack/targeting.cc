#include "sim/attack/targeting.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/fleet/keyed_draws.h"

namespace picket::sim {

std::vector<DeviceId> eligible_devices(const Scenario& scenario, const Fleet& fleet, const Targets& targets) {
  std::uint32_t class_index = 0xffff'ffffU;
  if (!targets.device_class.empty()) {
    const auto found = scenario.device_classes.find(targets.device_class);
    PICKET_CHECK(found != scenario.device_classes.end(), "class", targets.device_class);
    class_index = static_cast<std::uint32_t>(std::distance(scenario.device_classes.begin(), found));
  }
  std::vector<DeviceId> result;
  for (std::uint32_t i = 0; i < fleet.size(); ++i) {
    const Device& device = fleet.device(DeviceId(i));
    if (!targets.device_class.empty() && device.device_class.value() != class_index) continue;
    if (targets.exposure == "public" && !device.public_address) continue;
    if (targets.exposure == "nat" && device.public_address) continue;
    if (targets.vulnerable_only && !device.vulnerable) continue;
    result.push_back(DeviceId(i));
  }
  return result;
}

std::vector<DeviceId> pick_devices(const Fleet& fleet, const std::vector<DeviceId>& eligible, std::uint32_t count,
                                   std::uint64_t key, std::vector<bool>& used) {
  struct Ticket {
    bool used;
    std::uint64_t draw;
    DeviceId device;
  };
  std::vector<Ticket> tickets;
  tickets.reserve(eligible.size());
  for (const DeviceId id : eligible) tickets.push_back({used[id.value()], key_of(key, fleet.device_key(id)), id});
  const std::size_t n = std::min<std::size_t>(count, tickets.size());
  std::partial_sort(tickets.begin(), tickets.begin() + static_cast<std::ptrdiff_t>(n), tickets.end(),
                    [](const Ticket& a, const Ticket& b) {
                      if (a.used != b.used) return b.used;
                      return a.draw != b.draw ? a.draw < b.draw : a.device < b.device;
                    });
  std::vector<DeviceId> result;
  for (std::size_t i = 0; i < n; ++i) {
    result.push_back(tickets[i].device);
    used[tickets[i].device.value()] = true;
  }
  return result;
}

}  // namespace picket::sim
