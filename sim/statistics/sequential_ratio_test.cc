#include "sim/statistics/sequential_ratio_test.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

double factor(double value, double hypothesis, double alternative) {
  return 1 + (alternative - hypothesis) / (hypothesis * (1 - hypothesis)) * (value - hypothesis);
}

}  // namespace

SequentialRatioTest::SequentialRatioTest(double bound, double good) : bound_(bound), good_(good) {
  PICKET_CHECK(bound > 0 && bound < 1, "bound", bound);
  PICKET_CHECK(good > 0 && good < 1 && good != bound, "good", good, "bound", bound);
}

void SequentialRatioTest::add(double value) {
  PICKET_CHECK(value >= 0 && value <= 1, "value", value);
  ++n_;
  on_good_ *= factor(value, bound_, good_);
  on_bad_ *= factor(value, good_, bound_);
  best_good_ = std::max(best_good_, on_good_);
  best_bad_ = std::max(best_bad_, on_bad_);
}

}  // namespace picket::sim
