// Time that is left: exact where times follow the model without noise, and with noise the interval holds as often as it says.

#include "sim/experiment/cost_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

TEST(CostModel, says_nothing_before_three_runs) {
  CostModel model;
  model.add(10, 1);
  model.add(20, 2);
  EXPECT_FALSE(model.seconds_of(10));
  EXPECT_FALSE(model.time_left({}, {10}, 1));
  model.add(30, 3);
  EXPECT_TRUE(model.seconds_of(10));
  EXPECT_TRUE(model.time_left({}, {10}, 1));
}

// t = 2 + 0.1 w without noise: works 10, 20, 30 take 3, 4, 5 s. On two workers, 40 (6 s) and 20 (4 s) begin at once and 10
// (3 s) follows the shorter: 7 s. With a running one of 30 that has run for 1 s (4 s left): 4 and 6, then 4 + 4, then 6 + 3.
TEST(CostModel, is_exact_where_times_are) {
  CostModel model;
  for (const double w : {10.0, 20.0, 30.0, 50.0}) model.add(w, 2 + 0.1 * w);
  EXPECT_NEAR(model.seconds_of(100).value(), 12, 1e-9);
  const TimeLeft left = model.time_left({}, {40, 20, 10}, 2).value();
  EXPECT_NEAR(left.seconds, 7, 1e-9);
  EXPECT_NEAR(left.low, 7, 1e-6);
  EXPECT_NEAR(left.high, 7, 1e-6);
  EXPECT_NEAR(model.time_left({{30, 1}}, {40, 20, 10}, 2).value().seconds, 9, 1e-9);
  EXPECT_NEAR(model.time_left({}, {}, 2).value().seconds, 0, 1e-12);
}

TEST(CostModel, equal_works_give_the_mean_and_its_prediction_interval) {
  CostModel model;
  for (const double t : {9.0, 10.0, 11.0}) model.add(5, t);
  EXPECT_NEAR(model.seconds_of(5).value(), 10, 1e-12);
  // s = 1, n = 3: half = t(0.9, 2) sqrt(1 + 1/3).
  const TimeLeft left = model.time_left({}, {5}, 1).value();
  EXPECT_NEAR(left.high - left.seconds, student_t_quantile(0.9, 2) * std::sqrt(4.0 / 3), 1e-9);
  EXPECT_NEAR(left.seconds - left.low, left.high - left.seconds, 1e-9);
}

// More work that took less time is chance, and a negative start-up time is none: neither must give negative estimates.
TEST(CostModel, never_extrapolates_below_nothing) {
  CostModel falling;
  for (const auto& [w, t] : {std::pair{10.0, 5.0}, {20.0, 4.0}, {30.0, 3.0}}) falling.add(w, t);
  EXPECT_NEAR(falling.seconds_of(1000).value(), 4, 1e-9);
  CostModel steep;
  for (const auto& [w, t] : {std::pair{10.0, 0.0}, {20.0, 10.0}, {30.0, 20.0}}) steep.add(w, t);
  EXPECT_NEAR(steep.seconds_of(0).value(), 0, 1e-12);
  EXPECT_GT(steep.seconds_of(1).value(), 0);
  EXPECT_GE(steep.time_left({}, {1}, 1).value().low, 0);
}

TEST(CostModel, one_that_is_over_its_time_may_end_at_any_moment) {
  CostModel model;
  for (const double t : {10.0, 10.0, 10.0}) model.add(5, t);
  EXPECT_NEAR(model.time_left({{5, 60}}, {}, 1).value().seconds, 0, 1e-12);
}

// Ten runs of t = 2 + 0.1 w + N(0, 0.5) of various works, then twenty more one after another: their true sum lies in the
// 80 % interval in 80 % of 2,000 trials, within three standard errors (0.027).
TEST(CostModel, the_interval_holds_in_four_of_five_cases) {
  RandomStream random(20261130, 0, 0, Purpose::kTest);
  int inside = 0;
  constexpr int kTrials = 2'000;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto time_of = [&](double work) { return 2 + 0.1 * work + 0.5 * random.normal(); };
    CostModel model;
    for (int i = 0; i < 10; ++i) model.add(20 + 10 * i, time_of(20 + 10 * i));
    std::vector<double> waiting;
    double truth = 0;
    for (int i = 0; i < 20; ++i) {
      waiting.push_back(15 + 5 * i);
      truth += time_of(waiting.back());
    }
    const TimeLeft left = model.time_left({}, waiting, 1).value();
    inside += truth >= left.low && truth <= left.high ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(inside) / kTrials, 0.8, 0.027);
}

}  // namespace
}  // namespace picket::sim
