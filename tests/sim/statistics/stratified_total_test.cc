// Expectation by hand: strata of 100 and 10 units with means 1..5 and 2, 4, 6, 8, 10 a unit. Totals 300 + 60 = 360; variances
// 100^2 * 2.5 / 5 = 5,000 and 10^2 * 10 / 5 = 200; degrees of freedom 5,200^2 / (5,000^2 / 4 + 200^2 / 4) = 4.3195.
#include "sim/statistics/stratified_total.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

TEST(StratifiedTotal, weighs_each_stratum_by_its_units) {
  const std::vector<StratumSample> strata{{100, {1, 2, 3, 4, 5}}, {10, {2, 4, 6, 8, 10}}};
  const StratifiedTotal got = stratified_total(strata);
  EXPECT_DOUBLE_EQ(got.total.value, 360);
  EXPECT_EQ(got.total.n, 5U);
  ASSERT_TRUE(got.total.interval);
  const double degrees = 5'200.0 * 5'200 / (5'000.0 * 5'000 / 4 + 200.0 * 200 / 4);
  EXPECT_NEAR(got.total.interval->half_width(), student_t_factor(0.95, degrees) * std::sqrt(5'200.0), 1e-9);
  ASSERT_EQ(got.variance_share.size(), 2U);
  EXPECT_NEAR(got.variance_share[0], 5'000.0 / 5'200, 1e-12);
  EXPECT_NEAR(got.variance_share[1], 200.0 / 5'200, 1e-12);
}

TEST(StratifiedTotal, of_one_stratum_is_the_mean_with_students_interval) {
  const std::vector<double> values{3, 1, 4, 1, 5, 9};
  const IntervalEstimate mean = mean_interval(values);
  const StratifiedTotal got = stratified_total(std::vector<StratumSample>{{1, values}});
  EXPECT_DOUBLE_EQ(got.total.value, mean.value);
  EXPECT_NEAR(got.total.interval.value().low, mean.interval.value().low, 1e-12);
  EXPECT_NEAR(got.total.interval.value().high, mean.interval.value().high, 1e-12);
}

TEST(StratifiedTotal, gives_no_interval_below_five_replications_in_any_stratum) {
  const StratifiedTotal got = stratified_total(std::vector<StratumSample>{{2, {1, 1, 1, 1, 1, 1}}, {3, {1, 2, 3, 2}}});
  EXPECT_DOUBLE_EQ(got.total.value, 8);
  EXPECT_EQ(got.total.n, 4U);
  EXPECT_FALSE(got.total.interval);
}

TEST(StratifiedTotal, has_no_width_for_constant_values) {
  const StratifiedTotal got = stratified_total(std::vector<StratumSample>{{7, std::vector<double>(5, 2)}, {1, std::vector<double>(5, 3)}});
  ASSERT_TRUE(got.total.interval);
  EXPECT_EQ(got.total.interval->low, 17);
  EXPECT_EQ(got.total.interval->high, 17);
  EXPECT_EQ(got.variance_share, (std::vector<double>{0, 0}));
  EXPECT_EQ(stratified_total({}).total.n, 0U);
}

// 2,000 samples: binomial standard error of 0.95 is 0.0049, tolerance three of them. Satterthwaite's degrees of freedom are an
// approximation; with ten replications it covers a little more than it says, so half a point is added.
TEST(StratifiedTotal, covers_the_truth_as_often_as_it_says) {
  int covered = 0;
  const double truth = 1'000 * 2.0 + 50 * 7.0 + 300 * 1.0;
  for (std::uint32_t sample = 0; sample < 2'000; ++sample) {
    RandomStream random(20250101, sample, 3, Purpose::kTest);
    std::vector<StratumSample> strata{{1'000, {}}, {50, {}}, {300, {}}};
    for (int r = 0; r < 10; ++r) {
      strata[0].per_unit.push_back(2 + 0.2 * random.normal());
      strata[1].per_unit.push_back(7 + 2 * random.normal());
      strata[2].per_unit.push_back(1 + 0.5 * random.normal());
    }
    covered += stratified_total(strata).total.interval.value().contains(truth) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2'000.0, 0.95, 0.0197) << "seed 20250101";
}

}  // namespace
}  // namespace picket::sim
