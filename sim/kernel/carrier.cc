#include "sim/kernel/carrier.h"

#include <cmath>

namespace picket::sim {

namespace {
constexpr double kResolutionInTicks = 1e-3;
}

Calendar::Tick tick_at_or_after(double second) {
  return static_cast<Calendar::Tick>(std::ceil(second * 1e6 - kResolutionInTicks));
}

double second_of(Calendar::Tick tick) {
  return static_cast<double>(tick) * 1e-6;
}

}  // namespace picket::sim
