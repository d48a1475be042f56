#include "sim/scenario/distribution.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

constexpr int kDraws = 200'000;

/// Sample mean and the standard error of it.
struct Sampled {
  double mean = 0;
  double error = 0;
};
Sampled sampled(const Distribution& d, std::uint32_t seed) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = d.sample(random);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  return {mean, std::sqrt((squares / kDraws - mean * mean) / kDraws)};
}

// Means in closed form, by hand: uniform (2 + 6) / 2 = 4; lognormal 12 e^(0.6^2 / 2) = 14.367;
// exponential 5; Pareto 3 * 4 / (4 - 1) = 4; negative binomial 2.5. A right sampler is within
// five standard errors but once in 1.7 million.
TEST(Distribution, sample_means_meet_the_closed_form) {
  using Kind = Distribution::Kind;
  const std::pair<Distribution, double> cases[] = {{{Kind::kUniform, 2, 6}, 4},
                                                   {{Kind::kLognormal, 12, 0.6}, 12 * std::exp(0.18)},
                                                   {{Kind::kExponential, 5, 0}, 5},
                                                   {{Kind::kPareto, 3, 4}, 4},
                                                   {{Kind::kNegativeBinomial, 2.5, 0.5}, 2.5}};
  for (const auto& [distribution, mean] : cases) {
    EXPECT_DOUBLE_EQ(distribution.mean(), mean);
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
      const Sampled s = sampled(distribution, seed);
      EXPECT_NEAR(s.mean, mean, 5 * s.error) << "kind " << static_cast<int>(distribution.kind) << " seed " << seed;
    }
  }
}

TEST(Distribution, a_constant_is_itself_and_takes_no_draw) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  RandomStream untouched(1, 0, 0, Purpose::kTest);
  EXPECT_EQ(Distribution::constant(7).sample(random), 7);
  EXPECT_EQ(Distribution::constant(7).mean(), 7);
  EXPECT_EQ(random.next(), untouched.next());
}

TEST(Distribution, larger_draws_are_cut_to_max) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  const Distribution d{Distribution::Kind::kPareto, 1, 0.5, 10};
  int at_max = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double x = d.sample(random);
    ASSERT_GE(x, 1);
    ASSERT_LE(x, 10);
    at_max += x == 10 ? 1 : 0;
  }
  // P(x >= 10) = (1 / 10)^0.5 = 0.316.
  EXPECT_NEAR(at_max, 3'162, 250);
}

TEST(Distribution, the_mean_of_a_heavy_pareto_is_infinite) {
  EXPECT_TRUE(std::isinf(Distribution({Distribution::Kind::kPareto, 1, 1}).mean()));
  EXPECT_TRUE(std::isinf(Distribution({Distribution::Kind::kPareto, 1, 0.7}).mean()));
}

TEST(Distribution, half_of_lognormal_draws_are_below_the_median) {
  RandomStream random(5, 0, 0, Purpose::kTest);
  int below = 0;
  for (int i = 0; i < 20'000; ++i)
    below += Distribution{Distribution::Kind::kLognormal, 12, 2}.sample(random) < 12 ? 1 : 0;
  EXPECT_NEAR(below, 10'000, 400);  // five standard deviations: 5 * sqrt(20000 / 4) = 354
}

TEST(Distribution, a_lognormal_with_median_zero_is_zero) {
  RandomStream random(5, 0, 0, Purpose::kTest);
  EXPECT_EQ((Distribution{Distribution::Kind::kLognormal, 0, 1}.sample(random)), 0);
}

}  // namespace
}  // namespace picket::sim
