#include "sim/statistics/relative_precision.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/runs_needed.h"

namespace picket::sim {
namespace {

/// Of the interval's half width over the mean seen.
double allowed(const RelativePrecision& wanted) {
  return wanted.error / (1 + wanted.error);
}

}  // namespace

PrecisionReached relative_precision(std::span<const double> per_replication, const RelativePrecision& wanted) {
  PICKET_CHECK(wanted.error > 0 && wanted.error < 1 && wanted.first >= 2 && wanted.first <= wanted.most, "error",
               wanted.error, "first", wanted.first, "most", wanted.most);
  PrecisionReached now;
  const auto n = static_cast<std::uint32_t>(per_replication.size());
  now.relative_half_width = std::numeric_limits<double>::infinity();
  if (n >= 2) {
    const double mean_size = std::fabs(mean(per_replication));
    const double half = student_t_factor(wanted.level, n - 1) * std::sqrt(sample_variance(per_replication) / n);
    if (mean_size > 0) now.relative_half_width = half / mean_size;
    // Values that are all 0 are known as well as they can be.
    if (half == 0) now.relative_half_width = 0;
  }
  now.reached = n >= wanted.first && now.relative_half_width <= allowed(wanted);
  now.gave_up = !now.reached && n >= wanted.most;
  return now;
}

std::uint32_t runs_to_precision(std::span<const double> per_replication, const RelativePrecision& wanted) {
  const PrecisionReached now = relative_precision(per_replication, wanted);
  if (now.reached || now.gave_up) return 0;
  const auto n = static_cast<std::uint32_t>(per_replication.size());
  const double mean_size = n >= 2 ? std::fabs(mean(per_replication)) : 0;
  const std::uint32_t to_first = n < wanted.first ? wanted.first - n : 0;
  std::uint32_t further = 1;
  if (mean_size > 0) {
    further = runs_needed_for_mean(per_replication, mean_size * allowed(wanted), wanted.level);
  } else if (n >= 2 && now.relative_half_width > 0) {
    further = wanted.most;
  }
  return std::min(std::max({further, to_first, 1U}), wanted.most - n);
}

}  // namespace picket::sim
