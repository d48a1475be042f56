#include "sim/fleet/quantile.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

using Kind = Distribution::Kind;

TEST(Quantile, matches_closed_forms) {
  EXPECT_DOUBLE_EQ(quantile_of(Distribution::constant(4), 0.3), 4);
  EXPECT_DOUBLE_EQ(quantile_of({Kind::kUniform, 2, 6}, 0.25), 3);
  EXPECT_NEAR(quantile_of({Kind::kExponential, 10, 0}, 1 - std::exp(-1.0)), 10, 1e-9);
  EXPECT_NEAR(quantile_of({Kind::kLognormal, 5, 2}, 0.5), 5, 1e-9);
  EXPECT_NEAR(quantile_of({Kind::kPareto, 3, 1}, 0.75), 12, 1e-9);
  EXPECT_DOUBLE_EQ(quantile_of({Kind::kPareto, 3, 1, 7}, 0.75), 7) << "cut at max";
  // Negative binomial with k = 1 is geometric: P(0) = 1 / (1 + mean).
  EXPECT_DOUBLE_EQ(quantile_of({Kind::kNegativeBinomial, 3, 1}, 0.24), 0);
  EXPECT_DOUBLE_EQ(quantile_of({Kind::kNegativeBinomial, 3, 1}, 0.26), 1);
}

TEST(QuantileTable, stays_within_two_percent_of_the_exact_quantile) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (const Distribution& d : {Distribution{Kind::kLognormal, 300, 1.5}, Distribution{Kind::kLognormal, 300, 2.0},
                                Distribution{Kind::kExponential, 60, 0}, Distribution{Kind::kUniform, 1, 4}}) {
    const QuantileTable table(d);
    for (int i = 0; i < 20'000; ++i) {
      const double u = random.uniform();
      const double exact = quantile_of(d, u);
      ASSERT_NEAR(table(u), exact, 0.02 * exact + 1e-9) << "u " << u;
    }
  }
}

TEST(QuantileTable, keeps_the_weight_of_a_heavy_tail) {
  // Pareto(1, alpha 1) cut at 1,000: mean = 1 + ln 1000 = 7.908.
  const QuantileTable table({Kind::kPareto, 1, 1, 1'000});
  double sum = 0;
  const int n = 1'000'000;
  for (int i = 0; i < n; ++i) sum += table((i + 0.5) / n);
  EXPECT_NEAR(sum / n, 7.908, 0.1);
}

}  // namespace
}  // namespace picket::sim
