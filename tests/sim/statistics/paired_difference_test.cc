// The vectors are those of R 4.2.2: t.test(x, y, paired = TRUE) and t.test(x, y).
#include "sim/statistics/paired_difference.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent_core/base/random.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

const std::vector<double> kX{12.1, 11.4, 13.0, 12.7, 11.9, 12.4, 12.0, 13.3};
const std::vector<double> kY{11.2, 10.9, 12.1, 11.5, 11.3, 11.2, 11.4, 12.2};

TEST(PairedDifference, agrees_with_r) {
  const PairedDifference paired = paired_difference(kX, kY);
  ASSERT_TRUE(paired.t && paired.difference.interval && paired.p_value);
  EXPECT_NEAR(*paired.t, 8.7893, 5e-5);
  EXPECT_NEAR(paired.difference.interval->low, 0.6395956, 5e-8);
  EXPECT_NEAR(paired.difference.interval->high, 1.1104044, 5e-8);
  EXPECT_LT(*paired.p_value, 1e-4);
  EXPECT_EQ(paired.difference.n, 8U);
}

// Welch's t divides by the variance as if independent, paired t by the paired one, so the
// factor gained is (8.7893 / 3.2046)^2 = 7.522 for equal sample sizes.
TEST(PairedDifference, says_what_common_random_numbers_gained) {
  const PairedDifference paired = paired_difference(kX, kY);
  ASSERT_TRUE(paired.variance_reduction && paired.correlation);
  EXPECT_NEAR(*paired.variance_reduction, 7.5225, 1e-3);
  EXPECT_GT(*paired.correlation, 0.8);
}

TEST(PairedDifference, says_when_pairing_hurts) {
  const PairedDifference paired =
      paired_difference(std::vector<double>{1, 2, 3, 4, 5}, std::vector<double>{5, 4, 3, 2, 1});
  EXPECT_LT(*paired.variance_reduction, 1);
  EXPECT_NEAR(*paired.correlation, -1, 1e-12);
}

TEST(PairedDifference, handles_differences_that_do_not_vary) {
  const std::vector<double> x{1, 2, 3, 4, 5};
  const PairedDifference same = paired_difference(x, x);
  EXPECT_FALSE(same.t);
  EXPECT_FALSE(same.variance_reduction);
  EXPECT_EQ(same.p_value, 1.0);
  const PairedDifference shifted = paired_difference(x, std::vector<double>{0, 1, 2, 3, 4});
  EXPECT_EQ(shifted.p_value, 2 / 32.0);
  EXPECT_DOUBLE_EQ(shifted.difference.value, 1);
}

TEST(PairedDifference, takes_rounding_for_no_difference) {
  const std::vector<double> x(8, 0.3);
  const std::vector<double> y(8, 0.1 + 0.2);
  const PairedDifference paired = paired_difference(x, y);
  EXPECT_NE(paired.difference.value, 0);
  EXPECT_EQ(paired.p_value, 1.0);
  EXPECT_FALSE(paired.t);
}

TEST(PairedDifference, gives_no_interval_below_five_pairs) {
  const PairedDifference paired = paired_difference(std::vector<double>{1, 2, 4}, std::vector<double>{1, 1, 1});
  EXPECT_FALSE(paired.difference.interval);
  EXPECT_FALSE(paired.p_value);
}

TEST(WelchDifference, agrees_with_r) {
  const WelchDifference welch = welch_difference(kX, kY);
  EXPECT_NEAR(welch.t, 3.2046, 5e-5);
  EXPECT_NEAR(welch.degrees_of_freedom, 12.754, 5e-4);
  ASSERT_TRUE(welch.difference.interval);
  EXPECT_NEAR(welch.difference.interval->low, 0.283963, 5e-7);
  EXPECT_NEAR(welch.difference.interval->high, 1.466037, 5e-7);
}

// Wide, unequal spreads: the interval covers 95 %, which a pooled variance would not.
TEST(WelchDifference, covers_the_truth) {
  constexpr std::uint32_t kSamples = 4000;
  const double covered = simulated_share(20261239, kSamples, [](RandomStream& random) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < 8; ++i) x.push_back(3 + 10 * random.normal());
    for (int i = 0; i < 20; ++i) y.push_back(1 + random.normal());
    return welch_difference(x, y).difference.interval->contains(2);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261239";
}

TEST(PairedDifference, covers_the_truth_and_is_narrower_than_welch) {
  int covered = 0;
  double paired_width = 0;
  double welch_width = 0;
  for (std::uint32_t sample = 0; sample < 2000; ++sample) {
    RandomStream random(20250102, sample, 0, Purpose::kTest);
    std::vector<double> x(10);
    std::vector<double> y(10);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double shared = 2 * random.normal();
      x[i] = 1 + shared + random.normal();
      y[i] = shared + random.normal();
    }
    const Interval interval = *paired_difference(x, y).difference.interval;
    covered += interval.contains(1) ? 1 : 0;
    paired_width += interval.half_width();
    welch_width += welch_difference(x, y).difference.interval->half_width();
  }
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.0147) << "seed 20250102";
  EXPECT_LT(paired_width, 0.6 * welch_width);
}

}  // namespace
}  // namespace picket::sim
