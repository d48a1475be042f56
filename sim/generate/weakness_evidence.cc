#include "sim/generate/weakness_evidence.h"

#include <algorithm>

namespace picket::sim {

void WeaknessEvidence::sent(const std::vector<WeakMessage>& messages) {
  for (const WeakMessage& message : messages) {
    under_way_[{message.device.value(), message.sequence}].push_back(message.unit);
  }
}

void WeaknessEvidence::accepted(DeviceId device, std::uint32_t sequence, Time enqueued) {
  const auto found = under_way_.find({device.value(), sequence});
  if (found == under_way_.end()) return;
  for (const std::uint32_t unit : found->second) recorded(unit, enqueued);
  under_way_.erase(found);
}

void WeaknessEvidence::connected(const WeaknessPlan& plan, DeviceId device, Time time, Time available) {
  const auto [first, last] = plan.units_on(device);
  for (std::uint32_t u = first; u < last; ++u) {
    const WeakUnit& unit = plan.units()[u];
    if (unit.kind == WeaknessKind::kWeakTls && unit.holds_at(time)) recorded(u, available);
  }
}

void WeaknessEvidence::recorded(std::uint32_t unit, Time available) {
  reached_[unit] = std::min(reached_[unit], available);
}

}  // namespace picket::sim
