#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/json_fields.h"
#include "sim/results/own_estimate.h"

namespace picket {

void read_own_estimate(JsonFields in, sim::OwnEstimate& out);

/// A table of what nobody publishes: what was set in place of an estimate first. Empty without estimates.
/// `all_in`: the file that has every row.
std::string own_estimate_table(const std::vector<sim::OwnEstimate>& estimates, std::string_view all_in);

}  // namespace picket
