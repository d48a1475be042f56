#include "sim/search/expected_improvement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/random.h"
#include "sim/search/hypervolume.h"

namespace picket::sim {
namespace {

using Points = std::vector<std::vector<double>>;

TEST(ExpectedImprovement, the_normal_distribution_function_has_its_tabled_values) {
  EXPECT_NEAR(normal_cdf(0), 0.5, 1e-15);
  EXPECT_NEAR(normal_cdf(1.959963984540054), 0.975, 1e-12);
  EXPECT_NEAR(normal_cdf(-5), 2.866515718791939e-7, 1e-15);
}

/// At the mean, the shortfall of a standard normal is its density at 0; far above it is the distance; without
/// spread it is the positive part.
TEST(ExpectedImprovement, of_one_objective_is_known_at_its_ends) {
  EXPECT_NEAR(expected_improvement({0, 1}, 0), 0.3989422804014327, 1e-12);
  EXPECT_NEAR(expected_improvement({-40, 1}, 0), 40, 1e-9);
  EXPECT_EQ(expected_improvement({2, 0}, 5), 3);
  EXPECT_EQ(expected_improvement({7, 0}, 5), 0);
  EXPECT_GE(expected_improvement({60, 1}, 0), 0);
}

TEST(ExpectedImprovement, the_hypervolume_of_the_reference_case_is_exact) {
  const Points front{{0.2, 0.8}, {0.5, 0.4}, {0.9, 0.1}};
  const ExpectedHypervolumeImprovement improvement(front, 1.1, 1.1);
  EXPECT_NEAR(improvement({0.4, 0.2}, {0.35, 0.15}), 0.10020422, 5e-9);
}

TEST(ExpectedImprovement, the_hypervolume_agrees_with_simulation) {
  const Points front{{0.2, 0.8}, {0.5, 0.4}, {0.9, 0.1}};
  const std::vector<double> reference{1.1, 1.1};
  const ExpectedHypervolumeImprovement improvement(front, 1.1, 1.1);
  const double before = hypervolume(front, reference);
  for (const auto& [first, second] : std::vector<std::pair<Normal, Normal>>{
           {{0.4, 0.2}, {0.35, 0.15}}, {{0.1, 0.3}, {1.0, 0.2}}, {{1.2, 0.1}, {0.0, 0.4}}}) {
    RandomStream random(11, 0, 0, Purpose::kTest);
    constexpr int kDraws = 20'000;
    double sum = 0;
    double squares = 0;
    Points with = front;
    with.emplace_back();
    for (int i = 0; i < kDraws; ++i) {
      with.back() = {first.mean + first.sd * random.normal(), second.mean + second.sd * random.normal()};
      const double gain = hypervolume(with, reference) - before;
      sum += gain;
      squares += gain * gain;
    }
    const double mean = sum / kDraws;
    const double error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
    EXPECT_NEAR(improvement(first, second), mean, 4 * error);
  }
}

/// Of a normal logarithm: against draws, and as spread goes to nothing.
TEST(ExpectedImprovement, the_shortfall_of_a_normal_logarithm_agrees_with_simulation) {
  for (const auto& [t, x] : std::vector<std::pair<double, Normal>>{
           {3, {1, 0.5, true}}, {0.5, {1, 0.5, true}}, {20, {1, 0.5, true}}, {1, {-1, 2, true}}}) {
    RandomStream random(12, 0, 0, Purpose::kTest);
    constexpr int kDraws = 50'000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double below = std::max(0.0, t - x.at(random.normal()));
      sum += below;
      squares += below * below;
    }
    const double mean = sum / kDraws;
    EXPECT_NEAR(expected_shortfall_below(t, x), mean, 4 * std::sqrt((squares / kDraws - mean * mean) / kDraws)) << t;
  }
  EXPECT_NEAR(expected_shortfall_below(3, {std::log(2.0), 0, true}), 1, 1e-12);
  EXPECT_NEAR(expected_shortfall_below(3, {std::log(2.0), 1e-4, true}), 1, 1e-6);
  EXPECT_EQ(expected_shortfall_below(0, {-5, 1, true}), 0);
  EXPECT_EQ(expected_shortfall_below(-1, {-5, 1, true}), 0);
  EXPECT_TRUE(std::isfinite(expected_shortfall_below(1e-6, {900, 3, true})));
}

TEST(ExpectedImprovement, a_normal_logarithm_has_its_values_at_deviations) {
  const Normal logarithm{std::log(4.0), std::log(2.0), true};
  EXPECT_NEAR(logarithm.median(), 4, 1e-12);
  EXPECT_NEAR(logarithm.at(-1), 2, 1e-12);
  const Normal plain{4, 2};
  EXPECT_EQ(plain.median(), 4);
  EXPECT_EQ(plain.at(-1), 2);
}

TEST(ExpectedImprovement, without_spread_it_is_the_hypervolume_gained) {
  const Points front{{0.2, 0.8}, {0.5, 0.4}, {0.9, 0.1}};
  const ExpectedHypervolumeImprovement improvement(front, 1.1, 1.1);
  EXPECT_NEAR(improvement({0.3, 0}, {0.3, 0}),
              hypervolume(Points{{0.2, 0.8}, {0.9, 0.1}, {0.3, 0.3}}, std::vector{1.1, 1.1}) - 0.57, 1e-12);
  EXPECT_EQ(improvement({0.6, 0}, {0.6, 0}), 0);
}

TEST(ExpectedImprovement, points_that_bound_nothing_change_nothing) {
  const ExpectedHypervolumeImprovement plain(Points{{0.2, 0.8}, {0.5, 0.4}, {0.9, 0.1}}, 1.1, 1.1);
  const ExpectedHypervolumeImprovement more(
      Points{{0.9, 0.1}, {0.5, 0.4}, {0.6, 0.6}, {0.2, 0.8}, {3, 0}, {0.5, 0.4}, {0.2, 0.9}}, 1.1, 1.1);
  EXPECT_EQ(plain({0.4, 0.2}, {0.35, 0.15}), more({0.4, 0.2}, {0.35, 0.15}));
}

TEST(ExpectedImprovement, beyond_an_empty_front_it_is_the_product_of_both_shortfalls) {
  const ExpectedHypervolumeImprovement improvement(Points{}, 1.0, 2.0);
  EXPECT_NEAR(improvement({0, 1}, {1, 1}), expected_shortfall_below(1, {0, 1}) * expected_shortfall_below(2, {1, 1}),
              1e-15);
}

}  // namespace
}  // namespace picket::sim
