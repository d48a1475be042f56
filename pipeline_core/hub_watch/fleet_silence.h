#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/settings.h"

namespace picket {

/// Many devices of one group (a class, a site) that fell silent at once.
///
/// Model:  of the group's n devices, those that are away and went within the same `window` are counted by the minute
///         in which they went. The alarm comes when they reach max(min_devices, share * n, habit_factor * h), h the
///         most while learning, and again only after the group's count has fallen below half of that. One silent
///         device is never one: that is sim.device_silent. Who is away it is told (`DeviceWatch`): whose connection was
///         lost for `away`, or of whom `SilenceWatch` says that a promised message is missing. It expects nothing itself.
/// State:  12 bytes a device that is away, 16 a minute in which some went.
/// Limits: an attack that takes devices down one by one over more than `window` is not seen as one. A carrier's
///         outage and a jammer look the same from the hub; the devices' return raises nothing.
class FleetSilence {
 public:
  struct Alarm {
    Time since;  ///< start of the minute in which the first of them went
    std::uint32_t devices = 0;  ///< that went within the window
    std::uint32_t of = 0;       ///< all of the group
  };

  void add_device() { ++devices_; }
  void remove_device() { --devices_; }
  /// `device` is away, gone `since`.
  std::optional<Alarm> on_away(DeviceId device, Time since, bool learning, const FleetSilenceSettings& settings);
  /// It is heard again, or belongs elsewhere; not being away is no error.
  void on_back(DeviceId device, const FleetSilenceSettings& settings);
  bool is_away(DeviceId device) const { return gone_.contains(device); }

 private:
  double limit(const FleetSilenceSettings& settings) const;

  std::uint32_t devices_ = 0;
  std::uint32_t habit_ = 0;
  bool raised_ = false;
  std::unordered_map<DeviceId, std::int64_t> gone_;  ///< minute in which it went; never iterated
  std::map<std::int64_t, std::uint32_t> by_minute_;  ///< how many of them went
};

}  // namespace picket
