#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"

namespace picket {

/// All numbers are estimates.
struct QuotaStarveSettings {
  std::uint32_t few = 3;          ///< with more heavy senders than that the fleet is busy, and nobody starves it
  std::uint32_t min_starved = 1;  ///< other devices that the hub refuses
};

/// A few devices that use up a hub's throttle or daily quota, so that it refuses others.
///
/// Model:  by windows of arrival (`FloodSettings::window`). Heavy is who has sent more than `FloodSettings::floor_messages`
///         within the window, accepted or refused; starved is who was refused for the throttle or the quota (429nnn,
///         403002) and is not heavy. Alarm for the heaviest so far, once a window, while 1 to `few` devices are heavy
///         and `min_starved` are starved.
/// State:  of one hub: at most kMaxHeavy heavy and kMaxStarved starved devices, which is more than the model asks for.
/// Limits: what the hub accepts is seen as messages of the security module, or where it traces messages; else a heavy
///         sender shows by its refused ones alone. Counts are told when they have doubled, so of two heavy ones the
///         named one may be the lighter by a factor of 2. Who floods across the border of two windows counts in each by a
///         part. A stampede after an outage refuses many and has more than a few heavy senders, or none.
/// Source: sim.quota_starve, A33 of workloads.md 3.3; the rule is ours.
class QuotaStarve {
 public:
  static constexpr std::size_t kMaxHeavy = 64;
  static constexpr std::size_t kMaxStarved = 4096;
  struct Alarm {
    DeviceId heaviest;
    std::uint32_t starved = 0;
  };
  /// `window`: index since 1970, and does not go back.
  std::optional<Alarm> on_refused(DeviceId device, std::uint32_t window, const QuotaStarveSettings& settings);
  /// The device has sent `messages` in the window so far.
  std::optional<Alarm> on_heavy(DeviceId device, std::uint64_t messages, std::uint32_t window,
                                const QuotaStarveSettings& settings);

 private:
  void come_to(std::uint32_t window);
  std::optional<Alarm> judge(const QuotaStarveSettings& settings);

  std::uint32_t window_ = 0;
  bool told_ = false;
  std::map<DeviceId, std::uint64_t> heavy_;
  std::set<DeviceId> starved_;
};

}  // namespace picket
