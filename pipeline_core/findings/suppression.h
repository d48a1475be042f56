#pragma once

#include <cstdint>
#include <unordered_map>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"

namespace picket {

/// Lets an alert type through for a device, then not again for a while. Fed in time order per device.
/// State: one entry for each (alert, device) that was let through and is still held back.
class Suppression {
 public:
  explicit Suppression(Duration period) : period_(period) {}
  bool is_held(std::uint32_t alert, DeviceId device, Time now) const {
    const auto found = until_.find(key_of(alert, device));
    return found != until_.end() && now < found->second;
  }
  void hold(std::uint32_t alert, DeviceId device, Time now) {
    if (until_.size() >= next_sweep_) {
      std::erase_if(until_, [&](const auto& item) { return item.second + period_ <= now; });
      next_sweep_ = until_.size() * 2 + kMinimum;
    }
    until_[key_of(alert, device)] = now + period_;
  }

 private:
  static constexpr std::size_t kMinimum = 4096;
  static std::uint64_t key_of(std::uint32_t alert, DeviceId device) {
    return static_cast<std::uint64_t>(device.value()) << 32 | alert;
  }
  Duration period_;
  std::size_t next_sweep_ = kMinimum;
  std::unordered_map<std::uint64_t, Time> until_;  ///< iterated only to erase
};

}  // namespace picket
