#include "sim/statistics/control_variate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/stratified_total.h"

namespace picket::sim {
namespace {

// The slope is 3 whatever is left out, so each value is moved by 3 times what its sample lacks of the control.
TEST(ControlledValues, of_a_control_that_explains_all_are_those_of_the_larger_sample) {
  const std::vector<double> control{1, 2, 3, 4, 5, 2, 3, 4, 1, 5, 6, 2};
  const std::vector<double> known{3, 3.5, 3, 2.5, 3, 3, 3, 3, 3.25, 3, 3, 2.75};
  ControlledStratum stratum{{}, control, known};
  for (const double x : control) stratum.values.push_back(10 + 3 * x);
  const auto got = controlled_values(std::vector<ControlledStratum>{stratum});
  ASSERT_EQ(got.size(), 1U);
  for (std::size_t r = 0; r < control.size(); ++r) EXPECT_NEAR(got[0][r], 10 + 3 * known[r], 1e-12);
}

// By hand, of two strata with values that move by 1 and by 3 for each 1 of the control, which scatters alike in both: the
// pooled slope is 2 as long as the same replication is left out of both.
TEST(ControlledValues, pool_the_slope_over_strata) {
  const std::vector<double> control{0, 1, 0, 1, 0, 1, 0, 1};
  ControlledStratum a{control, control, std::vector<double>(8, 0.5)};
  ControlledStratum b = a;
  for (double& value : b.values) value *= 3;
  const auto got = controlled_values(std::vector<ControlledStratum>{a, b});
  EXPECT_NEAR(got[0][0], 0 + 2 * 0.5, 1e-12);
  EXPECT_NEAR(got[1][1], 3 - 2 * 0.5, 1e-12);
}

TEST(ControlledValues, stay_as_they_are_where_too_little_is_known_of_the_slope) {
  const ControlledStratum four{{1, 2, 3, 5}, {1, 2, 3, 4}, {0, 0, 0, 0}};
  EXPECT_EQ(controlled_values(std::vector<ControlledStratum>{four, four}), (std::vector<std::vector<double>>{four.values, four.values}));
  const ControlledStratum even{std::vector<double>(20, 1), std::vector<double>(20, 2), std::vector<double>(20, 3)};
  EXPECT_EQ(controlled_values(std::vector<ControlledStratum>{even})[0], even.values) << "a control that never scatters has no slope";
  EXPECT_TRUE(controlled_values({}).empty());
}

/// How an interval of a total does over many samples.
struct IntervalRecord {
  double covered = 0;     ///< share of the samples whose interval holds the truth
  double half_width = 0;  ///< mean
};

/// Three strata of counts that follow a control in part: y = 5 + slope * x + noise, x Poisson. The larger sample is 50 times as large.
std::pair<IntervalRecord, IntervalRecord> plain_and_controlled(std::uint32_t replications, double slope, double noise) {
  const double units[] = {1'000, 300, 50};
  const double rates[] = {8, 20, 3};
  double truth = 0;
  for (int h = 0; h < 3; ++h) truth += units[h] * (5 + slope * rates[h]);
  constexpr std::uint32_t kSamples = 2'000;
  IntervalRecord plain;
  IntervalRecord controlled;
  for (std::uint32_t sample = 0; sample < kSamples; ++sample) {
    RandomStream random(20260301, sample, replications, Purpose::kTest);
    std::vector<ControlledStratum> strata(3);
    for (int h = 0; h < 3; ++h) {
      for (std::uint32_t r = 0; r < replications; ++r) {
        const auto x = static_cast<double>(random.poisson(rates[h]));
        strata[h].control.push_back(x);
        strata[h].known.push_back(static_cast<double>(random.poisson(50 * rates[h])) / 50);
        strata[h].values.push_back(5 + slope * x + noise * random.normal());
      }
    }
    const auto moved = controlled_values(strata);
    std::vector<StratumSample> before;
    std::vector<StratumSample> after;
    for (std::size_t h = 0; h < 3; ++h) {
      before.push_back({units[h], strata[h].values});
      after.push_back({units[h], moved[h]});
    }
    const Interval a = stratified_total(before).total.interval.value();
    const Interval b = stratified_total(after).total.interval.value();
    plain.covered += a.contains(truth) ? 1.0 / kSamples : 0;
    controlled.covered += b.contains(truth) ? 1.0 / kSamples : 0;
    plain.half_width += a.half_width() / kSamples;
    controlled.half_width += b.half_width() / kSamples;
  }
  return {plain, controlled};
}

// 2,000 samples: the standard error of 0.95 is 0.0049. Tolerance three of them, and a point below for slopes in common.
constexpr double kCoverageLeast = 0.95 - 0.0147 - 0.01;

TEST(ControlledValues, give_intervals_that_hold_the_truth_as_often_as_they_say) {
  for (const std::uint32_t replications : {5U, 10U}) {
    for (const double noise : {0.0, 1.0, 6.0}) {
      const auto [plain, controlled] = plain_and_controlled(replications, 1, noise);
      EXPECT_GE(controlled.covered, kCoverageLeast) << "seed 20260301, " << replications << " replications, noise " << noise << "; without the control " << plain.covered;
    }
  }
}

// All of the scatter is the control's: what is left is that of a sample 50 times as large, a seventh of the width.
TEST(ControlledValues, are_as_well_known_as_the_larger_sample_is) {
  const auto [plain, controlled] = plain_and_controlled(10, 1, 0);
  EXPECT_NEAR(controlled.half_width / plain.half_width, 1 / std::sqrt(50.0), 0.01);
}

// No slope: 3 strata of 10 replications leave 23 degrees of freedom, so the variance grows by about 1 / 23, the width by half of it.
TEST(ControlledValues, lose_little_by_a_control_that_explains_nothing) {
  const auto [plain, controlled] = plain_and_controlled(10, 0, 2);
  EXPECT_GE(controlled.covered, kCoverageLeast);
  EXPECT_LE(controlled.half_width / plain.half_width, 1.05);
}

}  // namespace
}  // namespace picket::sim
