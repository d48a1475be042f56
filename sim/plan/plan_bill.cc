#include "sim/plan/plan_bill.h"

#include <utility>

#include "agent_core/base/check.h"
#include "sim/cost/size_hub.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/stratified_total.h"

namespace picket::sim {
namespace {

std::vector<HubSize> sizes_of(const std::optional<HubChoice>& choice) { return choice ? choice->sizes() : std::vector<HubSize>{}; }

/// The hubs that the devices' own business would have alone; as with security, where none fits.
std::vector<HubSize> business_hubs(const Usage& usage, const DemandShape& shape, const std::optional<HubChoice>& choice, const PriceBook& prices,
                                   const PlanGoals& goals) {
  const HubNeed need = hub_need(business_alone(usage), shape, prices, goals);
  if (need.is_none()) return {};
  const std::optional<HubChoice> cheapest = cheapest_choice(need, unit_prices(prices), goals.hubs);
  return cheapest ? cheapest->sizes() : sizes_of(choice);
}

/// How well the bill is known: each stratum moves it by itself from the bill of the mean.
IntervalEstimate bill_interval(double usd, const FleetUsage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices) {
  std::vector<StratumSample> samples;
  for (const std::vector<Usage>& replications : usage.of_one_stratum) {
    StratumSample sample{1, {}};
    for (const Usage& one : replications) sample.per_unit.push_back(sum_of(bill(one, hubs, prices)));
    samples.push_back(std::move(sample));
  }
  IntervalEstimate out = stratified_total(samples).total;
  if (out.interval) {
    const double half = out.interval->half_width();
    out.interval = Interval{usd - half, usd + half};
  }
  out.value = usd;
  return cut_to(kNotNegative, out);
}

}  // namespace

IntervalEstimate interval_around(double usd, const std::vector<double>& per_replication) {
  IntervalEstimate out = mean_interval(per_replication);
  if (out.interval) {
    const double half = out.interval->half_width();
    out.interval = Interval{usd - half, usd + half};
  }
  out.value = usd;
  return cut_to(kNotNegative, out);
}

double sum_of(const std::vector<BillLineAmount>& lines) {
  Money sum;
  for (const BillLineAmount& line : lines) sum += line.per_month;
  return sum.to_dollars();
}

PlanBill plan_bill(const FleetUsage& usage, const std::optional<HubChoice>& choice, const PriceBook& prices, const PlanGoals& goals) {
  PlanBill out;
  const std::vector<HubSize> hubs = sizes_of(choice);
  out.hubs_without_security = business_hubs(usage.mean, usage.shape, choice, prices, goals);
  const std::vector<BillLineAmount> mean = bill(usage.mean, hubs, prices);
  const std::vector<BillLineAmount> without = bill_without_security(usage.mean, out.hubs_without_security, prices);
  PICKET_CHECK(mean.size() == without.size(), mean.size(), without.size());
  std::vector<std::vector<double>> by_line(mean.size());
  std::vector<double> security;
  for (const Usage& one : usage.replications) {
    const std::vector<BillLineAmount> lines = bill(one, hubs, prices);
    for (std::size_t i = 0; i < lines.size(); ++i) by_line[i].push_back(lines[i].per_month.to_dollars());
    out.per_replication.push_back(sum_of(lines));
    security.push_back(out.per_replication.back() - sum_of(bill_without_security(one, out.hubs_without_security, prices)));
  }
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double usd = mean[i].per_month.to_dollars();
    out.lines.push_back({mean[i], usd - without[i].per_month.to_dollars(), interval_around(usd, by_line[i]), by_line[i]});
  }
  out.usd = bill_interval(sum_of(mean), usage, hubs, prices);
  out.security_usd = interval_around(sum_of(mean) - sum_of(without), security);
  return out;
}

std::optional<double> cheapest_bill(const Usage& usage, const DemandShape& shape, const PriceBook& prices, const PlanGoals& goals) {
  const HubNeed need = hub_need(usage, shape, prices, goals);
  if (need.is_none()) return sum_of(bill(usage, {}, prices));
  const std::optional<HubChoice> choice = cheapest_choice(need, unit_prices(prices), goals.hubs);
  if (!choice) return std::nullopt;
  return sum_of(bill(usage, choice->sizes(), prices));
}

}  // namespace picket::sim
