#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// How much of a fleet is simulated for its volumes.
struct SampleSettings {
  std::uint32_t devices_per_group = 100;        ///< of each group of the fleet at least, or all of a smaller one
  Duration simulated = Duration::hours(7 * 24);  ///< measured period; a week has every hour of the day on every day of the week
  double fleets = 1;  ///< the planned fleet in parts of the scenario's: of a larger one, small groups have more devices to sample
};

/// A part of the fleet that is sampled by itself.
struct FleetStratum {
  std::string name;         ///< "kiosk"; "smart_hub with thermostat" for gateways and what is behind them; "kiosk on lte" where there are other lines
  double devices = 0;       ///< of the scenario's fleet; of a kind of line the number that is expected, which need not be whole
  double sampled = 0;       ///< of them simulated
  Scenario scenario;        ///< of the sampled ones alone
};

/// Divides a fleet into strata and makes of each a scenario that is small enough to run many times.
///
/// Model:  a stratum is a group of the fleet; gateways and the groups behind them are one stratum, since what passes a gateway is
///         merged there, and keep their ratio. Where the group's sites have lines of several kinds, each kind is a stratum by itself,
///         with the share that the group's `access` gives it: which site has which line is drawn anew in every replication of a run,
///         but of a whole fleet the mix is known, and a line by volume costs so much more than another that drawing it would
///         be most of the interval. Devices by site stay as they are, but that 20 sites remain where there are so many and
///         no gateways. Of a planned fleet that is larger than the scenario's, small groups are sampled as if they had grown. A stratum's scenario has one hub without limits, so
///         that demand is measured and not what a throttle leaves of it; exact sizes in place of bytes; a seed of its own, so that
///         strata are independent; no attacks, weaknesses, second hub or workspace: a plan is made for ordinary life. Prices and the
///         depths of throttles are the program's: they change nothing that is measured, and so the same runs serve any of them. Of
///         the price book remain the days of the month, over which included megabytes are spread, and what sessions are rounded to.
///         Cells that sites share are scaled with the sample, so that they are as full as the fleet's (sample_cells.h).
/// Output: in the order of the fleet's groups. Every group is in exactly one stratum.
/// Limits: the lines of gateways of several groups in one stratum are drawn, as in a run. What depends on the whole fleet is not to scale: campaigns over devices, models of peers, contention at the hub. What
///         comes once in the simulated time (a rollout, a twin change) is taken to come again at the same pace. Behind gateways
///         whole devices are taken, so their ratio is off by less than half a device in `devices_per_group`.
/// Source: Cochran, Sampling Techniques, 3rd edition 1977, chapter 5; the strata and their sizes are our choice.
std::vector<FleetStratum> fleet_strata(const Scenario& scenario, const SampleSettings& settings);

}  // namespace picket::sim
