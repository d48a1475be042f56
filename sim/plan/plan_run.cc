#include "sim/plan/plan_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "agent_core/base/check.h"
#include "reports/number_format.h"
#include "sim/experiment/client_wire.h"
#include "sim/plan/fleet_restarts.h"
#include "sim/plan/sample_cells.h"
#include "sim/scenario/own_estimates.h"
#include "sim/sweep/load_points.h"

namespace picket::sim {
namespace {

constexpr double kSecondsInDay = 86'400;

double devices_of(const Scenario& scenario) {
  double devices = 0;
  for (const FleetGroup& group : scenario.fleet) devices += group.count;
  return devices;
}

/// Adds what one run of a stratum's devices used; the measured period begins at `start`.
void add_run(const LaneResult& lane, Time start, StratumRuns& to) {
  to.usage.push_back(lane.usage);
  to.infected.push_back(static_cast<double>(lane.units.size()));
  for (const Series& series : lane.series) {
    if (series.name != "hub_ingress") continue;
    to.step_seconds = series.step_seconds;
    to.hub_bytes.push_back(series.values);
    const double begin = static_cast<double>(start.unix_seconds()) + series.start_seconds;
    to.begin_second_of_day = begin - kSecondsInDay * std::floor(begin / kSecondsInDay);
  }
}

PlanResult result_before_policies(const Scenario& scenario, const PlanRequest& request) {
  PlanResult out;
  out.name = scenario.name + "_plan";
  out.title = scenario.title;
  out.scenario_name = scenario.name;
  out.seed = scenario.seed;
  out.replications = scenario.replications;
  out.warm_up_days = scenario.warm_up.to_seconds() / kSecondsInDay;
  out.billing_days = scenario.prices.billing_days;
  out.scenario_devices = devices_of(scenario);
  out.devices = request.devices.value_or(out.scenario_devices);
  out.price_book = scenario.prices.name;
  out.prices_compiled = scenario.prices.compiled;
  out.goals = goals_of(request, scenario);
  out.own_estimates = own_estimates_of(scenario, EstimateReader::kPlan);
  return out;
}

/// Doubts about what was simulated, which no interval shows.
void add_warnings(const Scenario& scenario, PlanResult& out) {
  if (out.simulated_days < 7) {
    out.warnings.push_back(fmt::format("Simulated {} cannot show every day of the week: the busiest day and hour may be missing.", picket::days_text(out.simulated_days)));
  }
  if (out.replications < kMinReplicationsForInterval) {
    out.warnings.push_back(fmt::format("{} can give no interval, and so no stated error; {} or more do.", replications_text(out.replications), kMinReplicationsForInterval));
  }
  if (std::string remark = remark_on_sizes(scenario.client.transport); !remark.empty()) out.warnings.push_back(std::move(remark));
  if (scenario.calibration) out.warnings.push_back("Thresholds are the scenario's own: a plan does not calibrate them, so alerts and analyst time may differ.");
  if (scenario.hubs.size() > 1) {
    out.warnings.push_back(fmt::format("The scenario's {} hubs are not kept: a plan chooses hubs that are alike, and spreads the fleet evenly.", scenario.hubs.size()));
  }
}

/// The runs of all strata under each policy, as points are read: by replication, then by policy.
class SampleRuns {
 public:
  SampleRuns(const std::vector<FleetStratum>& strata, std::size_t policies, double fleets, Time start) : policies_(policies), start_(start) {
    for (const FleetStratum& stratum : strata) {
      StratumRuns empty;
      empty.name = stratum.name;
      empty.devices = stratum.devices * fleets;
      empty.sampled = stratum.sampled;
      by_stratum_.emplace_back(policies, empty);
    }
  }

