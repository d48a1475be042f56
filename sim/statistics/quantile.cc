#include "sim/statistics/quantile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "agent_core/base/check.h"

namespace picket::sim {

double sample_quantile(std::vector<double> values, double p) {
  PICKET_CHECK(!values.empty() && p >= 0 && p <= 1, "size", values.size(), "p", p);
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  // One-based position; the small term keeps 1e-16 below an integer from falling one short.
  const double position = std::clamp((n + 1.0 / 3) * p + 1.0 / 3, 1.0, n);
  const double whole = std::floor(position + 4e-16 * n);
  const std::size_t index = static_cast<std::size_t>(whole) - 1;
  const double fraction = std::max(0.0, position - whole);
  if (index + 1 >= values.size()) return values.back();
  return values[index] + fraction * (values[index + 1] - values[index]);
}

}  // namespace picket::sim
