#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "sim/faults/fault_period.h"

namespace picket::sim {

/// What holds for single devices at some times. Where several hold at once, the last one added does.
/// Cost: a search among the devices that have any, then among theirs.
template <class Value>
class DeviceSpans {
 public:
  void add(DeviceId device, const FaultPeriod& period, Value value) {
    spans_[device.value()].emplace_back(period, std::move(value));
  }

  bool empty() const { return spans_.empty(); }
  bool has(DeviceId device) const { return spans_.contains(device.value()); }
  /// Null: nothing holds then.
  const Value* at(DeviceId device, Time time) const {
    if (spans_.empty()) return nullptr;
    const auto found = spans_.find(device.value());
    if (found == spans_.end()) return nullptr;
    const Value* last = nullptr;
    for (const auto& [period, value] : found->second) {
      if (period.holds(time)) last = &value;
    }
    return last;
  }
  /// When what holds for the device next changes after `time`; Time::max(): never.
  Time changes_after(DeviceId device, Time time) const {
    Time next = Time::max();
    const auto found = spans_.find(device.value());
    if (found == spans_.end()) return next;
    for (const auto& [period, value] : found->second) {
      for (const Time at : {period.from, period.until}) {
        if (at > time && at < next) next = at;
      }
    }
    return next;
  }
  /// Whatever the time.
  std::vector<Value> all_of(DeviceId device) const {
    std::vector<Value> out;
    const auto found = spans_.find(device.value());
    if (found == spans_.end()) return out;
    for (const auto& [period, value] : found->second) out.push_back(value);
    return out;
  }

 private:
  std::map<std::uint32_t, std::vector<std::pair<FaultPeriod, Value>>> spans_;
};

}  // namespace picket::sim
