#include "sim/statistics/runs_needed.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

// Checked against the definition: with the answer the interval is narrow enough, with one run
// less it is not.
TEST(RunsNeeded, is_the_smallest_number_that_narrows_the_mean) {
  const std::vector<double> values{10, 14, 9, 11, 16, 8};
  const double s = std::sqrt(sample_variance(values));
  const auto half = [&](double n) { return student_t_factor(0.95, n - 1) * s / std::sqrt(n); };
  for (const double target : {3.0, 1.0, 0.1}) {
    const std::uint32_t more = runs_needed_for_mean(values, target);
    ASSERT_GT(more, 0U);
    EXPECT_LE(half(6 + more), target);
    EXPECT_GT(half(6 + more - 1), target);
  }
  EXPECT_EQ(runs_needed_for_mean(values, 100), 0U);
}

TEST(RunsNeeded, is_the_smallest_number_that_narrows_the_proportion) {
  const std::vector<double> rates{0.5, 0.75, 1, 0.5, 0.25, 0.75};
  const std::uint32_t more = runs_needed_for_proportion(rates, 0.1);
  const double p = mean(rates);
  const double s = std::sqrt(sample_variance(rates));
  EXPECT_LE(clustered_proportion_interval(p, s, 6 + more, 0.95).half_width(), 0.1);
  EXPECT_GT(clustered_proportion_interval(p, s, 6 + more - 1, 0.95).half_width(), 0.1);
}

// All detected: the exact interval [0.025^(1/n), 1] is +-0.1 from n = 17 on (0.025^(1/17) = 0.8049,
// half width 0.0975; n = 16: 0.7941, 0.103).
TEST(RunsNeeded, uses_the_exact_interval_when_all_are_detected) {
  EXPECT_EQ(runs_needed_for_proportion(std::vector<double>(10, 1.0), 0.1), 7U);
  EXPECT_EQ(runs_needed_for_proportion(std::vector<double>(17, 1.0), 0.1), 0U);
}

TEST(RunsNeeded, asks_for_five_replications_first) {
  EXPECT_EQ(runs_needed_for_mean({}, 1), 5U);
  EXPECT_EQ(runs_needed_for_proportion(std::vector<double>{1}, 0.1), 4U);
  EXPECT_EQ(runs_needed_for_mean(std::vector<double>{1, 1, 1}, 1), 2U);
}

TEST(RunsNeeded, gives_up_at_its_bound) {
  EXPECT_EQ(runs_needed_for_mean(std::vector<double>{0, 1e9, 5, 7, 9}, 1e-6), kMostRunsNeeded);
}

}  // namespace
}  // namespace picket::sim
