#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/plan/fleet_sample.h"
#include "sim/plan/fleet_usage.h"

namespace picket::sim {

/// How often the devices of a stratum went off and came back in the simulated time: restarts, updates, power cuts of their sites.
struct StratumRestarts {
  double devices = 0;           ///< of the larger sample, in each replication; 0: there is none
  std::vector<double> sampled;  ///< of a simulated device, by replication
  std::vector<double> drawn;    ///< of a device of a larger sample of the same mix, with a seed of its own
};

/// The larger sample has so many times the simulated devices, but no more than kMostDrawnDevices. Our choice: a device costs a
/// microsecond here, and a twentieth of a second where a week of it is simulated for four policies.
inline constexpr double kDrawnForEach = 50;
inline constexpr double kMostDrawnDevices = 20'000;

/// Draws when devices are off, as the runs of the strata have it, and nothing else of their lives.
/// Output: by stratum. None are drawn where the larger sample would not be twice the simulated one.
std::vector<StratumRestarts> stratum_restarts(std::span<const FleetStratum> strata, std::uint32_t replications);

/// Runs whose hubs' operation records are moved by what the sample had too many or too few restarts (controlled_values): each of
/// them is a disconnect and a connect in the hub's log, and all that a policy without agents leaves there.
/// Input:  the strata of `restarts` in the same order, with as many replications.
/// Limits: nothing else of the usage is moved. What it owes to restarts, it owes to agents more.
std::vector<StratumRuns> moved_by_restarts(std::vector<StratumRuns> runs, std::span<const StratumRestarts> restarts);

}  // namespace picket::sim
