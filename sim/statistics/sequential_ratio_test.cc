#include "sim/statistics/sequential_ratio_test.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/statistics/wealth_factor.h"

namespace picket::sim {

SequentialRatioTest::SequentialRatioTest(double bound, double good) : bound_(bound), good_(good) {
  PICKET_CHECK(bound > 0 && bound < 1, "bound", bound);
  PICKET_CHECK(good > 0 && good < 1 && good != bound, "good", good, "bound", bound);
}

void SequentialRatioTest::add(double value) {
  PICKET_CHECK(value >= 0 && value <= 1, "value", value);
  ++n_;
  on_good_ *= wealth_factor(value, bound_, good_);
  on_bad_ *= wealth_factor(value, good_, bound_);
  best_good_ = std::max(best_good_, on_good_);
  best_bad_ = std::max(best_bad_, on_bad_);
}

}  // namespace picket::sim
