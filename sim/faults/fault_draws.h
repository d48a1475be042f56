#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/hash.h"
#include "agent_core/base/ids.h"
#include "sim/fleet/keyed_draws.h"

namespace picket::sim {

/// The random numbers of one fault in one replication: functions of the seed, the replication, the fault's name and whom
/// they are about. Other faults, other devices and the policy change none of them.
class FaultDraws {
 public:
  FaultDraws(std::uint64_t seed, std::uint32_t replication, const std::string& name)
      : salt_(fnv1a(name)), key_(key_of(replication_key(seed, replication), salt_)) {}

  KeyedDraws of_fault() const { return KeyedDraws(key_of(key_, kFault)); }
  KeyedDraws of_site(SiteId site) const { return KeyedDraws(key_of(key_, kSite, site.value())); }
  /// `device_key`: Fleet::device_key, which has seed and replication in it.
  KeyedDraws of_device(std::uint64_t device_key) const { return KeyedDraws(key_of(device_key, salt_)); }
  /// For choosing who is hit, apart from what then happens to them.
  KeyedDraws of_choice(SiteId site) const { return KeyedDraws(key_of(key_, kChosenSite, site.value())); }
  KeyedDraws of_choice(std::uint64_t device_key) const { return KeyedDraws(key_of(device_key, salt_, kChosenDevice)); }

 private:
  static constexpr std::uint64_t kFault = 0xfa01;
  static constexpr std::uint64_t kSite = 0xfa02;
  static constexpr std::uint64_t kChosenSite = 0xfa03;
  static constexpr std::uint64_t kChosenDevice = 0xfa04;
  std::uint64_t salt_;
  std::uint64_t key_;
};

}  // namespace picket::sim
