#pragma once

#include <vector>

#include "agent_core/base/time.h"
#include "sim/faults/fault_period.h"
#include "sim/fleet/downtime.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// F02, power cut of a site: when one of its devices is off.
///
/// Model:  all devices of the site lose power together, silently. They have it again at one moment, and each takes `boot` from
///         then on; its agent starts after that, as after any boot.
/// Source: workload survey 4, F02.
Downtime power_cut(const Fault& fault, const FaultPeriod& period, KeyedDraws device);

/// F17, crash or boot loop: when the device restarts.
///
/// Model:  up for `up`, then down for `down`, over and over until `period` ends; a restart under way then is the last.
/// Output: in order and apart; at most kMostRestarts, after which the device stays up.
/// Source: workload survey 4, F17.
std::vector<Downtime> crash_loop(const Fault& fault, const FaultPeriod& period, KeyedDraws device);

/// F22, reboot of a gateway: when it is off. All that its site sends goes through it, so the site's line carries nothing for as
/// long.
///
/// Model:  one restart in good order, at least a second long; its agent starts after that, as after any boot. What the devices
///         behind it want to send waits; those whose messages it merges lose what it held.
/// Limits: all gateways of a site restart together.
/// Source: workload survey 4, F22: 20 to 500 children silent together; how long is ours.
Downtime gateway_reboot(const FaultPeriod& period);

/// The restart at which a clock without a battery loses the time (F11, clock_fault.h).
Downtime restart_without_clock(const Fault& fault, Time start, KeyedDraws device);

/// A bound of our own: a restart every minute for a week.
inline constexpr std::size_t kMostRestarts = 10'080;

}  // namespace picket::sim
