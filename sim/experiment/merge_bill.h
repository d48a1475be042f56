#pragma once

#include <vector>

#include "sim/experiment/merge.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Adds a policy's bill, its usage and the measures `cost_usd_per_month` and `security_cost_usd_per_month`: means over
/// `lanes`, with the paired difference to `reference` (may be empty).
///
/// Model:  each replication has a bill of its own; lines are averaged. A line's price is its amount by its quantity, so
///         that one times the other is the amount, also where replications differ in tier. The cost of security is
///         marginal: the bill less that of the same fleet without security (bill.h).
void merge_bill(const Scenario& scenario, const PolicyLanes& lanes, const PolicyLanes& reference, PolicyResult& out);

/// Every number of the price book.
std::vector<PriceRow> price_rows(const PriceBook& prices);

}  // namespace picket::sim
