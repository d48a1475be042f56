#include "sim/statistics/control_variate.h"

#include <cstddef>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

/// Sums of squares and products about the means of a stratum.
struct ControlSums {
  double squares = 0;
  double products = 0;
};

/// Those of one stratum without replication `left_out`.
ControlSums sums_without(const ControlledStratum& stratum, std::size_t left_out) {
  std::vector<double> values;
  std::vector<double> control;
  for (std::size_t r = 0; r < stratum.values.size(); ++r) {
    if (r == left_out) continue;
    values.push_back(stratum.values[r]);
    control.push_back(stratum.control[r]);
  }
  const double degrees = static_cast<double>(values.size()) - 1;
  return {degrees * sample_variance(control), degrees * sample_covariance(control, values)};
}

/// Of a slope from all replications but one: one degree for the mean of each stratum whose control scatters, one for the slope.
double slope_degrees(std::span<const ControlledStratum> strata, std::size_t replications) {
  double degrees = -1;
  for (const ControlledStratum& stratum : strata) {
    if (sample_variance(stratum.control) > 0) degrees += static_cast<double>(replications) - 2;
  }
  return degrees;
}

}  // namespace

std::vector<std::vector<double>> controlled_values(std::span<const ControlledStratum> strata) {
  std::vector<std::vector<double>> out;
  const std::size_t replications = strata.empty() ? 0 : strata.front().values.size();
  for (const ControlledStratum& stratum : strata) {
    PICKET_CHECK(stratum.values.size() == replications && stratum.control.size() == replications && stratum.known.size() == replications, stratum.values.size(),
                 stratum.control.size(), stratum.known.size(), replications);
    out.push_back(stratum.values);
  }
  if (replications < 3 || slope_degrees(strata, replications) < kLeastControlDegrees) return out;
  for (std::size_t r = 0; r < replications; ++r) {
    ControlSums all;
    for (const ControlledStratum& stratum : strata) {
      const ControlSums one = sums_without(stratum, r);
      all.squares += one.squares;
      all.products += one.products;
    }
    if (all.squares <= 0) continue;
    const double slope = all.products / all.squares;
    for (std::size_t h = 0; h < strata.size(); ++h) out[h][r] += slope * (strata[h].known[r] - strata[h].control[r]);
  }
  return out;
}

}  // namespace picket::sim
