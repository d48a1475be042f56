#include "sim/statistics/logit.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(Logit, is_the_logarithm_of_the_odds) {
  EXPECT_DOUBLE_EQ(logit(0.5), 0);
  EXPECT_NEAR(logit(0.95), std::log(19.0), 1e-12);
  EXPECT_NEAR(logit(0.05), -std::log(19.0), 1e-12);
}

TEST(Logit, expit_is_its_inverse) {
  for (const double p : {1e-6, 0.05, 0.5, 0.95, 1 - 1e-6}) EXPECT_NEAR(expit(logit(p)), p, 1e-12);
}

}  // namespace
}  // namespace picket::sim