  void take(std::size_t stratum, const std::vector<LaneResult>& lanes) {
    for (std::size_t i = 0; i < lanes.size(); ++i) add_run(lanes[i], start_, by_stratum_[stratum][i % policies_]);
  }
  std::vector<StratumRuns> of_policy(std::size_t policy) const {
    std::vector<StratumRuns> out;
    for (const std::vector<StratumRuns>& stratum : by_stratum_) out.push_back(stratum[policy]);
    return out;
  }

 private:
  std::size_t policies_;
  Time start_;
  std::vector<std::vector<StratumRuns>> by_stratum_;  ///< by policy
};

/// The strata that an outbreak can hit, with it, and which of all they are.
struct OutbreakStrata {
  std::vector<FleetStratum> strata;
  std::vector<OutbreakRuns> runs;  ///< still without runs
};

OutbreakStrata outbreak_strata(const std::vector<FleetStratum>& strata, const PlanRequest& request) {
  OutbreakStrata out;
  if (!request.outbreak) return out;
  for (std::size_t s = 0; s < strata.size(); ++s) {
    std::optional<FleetStratum> hit = with_outbreak(strata[s], *request.outbreak);
    if (!hit) continue;
    out.strata.push_back(std::move(*hit));
    out.runs.push_back({s, attackable_share(strata[s], *request.outbreak), {}});
  }
  return out;
}

/// What a plan says of the outbreak that it simulated.
PlanOutbreak plan_outbreak(const std::vector<FleetStratum>& strata, const PlanRequest& request) {
  const OutbreakSettings& asked = *request.outbreak;
  PlanOutbreak out;
  out.attack = asked.attack.use;
  out.title = asked.attack_template.title;
  out.device_class = asked.attack.targets.device_class;
  out.share = asked.share;
  out.lasts_days = simulated_outbreak(asked, request.sample.simulated).to_seconds() / kSecondsInDay;
  out.doubling_seconds = asked.doubling_seconds;
  out.sampled_share = asked.sampled_share;
  for (const FleetStratum& stratum : strata) {
    if (attackable_share(stratum, asked) <= 0) out.strata_without.push_back(stratum.name);
  }
  return out;
}

/// The hub of each policy that gets a storm, and its scenario as a point.
struct StormPoints {
  std::vector<std::size_t> policies;  ///< by point
  std::vector<StormHub> hubs;
  std::vector<SweepPoint> points;
};

StormPoints storm_points(const Scenario& scenario, const std::vector<PolicyPlan>& plans, double fleets, const StormSettings& settings, const std::vector<FeedText>& feeds) {
  StormPoints out;
  for (std::size_t p = 0; p < plans.size(); ++p) {
    const PolicyPlan& plan = plans[p];
    if (!plan.choice) continue;
    out.policies.push_back(p);
    out.hubs.push_back({plan.policy, *plan.choice, fleets, plan.load.reconnect_seconds, busiest_hour(plan.usage.shape)});
    SweepPoint point;
    point.id = fmt::format("t{:04}", out.hubs.size());
    point.values = {"storm"};
    point.sets = {"storm=" + plan.policy};
    point.scenario = storm_scenario(scenario, out.hubs.back(), settings);
    point.resolved = resolved_of_one(point.scenario, feeds);
    out.points.push_back(std::move(point));
  }
  return out;
}

/// Simulates the return of all devices to the chosen hubs. Gives the exit code.
int run_storms(const Scenario& scenario, const PlanRequest& request, const PointRunSettings& settings, PlanResult& result) {
  const StormPoints storms = storm_points(scenario, result.policies, result.devices / result.scenario_devices, *request.storm, settings.feeds);
  if (storms.points.empty()) return 0;
  PointRunSettings how = settings;
  how.title = scenario.name + " storm";
  how.on_lanes = [&](std::size_t point, const std::vector<LaneResult>& lanes) {
    result.policies[storms.policies[point]].storm = storm_outcome(storms.hubs[point], storms.points[point].scenario, lanes);
  };
  const int exit_code = run_points(storms.points, 0, std::min(request.storm->replications, scenario.replications), how).exit_code;
  if (exit_code != 0) return exit_code;
  for (const std::size_t p : storms.policies) {
    const PolicyPlan& plan = result.policies[p];
    if (!plan.storm) continue;
    if (std::string warning = storm_warning(plan.policy, *plan.storm, result.goals.hubs.reconnect_within_seconds); !warning.empty()) result.warnings.push_back(std::move(warning));
  }
  return 0;
}

}  // namespace

PlanGoals goals_of(const PlanRequest& request, const Scenario& scenario) {
  PlanGoals goals{request.delay, request.hubs, {}};
  if (!scenario.hubs.empty()) {
    const HubSettings& hub = scenario.hubs.front();
    goals.shaping = {hub.throttle_burst_seconds, hub.throttle_queue_seconds, hub.throttle_wait_seconds};
  }
  return goals;
}

SampleSettings sample_of(const PlanRequest& request, const Scenario& scenario) {
  SampleSettings out = request.sample;
  const double devices = devices_of(scenario);
  if (devices > 0) out.fleets = request.devices.value_or(devices) / devices;
  return out;
}

std::vector<SweepPoint> plan_points(const std::vector<FleetStratum>& strata, const std::vector<FeedText>& feeds) {
  std::vector<SweepPoint> points;
  for (const FleetStratum& stratum : strata) {
    SweepPoint point;
    point.id = fmt::format("s{:04}", points.size() + 1);
    point.values = {stratum.name};
    point.sets = {"stratum=" + stratum.name};
    point.scenario = stratum.scenario;
    point.resolved = resolved_of_one(stratum.scenario, feeds);
    points.push_back(std::move(point));
  }
  return points;
}

std::vector<SweepPoint> outbreak_points(const std::vector<FleetStratum>& strata, const PlanRequest& request, const std::vector<FeedText>& feeds) {
  std::vector<SweepPoint> points = plan_points(outbreak_strata(strata, request).strata, feeds);
  for (SweepPoint& point : points) {
    point.id.front() = 'o';
    point.sets.push_back("outbreak=" + request.outbreak->attack.use);
  }
  return points;
}

PlanOutcome run_plan(const Scenario& scenario, const PlanRequest& request, const PointRunSettings& settings) {
  PlanOutcome out;
  PlanResult result = result_before_policies(scenario, request);
  result.simulated_days = request.sample.simulated.to_seconds() / kSecondsInDay;
  const std::vector<FleetStratum> strata = fleet_strata(scenario, sample_of(request, scenario));
  const double fleets = result.devices / result.scenario_devices;
  for (const FleetStratum& stratum : strata) result.strata.push_back({stratum.name, stratum.devices * fleets, stratum.sampled});
  result.shares_cells = shares_cells(scenario);
  add_warnings(scenario, result);
  SampleRuns runs(strata, scenario.policies.size(), fleets, scenario.start_utc);
  OutbreakStrata outbreak = outbreak_strata(strata, request);
  SampleRuns outbreak_runs(outbreak.strata, scenario.policies.size(), fleets, scenario.start_utc);
  if (request.outbreak) {
    result.outbreak = plan_outbreak(strata, request);
    if (request.outbreak->lasts > request.sample.simulated) {
      result.warnings.push_back(fmt::format("The outbreak is cut to the simulated {}.", picket::days_text(result.simulated_days)));
    }
  }
  PointRunSettings how = settings;
  how.on_lanes = [&](std::size_t point, const std::vector<LaneResult>& lanes) {
    if (point < strata.size()) {
      runs.take(point, lanes);
    } else {
      outbreak_runs.take(point - strata.size(), lanes);
    }
  };
  std::vector<SweepPoint> points = plan_points(strata, settings.feeds);
  for (SweepPoint& point : outbreak_points(strata, request, settings.feeds)) points.push_back(std::move(point));
  out.exit_code = run_points(points, 0, scenario.replications, how).exit_code;
  if (out.exit_code != 0) return out;
  const std::vector<StratumRestarts> restarts = stratum_restarts(strata, scenario.replications);
  for (const StratumRestarts& stratum : restarts) result.drawn_for_restarts += stratum.devices;
  for (std::size_t p = 0; p < scenario.policies.size(); ++p) {
    const std::vector<StratumRuns> ordinary = runs.of_policy(p);
    result.policies.push_back(plan_policy(scenario.policies[p].name, fleet_usage(moved_by_restarts(ordinary, restarts)), scenario.prices, result.goals));
    if (!request.outbreak) continue;
    PolicyPlan& plan = result.policies.back();
    const std::vector<StratumRuns> infected = outbreak_runs.of_policy(p);
    for (std::size_t s = 0; s < infected.size(); ++s) outbreak.runs[s].runs = infected[s];
    plan.outbreak = outbreak_cost(plan.usage, plan.choice, ordinary, outbreak.runs, {request.outbreak->share, request.outbreak->doubling_seconds, result.simulated_days},
                                  scenario.prices, result.goals);
  }
  if (request.storm) {
    out.exit_code = run_storms(scenario, request, settings, result);
    if (out.exit_code != 0) return out;
  }
  result.break_evens = policy_break_evens(result.policies, scenario.prices);
  out.result = std::move(result);
  return out;
}

PlanResult plan_of_runs(const Scenario& scenario, const PlanRequest& request, const std::vector<LaneResult>& runs) {
  PlanResult out = result_before_policies(scenario, request);
  std::map<std::uint32_t, std::map<std::string, const LaneResult*>> by_replication;
  for (const LaneResult& run : runs) {
    if (!run.fixed_hub) by_replication[run.replication][run.policy] = &run;
  }
  std::string left_out;
  std::erase_if(by_replication, [&](const auto& one) {
    const bool lacks = std::any_of(scenario.policies.begin(), scenario.policies.end(), [&](const PolicyUse& use) { return !one.second.contains(use.name); });
    if (lacks) left_out += fmt::format("{}{}", left_out.empty() ? "" : ", ", one.first);
    return lacks;
  });
  if (by_replication.empty()) throw std::runtime_error("no replication has a complete run of every policy");
  out.replications = static_cast<std::uint32_t>(by_replication.size());
  const LaneResult& any = *by_replication.begin()->second.begin()->second;
  out.simulated_days = any.days;
  out.strata = {{"whole fleet", out.devices, any.devices}};
  add_warnings(scenario, out);
  if (!left_out.empty()) out.warnings.push_back(fmt::format("Replications without a complete run of every policy are left out: {}.", left_out));
  if (out.replications < scenario.replications) {
    out.warnings.push_back(fmt::format("The plan rests on {} of the study's {} replications.", out.replications, scenario.replications));
  }
  for (const HubSettings& hub : scenario.hubs) {
    if (hub.units == 0) continue;
    out.warnings.push_back(fmt::format("Hub '{}' of the runs has {} units of {}: messages that it refused are missing in the demand, which may be too small. A plan of the scenario "
                                       "itself, or runs with units: 0, do not have this.",
                                       hub.name, hub.units, to_string(hub.sku)));
  }
  if (!scenario.attacks.empty() || !scenario.weaknesses.empty()) {
    out.warnings.push_back("The runs hold attacks or weaknesses, whose messages, rows and alerts are taken to come again at the same pace all month.");
  }
  for (const PolicyUse& use : scenario.policies) {
    StratumRuns whole;
    whole.name = "whole fleet";
    whole.devices = out.devices;
    whole.sampled = any.devices;
    for (const auto& [replication, policies] : by_replication) add_run(*policies.at(use.name), scenario.start_utc, whole);
    out.policies.push_back(plan_policy(use.name, fleet_usage(std::vector<StratumRuns>{whole}), scenario.prices, out.goals));
  }
  out.break_evens = policy_break_evens(out.policies, scenario.prices);
  return out;
}

}  // namespace picket::sim
