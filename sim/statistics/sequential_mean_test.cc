#include "sim/statistics/sequential_mean_test.h"

#include <algorithm>
#include <numeric>

#include "agent_core/base/check.h"
#include "sim/statistics/wealth_factor.h"

namespace picket::sim {
namespace {

constexpr std::array<double, 3> kWayToOne{0.5, 0.8, 0.95};
constexpr std::array<double, 3> kShareOfBound{0.9, 0.7, 0.3};

template <std::size_t N>
double mean_of(const std::array<double, N>& wealth) {
  return std::accumulate(wealth.begin(), wealth.end(), 0.0) / static_cast<double>(N);
}

}  // namespace

SequentialMeanTest::SequentialMeanTest(double bound) : bound_(bound) {
  PICKET_CHECK(bound > 0 && bound < 1, "bound", bound);
}

void SequentialMeanTest::add(double value) {
  PICKET_CHECK(value >= 0 && value <= 1, "value", value);
  ++n_;
  sum_ += value;
  for (std::size_t i = 0; i < kAlternatives; ++i) {
    above_[i] *= wealth_factor(value, bound_, bound_ + kWayToOne[i] * (1 - bound_));
    below_[i] *= wealth_factor(value, bound_, kShareOfBound[i] * bound_);
  }
  best_above_ = std::max(best_above_, mean_of(above_));
  best_below_ = std::max(best_below_, mean_of(below_));
}

}  // namespace picket::sim
