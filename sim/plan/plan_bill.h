#pragma once

#include <optional>
#include <vector>

#include "sim/cost/bill.h"
#include "sim/plan/fleet_usage.h"
#include "sim/plan/hub_choice.h"
#include "sim/plan/hub_need.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Nearer than this, two amounts of USD are the same to the cent.
inline constexpr double kHalfCent = 0.005;

/// One line of a plan's bill.
struct PlanBillLine {
  BillLineAmount amount;     ///< of the extrapolated usage
  double security_usd = 0;   ///< part of it that would not be there without security
  IntervalEstimate usd;
  std::vector<double> per_replication;  ///< the amount for each replication's own usage
};

/// The monthly bill of a policy on chosen hubs.
struct PlanBill {
  std::vector<PlanBillLine> lines;  ///< in the order of bill()
  IntervalEstimate usd;             ///< their sum
  IntervalEstimate security_usd;
  std::vector<HubSize> hubs_without_security;
  std::vector<double> per_replication;  ///< the sum for each replication's own usage
};

double sum_of(const std::vector<BillLineAmount>& lines);

/// An amount with Student's interval around it that the amounts of replications give, cut at 0.
IntervalEstimate interval_around(double usd, const std::vector<double>& per_replication);

/// The bill of the extrapolated usage, and how well it is known.
///
/// Model:  the value is the bill of the mean usage. The interval is that of a stratified sample around it: strata are independent, so
///         each gives the variance of the bills of the mean in which only it is as its replications had it, and the degrees of freedom
///         of all strata count together (stratified_total). Bills and not usage are what scatters, on the same hubs, since free
///         volumes and commitments make a bill bend where usage does not. Of single lines and of security's part the interval is
///         Student's, from the bills of each replication's whole usage, which has fewer degrees of freedom. The cost of security is the bill
///         less that of the devices' own business on the hubs that a plan with the same goals would choose for it alone.
/// Input:  `choice` empty: no hub is wanted.
/// Output: amounts are cut at 0; no interval below kMinReplicationsForInterval.
/// Limits: hubs are those of the mean; what they would be at the ends of the usage's interval is said by bill_assumptions.
PlanBill plan_bill(const FleetUsage& usage, const std::optional<HubChoice>& choice, const PriceBook& prices, const PlanGoals& goals);

/// Sum of the bill of a usage on its own cheapest hubs; nothing where no choice fits.
std::optional<double> cheapest_bill(const Usage& usage, const DemandShape& shape, const PriceBook& prices, const PlanGoals& goals);

}  // namespace picket::sim
