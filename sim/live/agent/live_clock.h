#pragma once

#include "agent_core/base/time.h"

namespace picket::sim {

/// A clock that never goes back: the time of day when it was made, and from then on what has passed, sleep of the machine included.
///
/// Why:    the cores want times in order, and a time of day is set back now and then (NTP, a user). How far it has moved since is
///         `offset`, which messages and tokens are written with.
class LiveClock {
 public:
  LiveClock();
  Time now() const;
  /// The time of day less `now`. Steps below kLeastStep are slewing, and count as none.
  Duration offset() const;
  static constexpr Duration kLeastStep = Duration::seconds(1);

 private:
  Time begin_;          ///< of day
  Duration begin_boot_; ///< since the machine started
};

}  // namespace picket::sim
