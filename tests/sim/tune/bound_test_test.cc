#include "sim/tune/bound_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/proportion.h"
#include "tests/sim/tune/event_rates.h"

namespace picket::sim {
namespace {

using test::rates;

MeasureSample single_units(std::uint32_t hits, std::uint32_t n) {
  MeasureSample out;
  for (std::uint32_t i = 0; i < n; ++i) {
    out.values.push_back(i < hits ? 1 : 0);
    out.weights.push_back(1);
  }
  return out;
}

// 0.95^59 = 0.0485: 59 without a miss prove 0.95 at 95 %, 58 do not and miss one more.
TEST(BoundTest, fifty_nine_without_a_miss_prove_0_95) {
  const BoundTest enough = test_share(single_units(59, 59), 0.95, true, 0.95);
  EXPECT_NEAR(enough.p_pass, std::pow(0.95, 59), 1e-9);
  EXPECT_GE(enough.bound, 0.95);
  EXPECT_EQ(enough.runs_missing.value(), 0U);
  const BoundTest few = test_share(single_units(58, 58), 0.95, true, 0.95);
  EXPECT_GT(few.p_pass, 0.05);
  EXPECT_EQ(few.runs_missing.value(), 1U);
  EXPECT_EQ(few.method, "exact binomial");
}

TEST(BoundTest, its_limit_is_that_of_clopper_and_pearson) {
  const BoundTest test = test_share(single_units(95, 100), 0.9, true, 0.975);
  EXPECT_NEAR(test.bound, 0.8871650889, 1e-9);  // R: binom.test(95, 100)
  const BoundTest mirrored = test_share(single_units(5, 100), 0.1, false, 0.975);
  EXPECT_NEAR(mirrored.bound, 1 - 0.8871650889, 1e-9);
  EXPECT_NEAR(mirrored.p_pass, test.p_pass, 1e-9);
}

TEST(BoundTest, a_share_below_its_bound_fails_and_needs_no_more_runs) {
  const BoundTest test = test_share(single_units(60, 100), 0.95, true, 0.95);
  EXPECT_LT(test.p_fail, 1e-6);
  EXPECT_GT(test.p_pass, 0.9);
  EXPECT_FALSE(test.runs_missing.has_value());
}

TEST(BoundTest, few_replications_say_nothing) {
  const BoundTest test = test_share(single_units(4, 4), 0.5, true, 0.95);
  EXPECT_EQ(test.p_pass, 1);
  EXPECT_EQ(test.runs_missing.value(), 1U);
}

// Where all devices of every replication are detected, a replication is one trial: 58 do not prove 0.95, whatever their devices.
TEST(BoundTest, many_devices_without_a_miss_do_not_replace_replications) {
  MeasureSample sample;
  sample.values.assign(58, 1.0);
  sample.weights.assign(58, 40.0);
  EXPECT_NEAR(test_share(sample, 0.95, true, 0.95).p_pass, std::pow(0.95, 58), 1e-9);
}

/// How often a policy that lies on its bound passes, when units of a replication are alike (beta-binomial).
double level_of_clusters(std::uint32_t n, std::uint32_t units, double correlation, std::uint32_t seed) {
  constexpr double kBound = 0.95;
  constexpr int kRepetitions = 200;
  int passed = 0;
  RandomStream random(seed, 0, 0, Purpose::kTest);
  for (int k = 0; k < kRepetitions; ++k) {
    MeasureSample sample;
    for (std::uint32_t i = 0; i < n; ++i) {
      const double a = random.gamma(kBound * (1 / correlation - 1));
      const double b = random.gamma((1 - kBound) * (1 / correlation - 1));
      double hits = 0;
      for (std::uint32_t u = 0; u < units; ++u) hits += random.chance(a / (a + b)) ? 1 : 0;
      sample.values.push_back(hits / units);
      sample.weights.push_back(units);
    }
    passed += test_share(sample, kBound, true, 0.95).p_pass <= 0.05 ? 1 : 0;
  }
  return static_cast<double>(passed) / kRepetitions;
}

// 0.05 and three standard errors of 200 repetitions: 0.096. The plain logit-t has 0.15 in the first case.
TEST(BoundTest, clusters_on_their_bound_seldom_pass) {
  EXPECT_LE(level_of_clusters(20, 40, 0.6, 1), 0.096);
  EXPECT_LE(level_of_clusters(60, 10, 0.3, 2), 0.096);
  EXPECT_LE(level_of_clusters(60, 3, 0.1, 3), 0.096);
}

TEST(BoundTest, clusters_far_above_their_bound_pass) {
  MeasureSample sample;
  for (int i = 0; i < 100; ++i) {
    sample.values.push_back(i % 10 == 0 ? 0.9 : 1.0);
    sample.weights.push_back(10);
  }
  const BoundTest test = test_share(sample, 0.95, true, 0.95);
  EXPECT_LE(test.p_pass, 0.05);
  EXPECT_GE(test.bound, 0.95);
  EXPECT_EQ(test.method, "logit-t, replications as clusters");
}

// n = 8, mean 12.225, s = 0.6319: t = (12.225 - 13) / (s / sqrt 8) = -3.469; one-sided p = 0.0052 (R: t.test).
TEST(BoundTest, means_are_tested_by_students_t) {
  const MeasureSample sample{{12.1, 11.4, 13.0, 12.7, 11.9, 12.4, 12.0, 13.3}, {}};
  const BoundTest below = test_mean(sample, 13.5, false, 0.95);
  EXPECT_LT(below.p_pass, 0.01);
  EXPECT_GT(below.bound, below.estimate);
  const BoundTest above = test_mean(sample, 13.5, true, 0.95);
  EXPECT_NEAR(above.p_fail, below.p_pass, 1e-12);
  EXPECT_FALSE(above.runs_missing.has_value());
}

TEST(BoundTest, values_that_do_not_vary_are_judged_by_their_signs) {
  const MeasureSample zero{{0, 0, 0, 0, 0}, {}};
  EXPECT_NEAR(test_mean(zero, 0.1, false, 0.95).p_pass, 1.0 / 32, 1e-12);
  // What is equal is not shown to be below.
  EXPECT_EQ(test_mean(zero, 0, false, 0.95).p_pass, 1);
}

// 60 replications of 10 device-days without an event: P(none | 0.001) = exp(-0.6) = 0.55 proves nothing, P(none | 0.01) = exp(-6) does.
// -ln 0.05 = 2.9957, so 0.001 takes 2996 device-days, 300 replications.
TEST(BoundTest, a_rate_without_an_event_keeps_no_bound_that_its_exposure_is_too_short_for) {
  const MeasureSample none = rates(std::vector<double>(60, 0.0), 10);
  const BoundTest tight = test_rate(none, 0.001, false, 0.95);
  EXPECT_NEAR(tight.p_pass, std::exp(-0.6), 1e-9);
  EXPECT_NEAR(tight.bound, 2.9957 / 600, 1e-6);
  EXPECT_EQ(tight.runs_missing.value(), 240U);
  const BoundTest loose = test_rate(none, 0.01, false, 0.95);
  EXPECT_NEAR(loose.p_pass, std::exp(-6), 1e-9);
  EXPECT_LE(loose.bound, 0.01);
  EXPECT_EQ(loose.runs_missing.value(), 0U);
}

// R: ppois(7, 14) = 0.0316, and the limits at 0.975 of 7 events in 100 are 0.0281 and 0.1442 (poisson.test).
TEST(BoundTest, events_that_do_not_burst_are_judged_by_their_number) {
  std::vector<double> events(20, 0.0);
  for (std::size_t i = 0; i < 7; ++i) events[3 * i % 20] += 1;
  const BoundTest most = test_rate(rates(events, 5), 0.14, false, 0.975);
  EXPECT_GE(most.p_pass, 0.0316);
  EXPECT_GE(most.bound, 0.14422 - 1e-5);
  const BoundTest least = test_rate(rates(events, 5), 0.02, true, 0.975);
  EXPECT_LE(least.bound, 0.02815);
}

// All events in one of 20 replications: their number alone would prove the bound, the replications do not.
TEST(BoundTest, events_that_burst_are_judged_by_their_replications) {
  std::vector<double> events(20, 0.0);
  events.front() = 40;
  const BoundTest test = test_rate(rates(events, 5), 0.6, false, 0.95);
  EXPECT_GT(test.p_pass, 0.05);
  EXPECT_EQ(test.p_pass, test_mean(rates(events, 5), 0.6, false, 0.95).p_pass);
}

// Paired vectors of R: t = 8.7893 with 7 degrees of freedom, so x lies above y with p = 2.5e-5.
TEST(BoundTest, a_bound_of_another_policy_is_tested_in_pairs) {
  const MeasureSample x{{12.1, 11.4, 13.0, 12.7, 11.9, 12.4, 12.0, 13.3}, {}};
  const MeasureSample y{{11.2, 10.9, 12.1, 11.5, 11.3, 11.2, 11.4, 12.2}, {}};
  const BoundTest test = test_against(x, y, 1, 0, false, 0.95);
  EXPECT_NEAR(test.estimate, 0.875, 1e-12);
  EXPECT_NEAR(test.p_fail, 2.5e-5, 1e-6);
  EXPECT_GT(test_against(x, y, 1, 2, false, 0.95).p_fail, 0.5);
  EXPECT_LT(test_against(x, y, 1, 2, false, 0.95).p_pass, 0.01);
  EXPECT_LT(test_against(x, y, 1.2, 0, false, 0.95).p_pass, 0.01);
}

TEST(BoundTest, about_so_many_runs_are_missing_as_then_do) {
  MeasureSample sample;
  for (int i = 0; i < 20; ++i) sample.values.push_back(i % 2 == 0 ? 8.0 : 11.0);
  const BoundTest test = test_mean(sample, 10, false, 0.95);
  ASSERT_GT(test.runs_missing.value(), 0U);
  MeasureSample more = sample;
  while (more.values.size() < 20 + *test.runs_missing + 2) more.values.push_back(more.values.size() % 2 == 0 ? 8.0 : 11.0);
  EXPECT_LE(test_mean(more, 10, false, 0.95).p_pass, 0.051);
}

}  // namespace
}  // namespace picket::sim
