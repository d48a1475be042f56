#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/plan/fleet_sample.h"
#include "sim/plan/fleet_storm.h"
#include "sim/plan/outbreak_strata.h"
#include "sim/plan/plan_result.h"
#include "sim/scenario/scenario.h"
#include "sim/sweep/point.h"
#include "sim/sweep/point_runs.h"

namespace picket::sim {

/// What is asked of a plan.
struct PlanRequest {
  SampleSettings sample;
  std::optional<double> devices;  ///< of the planned fleet, with the scenario's mix; none: the scenario's
  DelayGoals delay;
  HubGoals hubs;
  std::optional<OutbreakSettings> outbreak;  ///< none: ordinary life alone
  std::optional<StormSettings> storm;  ///< none: the return of all devices in closed form alone
};

struct PlanOutcome {
  int exit_code = 0;   ///< 0; 2: no folder for results; 3: a simulation failed; 130: interrupted
  PlanResult result;   ///< empty but for code 0
};

/// Device-days that one core simulates for a plan in a second, where nothing better is known: no attack, sizes in place of bytes, and
/// findings alone are kept, so several times those of other studies.
/// Source: own measurement, scenarios/smoke/quick.yaml for 50,000 devices: 530 devices, 7.5 days, 4 policies, 10 replications in 174 s on two
///         cores of 2025, 457; less where devices send more.
inline constexpr double kPlanDeviceDaysPerCoreSecond = 400;

/// The request's sample, for the fleet that it plans.
SampleSettings sample_of(const PlanRequest& request, const Scenario& scenario);

/// The strata of a scenario as points of a study, in their order: what is simulated for a plan.
std::vector<SweepPoint> plan_points(const std::vector<FleetStratum>& strata, const std::vector<FeedText>& feeds);

/// The strata with an outbreak among their devices, as points that come after those of plan_points; none without one in the request.
std::vector<SweepPoint> outbreak_points(const std::vector<FleetStratum>& strata, const PlanRequest& request, const std::vector<FeedText>& feeds);

/// The goals of a request on a scenario's hubs.
PlanGoals goals_of(const PlanRequest& request, const Scenario& scenario);

/// Simulates a sample of the scenario's fleet and plans from it.
///
/// Model:  `scenario.replications` replications of every stratum under all policies, in processes of their own; those that are there
///         are not repeated, so a plan for another fleet size or with other goals simulates no sample again; a storm is simulated on
///         the chosen hubs of each policy with the whole of a hub's fleet, and so again where the choice or the fleet is another one.
/// Output: the same at any number of threads. Of the result what only the caller knows (study, command, time) is left empty.
/// Errors: said on stderr.
PlanOutcome run_plan(const Scenario& scenario, const PlanRequest& request, const PointRunSettings& settings);

/// Plans from runs of the whole fleet that are there: of one scenario, in any order, on sized hubs.
/// Input:  at least one run of every policy; replications that not all policies have are left out.
/// Output: the replications that are left out, and hubs of a fixed size, are among the warnings.
/// Limits: what hubs of a fixed size refused is missing in the usage; of several hubs the busiest gives the shape of the demand.
/// Errors: throws std::runtime_error with a sentence if a policy has no run.
PlanResult plan_of_runs(const Scenario& scenario, const PlanRequest& request, const std::vector<LaneResult>& runs);

}  // namespace picket::sim
