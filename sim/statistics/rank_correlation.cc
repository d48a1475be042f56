#include "sim/statistics/rank_correlation.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/midranks.h"
#include "sim/statistics/moments.h"

namespace picket::sim {

std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y) {
  PICKET_CHECK(x.size() == y.size(), "sizes", x.size(), y.size());
  if (x.size() < 2) return std::nullopt;
  const Midranks of_x = midranks(x);
  const Midranks of_y = midranks(y);
  const double x_variance = sample_variance(of_x.ranks);
  const double y_variance = sample_variance(of_y.ranks);
  if (x_variance <= 0 || y_variance <= 0) return std::nullopt;
  const double correlation = sample_covariance(of_x.ranks, of_y.ranks) / std::sqrt(x_variance * y_variance);
  return std::clamp(correlation, -1.0, 1.0);
}

}  // namespace picket::sim
