#pragma once

#include "sim/plan/plan_result.h"

// A made result, for what is written of plans: 50,000 kiosks and 300 medical devices under two policies and none.

namespace picket::sim::test {

/// Runs of a stratum whose devices use so much; replications scatter by one per cent each way.
inline StratumRuns made_runs(const char* name, double devices, double sampled, double messages, double row_bytes, double agents) {
  StratumRuns out;
  out.name = name;
  out.devices = devices;
  out.sampled = sampled;
  out.step_seconds = 6 * 3'600;
  for (const double factor : {0.99, 0.995, 1.0, 1.005, 1.01}) {
    Usage usage;
    usage.devices = sampled;
    usage.agents = usage.connections = usage.modules = agents * sampled;
    usage.messages_per_day = usage.blocks_per_day = messages * sampled * factor;
    usage.connects_per_day = 30 * agents * sampled;
    usage.observations_per_day = 20 * messages * sampled * factor;
    usage.workspace_raw_bytes_per_day = row_bytes * sampled * factor;
    usage.metered_line_bytes_per_day = 1'000 * messages * sampled * factor;
    usage.metered_line_usd_per_day = 1e-5 * messages * sampled * factor;
    out.usage.push_back(usage);
    out.hub_bytes.push_back({40, 120, 160, 80, 40, 120, 176, 80});
  }
  return out;
}

inline PolicyPlan made_plan(const char* policy, double messages, double row_bytes, double agents, const PlanGoals& goals = {}, double devices = 50'000,
                            const PriceBook& prices = {}) {
  return plan_policy(policy, fleet_usage(std::vector<StratumRuns>{made_runs("kiosk", devices, 100, messages, row_bytes, agents),
                                                                  made_runs("medical", 300, 100, 2 * messages, row_bytes, agents)}),
                     prices, goals);
}

inline PlanResult made_result() {
  PlanResult out;
  out.name = "made_plan";
  out.title = "A made fleet";
  out.study_id = "made_plan-s1-00000000";
  out.scenario_name = "made";
  out.scenario_path = "made.yaml";
  out.created_utc = "2026-11-30T00:00:00Z";
  out.commit = "abc";
  out.version = "0";
  out.repeat_command = "picket plan made.yaml";
  out.seed = 1;
  out.replications = 5;
  out.simulated_days = 2;
  out.warm_up_days = 1;
  out.devices = 50'300;
  out.scenario_devices = 50'300;
  out.price_book = "us_2026_11";
  out.prices_compiled = "2026-11-23";
  out.strata = {{"kiosk", 50'000, 100}, {"medical", 300, 100}};
  out.policies = {made_plan("raw", 80, 400'000, 1), made_plan("g2_linux", 12, 9'000, 1), made_plan("agentless", 0, 0, 0)};
  out.break_evens = policy_break_evens(out.policies, PriceBook{});
  out.warnings = {"a warning"};
  return out;
}

}  // namespace picket::sim::test
