#include "sim/statistics/relative_precision.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/statistics/mean_interval.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// Ten values of mean 100 and standard deviation 10 sqrt(10/9): half width t(9) x 3.3333 = 2.2622 x 3.3333 = 7.54.
const std::vector<double> kTen{90, 110, 90, 110, 90, 110, 90, 110, 90, 110};

TEST(RelativePrecision, stops_when_the_interval_is_a_small_share_of_the_mean) {
  const PrecisionReached now = relative_precision(kTen, {.error = 0.09, .first = 10, .most = 100});
  EXPECT_NEAR(now.relative_half_width, 0.0754, 5e-5);
  EXPECT_TRUE(now.reached);  // 0.09 / 1.09 = 0.0826
  EXPECT_EQ(runs_to_precision(kTen, {.error = 0.09, .first = 10, .most = 100}), 0U);
  const PrecisionReached wider = relative_precision(kTen, {.error = 0.08, .first = 10, .most = 100});
  EXPECT_FALSE(wider.reached);  // 0.08 / 1.08 = 0.0741
  EXPECT_EQ(runs_to_precision(kTen, {.error = 0.08, .first = 10, .most = 100}), 1U);
  EXPECT_FALSE(wider.gave_up);
}

// cv 0.105, 2 %: (1.96 x 0.105 x 1.02 / 0.02)^2 = 111.
TEST(RelativePrecision, foresees_the_runs) {
  EXPECT_NEAR(10 + runs_to_precision(kTen, {.error = 0.02, .first = 10, .most = 1000}), 111, 4);
  EXPECT_EQ(runs_to_precision(kTen, {.error = 0.02, .first = 10, .most = 50}), 40U);
}

TEST(RelativePrecision, looks_first_at_ten_and_gives_up_at_its_cap) {
  const std::vector<double> few{10, 10.001, 10, 10.002};
  EXPECT_FALSE(relative_precision(few, {}).reached);
  EXPECT_EQ(runs_to_precision(few, {}), 6U);
  EXPECT_EQ(runs_to_precision({}, {}), 10U);
  const PrecisionReached over = relative_precision(kTen, {.error = 0.01, .first = 10, .most = 10});
  EXPECT_TRUE(over.gave_up);
  EXPECT_EQ(runs_to_precision(kTen, {.error = 0.01, .first = 10, .most = 10}), 0U);
}

TEST(RelativePrecision, values_around_0_have_none) {
  const std::vector<double> around{-1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
  const PrecisionReached now = relative_precision(around, {.error = 0.05, .first = 10, .most = 60});
  EXPECT_TRUE(std::isinf(now.relative_half_width));
  EXPECT_EQ(runs_to_precision(around, {.error = 0.05, .first = 10, .most = 60}), 50U);
  EXPECT_TRUE(relative_precision(std::vector<double>(10, 0.0), {}).reached);
}

// cv 0.2, 5 %: the interval at the stop covers in 0.93 to 0.95 of studies, the relative error is kept in some 95 %, after 70
// runs on average.
TEST(RelativePrecision, keeps_the_error_it_promises) {
  constexpr std::uint32_t kSamples = 500;
  const double s = std::sqrt(std::log(1 + 0.2 * 0.2));
  const double truth = std::exp(s * s / 2);
  double runs = 0;
  std::uint32_t covers = 0;
  const RelativePrecision wanted{.error = 0.05, .first = 10, .most = 1000};
  const double kept = simulated_share(20261220, kSamples, [&](RandomStream& random) {
    std::vector<double> values;
    while (!relative_precision(values, wanted).reached) values.push_back(random.lognormal(1, s));
    runs += static_cast<double>(values.size()) / kSamples;
    const IntervalEstimate estimate = mean_interval(values);
    covers += estimate.interval->contains(truth) ? 1 : 0;
    return std::fabs(estimate.value - truth) <= 0.05 * truth;
  });
  EXPECT_NEAR(kept, 0.95, three_errors(0.95, kSamples)) << "seed 20261220";
  EXPECT_NEAR(static_cast<double>(covers) / kSamples, 0.94, three_errors(0.94, kSamples)) << "seed 20261220";
  EXPECT_NEAR(runs, 70, 4) << "seed 20261220";
}

// As `picket run --precision` looks: after 10, 20, 40... runs. A look that comes late makes the error smaller.
TEST(RelativePrecision, covers_at_planned_looks) {
  constexpr std::uint32_t kSamples = 1000;
  for (const double cv : {0.1, 0.2, 0.5}) {
    const double s = std::sqrt(std::log(1 + cv * cv));
    const double truth = std::exp(s * s / 2);
    const RelativePrecision wanted{.error = 0.1, .first = 10, .most = 1280};
    std::uint32_t kept = 0;
    const double covered = simulated_share(20261227, kSamples, [&](RandomStream& random) {
      std::vector<double> values;
      for (std::size_t look = 10; !relative_precision(values, wanted).reached && look <= 1280; look *= 2) {
        while (values.size() < look) values.push_back(random.lognormal(1, s));
      }
      const IntervalEstimate estimate = mean_interval(values);
      kept += std::fabs(estimate.value - truth) <= 0.1 * truth ? 1 : 0;
      return estimate.interval->contains(truth);
    });
    EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261227, cv " << cv;
    EXPECT_GE(static_cast<double>(kept) / kSamples, 0.95 - three_errors(0.95, kSamples)) << "seed 20261227, cv " << cv;
  }
}

}  // namespace
}  // namespace picket::sim
