#include "sim/statistics/log_ratio_difference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/statistics/paired_difference.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(LogRatioDifference, is_the_paired_difference_of_logarithms) {
  const std::vector<double> x{12.1, 11.4, 13.0, 12.7, 11.9};
  const std::vector<double> y{11.2, 10.9, 12.1, 11.5, 11.3};
  std::vector<double> log_x;
  std::vector<double> log_y;
  double product = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    log_x.push_back(std::log(x[i]));
    log_y.push_back(std::log(y[i]));
    product *= x[i] / y[i];
  }
  const auto out = log_ratio_difference(x, y);
  ASSERT_TRUE(out && out->ratio.interval && out->p_value);
  EXPECT_NEAR(out->ratio.value, std::pow(product, 0.2), 1e-12);
  const PairedDifference logs = paired_difference(log_x, log_y);
  EXPECT_NEAR(std::log(out->ratio.interval->low), logs.difference.interval->low, 1e-12);
  EXPECT_NEAR(std::log(out->ratio.interval->high), logs.difference.interval->high, 1e-12);
  EXPECT_EQ(out->p_value, logs.p_value);
  EXPECT_EQ(out->ratio.n, 5U);
}

TEST(LogRatioDifference, wants_values_above_0) {
  EXPECT_FALSE(log_ratio_difference(std::vector<double>{1, 0}, std::vector<double>{1, 2}));
  EXPECT_FALSE(log_ratio_difference(std::vector<double>{1, 2}, std::vector<double>{1, -2}));
  EXPECT_FALSE(log_ratio_difference({}, {}));
  const auto few = log_ratio_difference(std::vector<double>{2, 8}, std::vector<double>{1, 1});
  ASSERT_TRUE(few);
  EXPECT_NEAR(few->ratio.value, 4, 1e-12);
  EXPECT_FALSE(few->ratio.interval);
}

TEST(LogRatioDifference, geometric_mean_is_the_root_of_the_product) {
  EXPECT_NEAR(geometric_mean(std::vector<double>{1, 2, 4}).value(), 2, 1e-12);
  EXPECT_FALSE(geometric_mean(std::vector<double>{1, 0}));
  EXPECT_FALSE(geometric_mean({}));
}

// Delays of very different replications, one policy 20 % faster in each: the interval covers the factor as often as it says.
TEST(LogRatioDifference, covers_the_factor) {
  constexpr std::uint32_t kSamples = 4000;
  const double covered = simulated_share(20261210, kSamples, [](RandomStream& random) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < 10; ++i) {
      y.push_back(random.lognormal(60, 1.5));
      x.push_back(y.back() * random.lognormal(0.8, 0.2));
    }
    return log_ratio_difference(x, y)->ratio.interval->contains(0.8);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261210";
}

}  // namespace
}  // namespace picket::sim
