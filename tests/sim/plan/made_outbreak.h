#pragma once

#include "sim/plan/outbreak_cost.h"
#include "tests/sim/plan/planned_fleet.h"

// A made outbreak: a hundred of ten thousand devices live a week under one policy, and once more with twenty of them infected for its
// last two days. Ordinary devices send 12 messages of 100 bytes a day, evenly.

namespace picket::sim::test {

inline constexpr double kMadeDevices = 10'000;
inline constexpr double kMadeSampled = 100;
inline constexpr double kMadeInfected = 20;
inline constexpr double kMadeDays = 7;
inline constexpr double kMadeStep = 6 * 3'600;

/// What one infected device adds in all.
struct MadeAddition {
  double messages = 0;  ///< of 100 bytes and one block
  double alerts = 0;
};

inline StratumRuns made_week(const char* name = "camera") {
  StratumRuns out;
  out.name = name;
  out.devices = kMadeDevices;
  out.sampled = kMadeSampled;
  out.step_seconds = kMadeStep;
  for (int r = 0; r < 5; ++r) {
    Usage usage;
    usage.devices = usage.agents = usage.connections = usage.modules = kMadeSampled;
    usage.messages_per_day = usage.blocks_per_day = 12 * kMadeSampled;
    usage.alerts_per_day = 1;
    out.usage.push_back(usage);
    out.hub_bytes.emplace_back(28, 12 * kMadeSampled * 100 / 86'400);
  }
  return out;
}

/// `factors`: by how much more or less a replication adds.
inline OutbreakRuns made_infected_week(const MadeAddition& each, const std::vector<double>& factors = {1, 1, 1, 1, 1}) {
  OutbreakRuns out{0, 1, made_week()};
  for (std::size_t r = 0; r < factors.size(); ++r) {
    const double infected = kMadeInfected * factors[r];
    Usage& usage = out.runs.usage[r];
    usage.messages_per_day += infected * each.messages / kMadeDays;
    usage.blocks_per_day += infected * each.messages / kMadeDays;
    usage.alerts_per_day += infected * each.alerts / kMadeDays;
    for (std::size_t s = 20; s < 28; ++s) out.runs.hub_bytes[r][s] += infected * each.messages * 100 / (2 * 86'400);
    out.runs.infected.push_back(kMadeInfected);
  }
  return out;
}

inline OutbreakCost made_outbreak_cost(const OutbreakRuns& infected, double share, const PriceBook& prices = {}, const PlanGoals& goals = {}) {
  const std::vector<StratumRuns> ordinary{made_week()};
  const FleetUsage usage = fleet_usage(ordinary);
  const std::optional<HubChoice> choice = cheapest_choice(hub_need(usage.mean, usage.shape, prices, goals), unit_prices(prices), goals.hubs);
  return outbreak_cost(usage, choice, ordinary, std::vector<OutbreakRuns>{infected}, {share, 4'562, kMadeDays}, prices, goals);
}

/// The plan of that week, with the outbreak.
inline PlanResult made_outbreak_result(const MadeAddition& each = {1'400, 2}, double share = 0.1) {
  PriceBook prices;
  prices.analyst_hour = 60;
  PlanResult out = made_result();
  out.policies = {plan_policy("g2_linux", fleet_usage(std::vector<StratumRuns>{made_week()}), prices, {})};
  out.policies[0].outbreak = made_outbreak_cost(made_infected_week(each, {0.9, 0.95, 1, 1.05, 1.1}), share, prices);
  out.break_evens.clear();
  out.strata = {{"camera", kMadeDevices, kMadeSampled}, {"kiosk", 10, 10}};
  out.devices = out.scenario_devices = kMadeDevices + 10;
  out.outbreak = PlanOutbreak{"a02_exploit_worm", "A worm", "camera", share, 2, 4'562, 0.2, {"kiosk"}};
  return out;
}

}  // namespace picket::sim::test
