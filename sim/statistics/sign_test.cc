#include "sim/statistics/sign_test.h"

#include <cmath>

namespace picket::sim {

double sign_test_of_one_side(std::uint32_t n) {
  return std::exp2(-static_cast<double>(n));
}

bool is_rounding(double amount, double size) {
  return std::fabs(amount) <= 1e-12 * std::fabs(size);
}

}  // namespace picket::sim
