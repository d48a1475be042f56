#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "agent_core/base/ids.h"

namespace picket {

/// Keys that devices showed while their baselines were frozen: new once for each freeze, and no habit after it.
/// State:  about 40 bytes a key of frozen devices, at most kMax keys a device; keys beyond stay new.
class FrozenKeys {
 public:
  static constexpr std::size_t kMax = 1'024;
  bool empty() const { return keys_.empty(); }
  bool has(DeviceId device, std::uint64_t key) const {
    const auto found = keys_.find(device);
    return found != keys_.end() && found->second.contains(key);
  }
  void add(DeviceId device, std::uint64_t key) {
    auto& shown = keys_[device];
    if (shown.size() < kMax) shown.insert(key);
  }
  /// The device's freeze is over.
  void forget(DeviceId device) { keys_.erase(device); }

 private:
  std::unordered_map<DeviceId, std::unordered_set<std::uint64_t>> keys_;  ///< never iterated
};

}  // namespace picket
