#include "sim/plan/fleet_restarts.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "sim/fleet/fleet.h"
#include "sim/statistics/control_variate.h"

namespace picket::sim {
namespace {

/// Restarts of a device in the measured period of one replication.
double restarts_of(const Scenario& scenario, std::uint32_t replication) {
  TextTable texts;
  const Fleet fleet(scenario, replication, texts);
  const std::size_t events = fleet.life_cycle(scenario.start_utc, scenario.start_utc + scenario.duration).size();
  return static_cast<double>(events) / static_cast<double>(fleet.size());
}

/// A fleet of the same mix, `times` as large, that shares no draw with the stratum's.
Scenario larger_sample(const FleetStratum& stratum, std::uint32_t times) {
  Scenario out = stratum.scenario;
  out.seed = hash_combine(out.seed, fnv1a("restarts")) >> 11;
  for (FleetGroup& group : out.fleet) {
    group.sites = times * std::max<std::uint32_t>(group.sites, 1);
    group.count *= times;
  }
  return out;
}

}  // namespace

std::vector<StratumRestarts> stratum_restarts(std::span<const FleetStratum> strata, std::uint32_t replications) {
  std::vector<StratumRestarts> out;
  for (const FleetStratum& stratum : strata) {
    StratumRestarts one{0, std::vector<double>(replications, 0), std::vector<double>(replications, 0)};
    const double times = std::floor(std::min(kDrawnForEach, kMostDrawnDevices / stratum.sampled));
    if (times >= 2) {
      const Scenario larger = larger_sample(stratum, static_cast<std::uint32_t>(times));
      one.devices = times * stratum.sampled;
      for (std::uint32_t r = 0; r < replications; ++r) {
        one.sampled[r] = restarts_of(stratum.scenario, r);
        one.drawn[r] = restarts_of(larger, r);
      }
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<StratumRuns> moved_by_restarts(std::vector<StratumRuns> runs, std::span<const StratumRestarts> restarts) {
  PICKET_CHECK(runs.size() == restarts.size(), runs.size(), restarts.size());
  std::vector<ControlledStratum> strata;
  for (std::size_t h = 0; h < runs.size(); ++h) {
    ControlledStratum stratum{{}, restarts[h].sampled, restarts[h].drawn};
    for (const Usage& usage : runs[h].usage) stratum.values.push_back(usage.workspace_operation_bytes_per_day / runs[h].sampled);
    strata.push_back(std::move(stratum));
  }
  const std::vector<std::vector<double>> moved = controlled_values(strata);
  for (std::size_t h = 0; h < runs.size(); ++h) {
    for (std::size_t r = 0; r < runs[h].usage.size(); ++r) runs[h].usage[r].workspace_operation_bytes_per_day = runs[h].sampled * moved[h][r];
  }
  return runs;
}

}  // namespace picket::sim
