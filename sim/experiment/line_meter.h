#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/cost/data_plan.h"
#include "sim/generate/world.h"
#include "sim/network/energy.h"

namespace picket::sim {

/// What the lines that charge by volume carried, all devices together.
struct LineUse {
  std::int64_t bytes = 0;              ///< both directions
  std::uint64_t sessions = 0;          ///< that ended and had carried anything
  std::int64_t rounding_bytes = 0;     ///< by which they are rounded up
  // Known after finish():
  double included_bytes = 0;           ///< of both, paid by the fees
  double usd = 0;                      ///< of `bytes`
  double rounding_usd = 0;
};

/// What the radios of one class drew.
struct ClassRadio {
  std::uint32_t devices = 0;  ///< of the class, on lines with radio_power, behind no gateway
  RadioEnergy energy;
};

/// Counts by device what the carry stage puts on metered lines, and what radios draw for it.
///
/// Model:  Data sessions and plans as in data_plan.h; a plan's month is `billing_days` like the measured period. A device has a
///         radio, a SIM and a plan of its own, but for those behind gateways, which use the gateway's. Each connection is a data
///         session, theirs too.
/// Cost:   32 bytes a device where a line of the fleet charges by volume, 8 where one has radio_power; else nothing.
/// Limits: devices behind one gateway tell their pings late, when their next exchange comes: the gateway's radio is then
///         taken to be awake for them.
class LineMeter {
 public:
  /// `connects`: whether any device has a connection; without, there are only devices to count.
  LineMeter(const World& world, bool connects);

  /// Bytes on the device's line.
  void add(std::uint32_t device, std::int64_t up, std::int64_t down);
  /// The device's connection ends; what follows is another data session.
  void end_session(std::uint32_t device);
  /// The device's radio is used from `at` on. In order of time for a device.
  void exchange(std::uint32_t device, Time at, const RadioExchange& exchange);
  /// The same `times` times, from `first` on every `period`.
  void exchanges(std::uint32_t device, Time first, Duration period, std::int64_t times, const RadioExchange& exchange);
  /// The measured period ends: sessions and radios too, and plans are charged. Once, at the end.
  void finish(Time end);

  const LineUse& use() const { return use_; }
  /// By class of the fleet; empty if no line has radio_power.
  const std::vector<ClassRadio>& radios() const { return radios_; }

 private:
  struct DeviceUse {
    std::int64_t session_up = 0;
    std::int64_t session_down = 0;
    std::int64_t bytes = 0;
    std::int64_t rounding = 0;
  };
  std::uint32_t radio_of(std::uint32_t device) const;
  const RadioMeter* meter_of(std::uint32_t radio) const;
  const AccessNetwork& network_of(std::uint32_t device) const;
  DataPlan plan_of(const AccessNetwork& network) const;
  void charge_plans();

  const World& world_;
  LineUse use_;
  std::vector<DeviceUse> devices_;                  ///< empty: no line charges by volume
  std::vector<std::optional<RadioMeter>> meters_;   ///< by Fleet::site_network
  std::vector<RadioState> states_;                  ///< by device; empty: no line has radio_power
  std::vector<ClassRadio> radios_;
};

}  // namespace picket::sim
