#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/generate/world.h"
#include "sim/fleet/seasonality.h"

namespace picket::sim {

/// What the sites' other traffic leaves of their lines.
///
/// Model:  background_uplink times the profile's multiplier of the local hour over its largest of the week is taken off
///         uplink_bandwidth; a transfer goes at what is left in the hour in which it is handed to the line.
/// Cost:   8 bytes a site where a line has background traffic, else nothing; constant time.
/// Limits: the others' bytes are a share and no packets: a message does not wait behind one of theirs, and what it adds is the
///         mean of a line that serves everyone at once. One that waits for its turn across the hour keeps its speed. What a
///         radio draws is not longer for it.
/// Source: assumption: a line serves the others first and evenly, so that C - B(t) is left.
class BackgroundUplink {
 public:
  explicit BackgroundUplink(const World& world);

  /// Bits per second that the devices of the site have.
  double available(SiteId site, Time at) const;
  /// The bytes that take as long at the line's full speed as `bytes` take at what is available.
  Bytes slowed(SiteId site, Bytes bytes, Time at) const;

 private:
  /// One kind of line.
  struct Load {
    std::optional<Seasonality> season;  ///< none: no background traffic
    double share = 0;                   ///< of the line, where the season's multiplier is 1
  };
  double left(SiteId site, Time at) const;

  const World& world_;
  std::vector<Load> loads_;              ///< by Fleet::site_network; empty: no line has background traffic
  std::vector<Duration> utc_offsets_;    ///< by site
};

}  // namespace picket::sim
