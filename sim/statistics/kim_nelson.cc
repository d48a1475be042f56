#include "sim/statistics/kim_nelson.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

KimNelsonConstants kim_nelson_constants(std::size_t systems, std::uint32_t first, double confidence) {
  PICKET_CHECK(systems > 1 && first > 1 && confidence > 0 && confidence < 1, "systems", systems, "first", first, "confidence", confidence);
  const double share = 2 * (1 - confidence) / static_cast<double>(systems - 1);
  PICKET_CHECK(share < 1, "confidence", confidence, "systems", systems);
  KimNelsonConstants out;
  out.eta = (std::pow(share, -2.0 / (first - 1)) - 1) / 2;
  out.h_squared = 2 * out.eta * (first - 1);
  return out;
}

double kim_nelson_allowance(double spread, double h_squared, double indifference, std::uint32_t r) {
  const double d = indifference;
  return std::max(0.0, d / (2.0 * r) * (h_squared * spread / (d * d) - r));
}

}  // namespace picket::sim
