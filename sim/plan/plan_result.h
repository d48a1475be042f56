#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/backtest.h"
#include "sim/plan/policy_plan.h"
#include "sim/results/own_estimate.h"

namespace picket::sim {

/// A stratum as it was simulated and what it stands for.
struct PlanStratum {
  std::string name;
  double devices = 0;   ///< of the planned fleet
  double sampled = 0;
};

/// The outbreak that a plan was asked about, and how it was simulated.
struct PlanOutbreak {
  std::string attack;           ///< name of the template
  std::string title;
  std::string device_class;     ///< that it hits; empty: any
  double share = 0;             ///< of the devices that it can hit
  double lasts_days = 0;        ///< on each device, as simulated
  double doubling_seconds = 0;
  double sampled_share = 0;     ///< of the simulated devices
  std::vector<std::string> strata_without;  ///< that have no device of the class
};

/// Everything that a plan answers, with what it rests on.
struct PlanResult {
  std::string name;
  std::string title;
  std::string study_id;
  std::string scenario_name;
  std::string scenario_path;
  std::string created_utc;
  std::string commit;
  std::string version;
  std::string repeat_command;
  bool shares_cells = false;        ///< the fleet's sites share cells, which a sample scales
  std::string of_run;               ///< folder of the stored runs that it rests on; empty: a sample was simulated
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  double simulated_days = 0;
  double warm_up_days = 0;
  double billing_days = 30;
  double devices = 0;               ///< of the planned fleet
  double scenario_devices = 0;
  std::string price_book;
  std::string prices_compiled;
  PlanGoals goals;
  std::vector<PlanStratum> strata;
  double drawn_for_restarts = 0;    ///< devices of a replication of which no more than restarts was drawn; 0: none
  std::vector<PolicyPlan> policies;
  std::vector<PolicyBreakEven> break_evens;
  std::optional<PlanOutbreak> outbreak;  ///< none: nobody asked
  std::optional<Backtest> backtest;  ///< against what was invoiced; none: nobody asked
  std::vector<OwnEstimate> own_estimates;  ///< what nobody publishes and the plan rests on; the throttle's depths as in `goals`
  std::vector<std::string> warnings;
};

/// Tiers that a plan does not choose from, and why.
struct ExcludedTiers {
  std::string_view tiers;
  std::string_view price;  ///< where it says something
  std::string_view why;
};
inline constexpr std::array kExcludedTiers{ExcludedTiers{"F1", "$0", "for trials: one in a subscription, without a promise of service"},
                                           ExcludedTiers{"B1, B2, B3", "", "no modules with twins: agents cannot be configured"}};

/// Half the interval of a policy's bill, in parts of the bill: the stated error; none without an interval.
std::optional<double> stated_error(const PolicyPlan& plan);
/// The largest of all policies.
std::optional<double> stated_error(const PlanResult& result);

/// "1 replication", "10 replications".
std::string replications_text(std::uint32_t replications);

/// What was simulated, what was extrapolated and how, in sentences.
std::vector<std::string> plan_methods(const PlanResult& result);

/// "S1 x 3 units", "2 hubs of S2 x 1 unit", "no hub".
std::string choice_text(const HubChoice& choice);
/// Why a choice does not fit: each limit of which more is used than may be.
std::string why_not(const HubChoice& choice);
/// From which fleet sizes on which of two policies is cheaper. `most_devices`: up to which breaking points were looked for.
std::string break_even_text(const PolicyBreakEven& pair, double most_devices);

}  // namespace picket::sim
