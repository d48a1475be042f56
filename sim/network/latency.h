#pragma once

#include "agent_core/base/quantity.h"
#include "agent_core/base/random.h"
#include "agent_core/base/time.h"
#include "sim/network/access_network.h"

namespace picket::sim {

/// A round trip between device and hub, drawn anew for each exchange; at least a microsecond.
Duration draw_round_trip(const AccessNetwork& network, RandomStream& random);
/// Half a round trip, drawn.
/// Limits: real lines are not symmetric; radio uplinks are the slower half.
Duration draw_one_way_delay(const AccessNetwork& network, RandomStream& random);
/// What the radio needs before its first packet after `idle` of silence; 0 while it is connected, which it is for the
/// line's `radio_hold`.
Duration wake_up_delay(const AccessNetwork& network, Duration idle);
/// Time on the device's own air interface, in front of the site's line; 0 if it has no limit.
Duration air_time(const AccessNetwork& network, Bytes bytes);

}  // namespace picket::sim
