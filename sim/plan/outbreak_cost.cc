#include "sim/plan/outbreak_cost.h"

#include <algorithm>
#include <numeric>

#include "agent_core/base/check.h"
#include "sim/plan/outbreak_strata.h"
#include "sim/plan/plan_bill.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/stratified_total.h"

namespace picket::sim {
namespace {

/// What the infected devices of one stratum of the planned fleet add.
struct StratumAddition {
  std::size_t stratum = 0;
  double infected = 0;               ///< devices of the planned fleet
  std::vector<Usage> usage;          ///< a day of the simulated time, by replication
  std::vector<double> hub_bytes;     ///< in all, by replication
  std::vector<double> over_time;     ///< bytes a second at the hubs in each step, mean of the replications
};

/// A quantity that people ask for, of what is added to a day.
struct AddedQuantity {
  std::string_view name;
  std::string_view unit;
  double (*of_day)(const Usage& added, const PriceBook& prices);
};

constexpr AddedQuantity kAddedQuantities[] = {
    {"messages", "messages", [](const Usage& added, const PriceBook&) { return added.messages_per_day; }},
    {"blocks", "blocks", [](const Usage& added, const PriceBook&) { return added.blocks_per_day; }},
    {"connections", "connections", [](const Usage& added, const PriceBook&) { return added.connects_per_day; }},
    {"observations", "observations", [](const Usage& added, const PriceBook&) { return added.observations_per_day; }},
    {"ingested_gigabytes", "GB",
     [](const Usage& added, const PriceBook& prices) {
       const double bytes = added.workspace_raw_bytes_per_day + added.workspace_finding_bytes_per_day + added.workspace_operation_bytes_per_day;
       return bytes * prices.log_analytics_billed_size_factor / 1e9;
     }},
    {"alerts", "alerts", [](const Usage& added, const PriceBook&) { return added.alerts_per_day; }},
    {"analyst_minutes", "min", [](const Usage& added, const PriceBook& prices) { return added.alerts_per_day * prices.analyst_minutes_per_alert; }},
    {"cellular_megabytes", "MB", [](const Usage& added, const PriceBook&) { return (added.metered_line_bytes_per_day + added.metered_line_rounding_bytes_per_day) / 1e6; }},
};

double mean_of(const std::vector<double>& values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sum_of_values(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Each step's infected begin the same course; what passes the end comes in at the begin.
std::vector<double> spread_over(const std::vector<double>& course, const std::vector<double>& weights) {
  std::vector<double> out(course.size(), 0);
  for (std::size_t s = 0; s < weights.size(); ++s) {
    for (std::size_t k = 0; k < course.size(); ++k) out[(s + k) % course.size()] += weights[s] * course[k];
  }
  return out;
}

StratumAddition addition_of(const StratumRuns& without, const OutbreakRuns& with, const OutbreakShape& shape) {
  StratumAddition out;
  out.stratum = with.stratum;
  const double hit = mean_of(with.runs.infected);
  const std::size_t replications = std::min(without.usage.size(), with.runs.usage.size());
  out.usage.resize(replications);
  out.hub_bytes.resize(replications, 0);
  if (hit > 0) out.infected = shape.share * with.attackable * without.devices;
  if (out.infected <= 0) return out;
  const double each = out.infected / hit;
  for (std::size_t r = 0; r < replications; ++r) {
    for (const UsageQuantity& quantity : kUsageQuantities) out.usage[r].*quantity.value = each * (with.runs.usage[r].*quantity.value - without.usage[r].*quantity.value);
  }
  std::vector<double> course;
  const std::size_t seen = std::min({replications, without.hub_bytes.size(), with.runs.hub_bytes.size()});
  for (std::size_t r = 0; r < seen; ++r) {
    const std::vector<double>& before = without.hub_bytes[r];
    const std::vector<double>& after = with.runs.hub_bytes[r];
    out.hub_bytes[r] = each * without.step_seconds * (sum_of_values(after) - sum_of_values(before));
    course.resize(std::max({course.size(), before.size(), after.size()}), 0);
    for (std::size_t s = 0; s < after.size(); ++s) course[s] += after[s] / static_cast<double>(seen);
    for (std::size_t s = 0; s < before.size(); ++s) course[s] -= before[s] / static_cast<double>(seen);
  }
  if (course.empty()) return out;
  for (double& value : course) value *= each;
  out.over_time = spread_over(course, spread_weights(course.size(), without.step_seconds, shape.doubling_seconds));
  return out;
}

/// The usage with what is added to it; nothing falls below 0.
Usage with_added(Usage usage, const Usage& added, double factor) {
  for (const UsageQuantity& quantity : kUsageQuantities) usage.*quantity.value = std::max(0.0, usage.*quantity.value + factor * (added.*quantity.value));
  return usage;
}

/// A stratum's runs as if its share of the planned fleet's infected devices were among the simulated ones.
StratumRuns infected_runs(StratumRuns runs, const StratumAddition& addition) {
  const double part = runs.devices > 0 ? runs.sampled / runs.devices : 0;
  for (std::size_t r = 0; r < addition.usage.size() && r < runs.usage.size(); ++r) runs.usage[r] = with_added(runs.usage[r], addition.usage[r], part);
  for (std::vector<double>& bytes : runs.hub_bytes) {
    for (std::size_t s = 0; s < bytes.size() && s < addition.over_time.size(); ++s) bytes[s] = std::max(0.0, bytes[s] + part * addition.over_time[s]);
  }
  return runs;
}

/// A total from each stratum's values by replication.
template <class ValueOf>
IntervalEstimate added_total(const std::vector<StratumAddition>& additions, ValueOf value_of) {
  std::vector<StratumSample> samples;
  for (const StratumAddition& addition : additions) {
    StratumSample sample{1, {}};
    for (std::size_t r = 0; r < addition.usage.size(); ++r) sample.per_unit.push_back(value_of(addition, r));
    samples.push_back(std::move(sample));
  }
  if (samples.empty()) return {};
  return stratified_total(samples).total;
}

/// What is added to a mean day of the month, over all strata.
Usage added_in_month(const std::vector<StratumAddition>& additions, std::size_t replication, double simulated_days, double billing_days) {
  Usage out;
  for (const StratumAddition& addition : additions) {
    for (const UsageQuantity& quantity : kUsageQuantities) out.*quantity.value += addition.usage[replication].*quantity.value * simulated_days / billing_days;
  }
  return out;
}

IntervalEstimate difference_around(double usd, const std::vector<double>& per_replication) {
  IntervalEstimate out = mean_interval(per_replication);
  if (out.interval) {
    const double half = out.interval->half_width();
    out.interval = Interval{usd - half, usd + half};
  }
  out.value = usd;
  return out;
}

void add_money(const FleetUsage& usage, const std::vector<StratumAddition>& additions, std::size_t replications, const std::vector<HubSize>& hubs, double simulated_days,
               const PriceBook& prices, OutbreakCost& out) {
  const std::vector<BillLineAmount> before = bill(usage.mean, hubs, prices);
  Usage mean;
  std::vector<std::vector<double>> by_line(before.size());
  std::vector<double> sums;
  for (std::size_t r = 0; r < replications; ++r) {
    const Usage added = added_in_month(additions, r, simulated_days, prices.billing_days);
    for (const UsageQuantity& quantity : kUsageQuantities) mean.*quantity.value += added.*quantity.value / static_cast<double>(replications);
    const std::vector<BillLineAmount> without = bill(usage.replications[r], hubs, prices);
    const std::vector<BillLineAmount> with = bill(with_added(usage.replications[r], added, 1), hubs, prices);
    for (std::size_t i = 0; i < by_line.size(); ++i) by_line[i].push_back(with[i].per_month.to_dollars() - without[i].per_month.to_dollars());
    sums.push_back(sum_of(with) - sum_of(without));
  }
  const std::vector<BillLineAmount> after = bill(with_added(usage.mean, mean, 1), hubs, prices);
  for (std::size_t i = 0; i < before.size(); ++i) {
    out.lines.push_back({before[i].line, difference_around(after[i].per_month.to_dollars() - before[i].per_month.to_dollars(), by_line[i])});
  }
  out.usd = difference_around(sum_of(after) - sum_of(before), sums);
}

void add_hubs(const FleetUsage& infected, const std::optional<HubChoice>& choice, const PriceBook& prices, const PlanGoals& goals, OutbreakCost& out) {
  const HubNeed need = hub_need(infected.mean, infected.shape, prices, goals);
  if (need.is_none()) return;
  out.needed = cheapest_choice(need, unit_prices(prices), goals.hubs);
  if (!choice) return;
  out.on_plan = judge_choice(need, choice->sku, choice->units, choice->hubs, unit_prices(prices), goals.hubs);
  out.load = load_on(*choice, infected.mean, infected.shape, prices, goals);
  for (const LimitUse& use : out.on_plan->uses) {
    if (use.kind == HubLimitKind::kQuota && use.used > use.limit) out.busiest_day_refused = 1 - use.limit / use.used;
  }
}

}  // namespace

OutbreakCost outbreak_cost(const FleetUsage& usage, const std::optional<HubChoice>& choice, std::span<const StratumRuns> ordinary, std::span<const OutbreakRuns> outbreak,
                           const OutbreakShape& shape, const PriceBook& prices, const PlanGoals& goals) {
  OutbreakCost out;
  std::vector<StratumAddition> additions;
  std::vector<StratumRuns> infected(ordinary.begin(), ordinary.end());
  std::size_t replications = usage.replications.size();
  for (const OutbreakRuns& one : outbreak) {
    PICKET_CHECK(one.stratum < ordinary.size(), one.stratum, ordinary.size());
    additions.push_back(addition_of(ordinary[one.stratum], one, shape));
    const StratumAddition& addition = additions.back();
    if (mean_of(one.runs.infected) <= 0) out.untouched.push_back(ordinary[one.stratum].name);
    out.infected += addition.infected;
    replications = std::min(replications, addition.usage.size());
    infected[one.stratum] = infected_runs(std::move(infected[one.stratum]), addition);
  }
  const double days = shape.simulated_days;
  for (const AddedQuantity& quantity : kAddedQuantities) {
    out.extra.push_back(
        {quantity.name, quantity.unit, added_total(additions, [&](const StratumAddition& addition, std::size_t r) { return days * quantity.of_day(addition.usage[r], prices); })});
  }
  out.extra.push_back({"hub_bytes", "B", added_total(additions, [](const StratumAddition& addition, std::size_t r) { return addition.hub_bytes[r]; })});
  const std::vector<HubSize> hubs = choice ? choice->sizes() : std::vector<HubSize>{};
  add_money(usage, additions, replications, hubs, days, prices, out);
  add_hubs(fleet_usage(infected), choice, prices, goals, out);
  return out;
}

}  // namespace picket::sim
