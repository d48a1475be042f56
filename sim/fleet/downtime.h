#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/fleet/device_class.h"
#include "sim/fleet/quantile.h"

namespace picket::sim {

/// A time during which a device is off.
struct Downtime {
  Time start;
  Time end;
  bool power_loss = false;  ///< of the whole site; else the device's own restart
  bool update = false;      ///< the restart that ends an update
  bool operator==(const Downtime&) const = default;
};

/// The restarts of one device and the power cuts of its site, from the epoch on, in time order.
///
/// Model:  both are renewal processes: gaps between restarts are exponential (with
///         `reboot_at_night`, whole nights, geometric), gaps between power cuts exponential.
///         Updates restart the device at their own moments. What falls into another outage does not happen, but for
///         what faults do: of that the rest follows it.
/// Input:  keys that are the device's and the site's own, so nothing else changes them.
/// Cost:   about 100 ns for each outage since the epoch.
class DowntimeWalk {
 public:
  /// `updates`: when updates restart the device; `forced`: when faults have it off; both in any order.
  DowntimeWalk(const DeviceClass& device_class, std::uint64_t device_key, std::uint64_t site_key, Time epoch,
               Duration utc_offset, std::vector<Time> updates = {}, std::vector<Downtime> forced = {});
  /// The next outage; none for a device that never goes down.
  std::optional<Downtime> next();

 private:
  void advance_reboot();
  void advance_power();

  const DeviceClass& class_;
  std::uint64_t device_key_;
  std::uint64_t site_key_;
  Duration utc_offset_;
  std::uint32_t reboot_ = 0;
  std::uint32_t power_ = 0;
  Time up_;         ///< end of the last outage
  Time reboot_at_;  ///< Time::max(): never
  Time power_at_;
  std::vector<Time> updates_;  ///< rising
  std::size_t update_ = 0;
  std::vector<Downtime> forced_;  ///< by start
  std::size_t next_forced_ = 0;
};

}  // namespace picket::sim
