#include "sim/experiment/nat_bindings.h"

#include <algorithm>
#include <utility>

#include "agent_core/publish/session.h"

namespace picket::sim {

NatBindings::NatBindings(const World& world, bool connects) {
  if (!connects) return;
  const Duration pings = ping_period(world.scenario().client);
  const Fleet& fleet = world.fleet();
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const Duration timeout = world.network_of(fleet.device(DeviceId(d)).site).nat_timeout;
    if (timeout == Duration() || pings <= timeout) continue;
    if (bindings_.empty()) bindings_.resize(fleet.size());
    bindings_[d].timeout = timeout;
    ++devices_;
  }
}

void NatBindings::begin(std::uint32_t device, Time now) {
  if (!forgets(device)) return;
  bindings_[device].lost = false;
  bindings_[device].last_packet = now;
}

void NatBindings::pass(std::uint32_t device, Time at) {
  if (!forgets(device) || bindings_[device].lost) return;
  bindings_[device].last_packet = std::max(bindings_[device].last_packet, at);
}

bool NatBindings::gone(std::uint32_t device, Time now) const {
  if (!forgets(device)) return false;
  const Binding& binding = bindings_[device];
  return binding.lost || now - binding.last_packet > binding.timeout;
}

bool NatBindings::lose(std::uint32_t device) {
  if (!forgets(device)) return false;
  return !std::exchange(bindings_[device].lost, true);
}

}  // namespace picket::sim
