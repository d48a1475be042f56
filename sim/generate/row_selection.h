#pragma once

#include <cstdint>

#include "agent_core/base/hash.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// Which raw rows a run keeps in its workspace: the scenario's `store`, in its first
/// `store_replications` replications. The bill and the laws never rest on kept rows.
///
/// Model:  attack_windows keeps what an attacked device sent from an hour before its first malicious
///         event to an hour after its last; sample keeps one device in a hundred; findings none.
class RowSelection {
 public:
  static constexpr Duration kMargin = Duration::hours(1);
  static constexpr std::uint64_t kSampleOneIn = 100;

  explicit RowSelection(const World& world)
      : world_(world), stored_(world.replication() < world.scenario().store_replications) {}

  /// Whether this run writes a workspace at all.
  bool stored() const { return stored_; }
  bool keeps(DeviceId device, Time time) const {
    if (!stored_) return false;
    switch (world_.scenario().store) {
      case Store::kFindings: return false;
      case Store::kAll: return true;
      case Store::kSample: return mix64(hash_combine(world_.scenario().seed, device.value())) % kSampleOneIn == 0;
      case Store::kAttackWindows: return in_attack_window(device, time);
    }
    return false;
  }

 private:
  bool in_attack_window(DeviceId device, Time time) const {
    if (!world_.attacks().under_attack(device)) return false;
    for (const std::uint32_t unit : world_.attacks().units_on(device)) {
      const AttackUnit& attack = world_.attacks().units()[unit];
      if (time >= attack.start - kMargin && time <= attack.end + kMargin) return true;
    }
    return false;
  }

  const World& world_;
  bool stored_;
};

}  // namespace picket::sim
