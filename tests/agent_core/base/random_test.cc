#include "agent_core/base/random.h"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace picket {
namespace {

// Known answers published with Random123 (kat_vectors, philox4x32 with 10 rounds).
TEST(Philox, gives_the_published_answers) {
  const r123::Philox4x32 philox;
  const r123::Philox4x32::ctr_type zero{{0, 0, 0, 0}};
  EXPECT_EQ(philox(zero, {{0, 0}}), (r123::Philox4x32::ctr_type{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({{ones, ones, ones, ones}}, {{ones, ones}}),
            (r123::Philox4x32::ctr_type{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}));
}

// With seed, replication and entity all ones, purpose all ones and block all ones, the stream's counter is
// the second published vector: words 0 and 1 make the first number, words 2 and 3 the second.
TEST(RandomStream, is_philox_with_the_documented_key_and_counter) {
  RandomStream ones(~0ULL, ~0U, ~0U, static_cast<Purpose>(~0U));
  ones.skip_to(~0U);
  EXPECT_EQ(ones.next(), 0x41c83b0e408f276dULL);
  EXPECT_EQ(ones.next(), 0x6d5451fda20bc7c6ULL);
  RandomStream zero(0, 0, 0, static_cast<Purpose>(0));
  EXPECT_EQ(zero.next(), 0xe169c58d6627e8d5ULL);
  EXPECT_EQ(zero.next(), 0x9b00dbd8bc57ac4cULL);
}

TEST(RandomStream, every_part_of_the_key_matters) {
  const std::uint64_t reference = RandomStream(1, 2, 3, Purpose::kTest).next();
  EXPECT_EQ(RandomStream(1, 2, 3, Purpose::kTest).next(), reference);
  EXPECT_NE(RandomStream(1ULL << 40, 2, 3, Purpose::kTest).next(), reference);
  EXPECT_NE(RandomStream(2, 2, 3, Purpose::kTest).next(), reference);
  EXPECT_NE(RandomStream(1, 3, 3, Purpose::kTest).next(), reference);
  EXPECT_NE(RandomStream(1, 2, 4, Purpose::kTest).next(), reference);
  EXPECT_NE(RandomStream(1, 2, 3, Purpose::kAgent).next(), reference);
}

TEST(RandomStream, skipping_gives_what_drawing_gives) {
  RandomStream drawn(5, 0, 0, Purpose::kTest);
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < 40; ++i) numbers.push_back(drawn.next());
  for (std::uint32_t block = 0; block < 20; ++block) {
    RandomStream skipped(5, 0, 0, Purpose::kTest);
    skipped.next();  // half a block must not linger
    skipped.skip_to(block);
    EXPECT_EQ(skipped.next(), numbers[2 * block]);
    EXPECT_EQ(skipped.next(), numbers[2 * block + 1]);
    EXPECT_EQ(skipped.block(), block + 1);
  }
}

struct Moments {
  double mean = 0;
  double variance = 0;
};
Moments moments_of(std::vector<double>& values) {
  Moments m;
  for (const double v : values) m.mean += v / static_cast<double>(values.size());
  for (const double v : values) m.variance += (v - m.mean) * (v - m.mean) / static_cast<double>(values.size() - 1);
  return m;
}

constexpr int kDraws = 200'000;

std::vector<double> draws(std::uint64_t seed, const std::function<double(RandomStream&)>& draw) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  std::vector<double> values;
  values.reserve(kDraws);
  for (int i = 0; i < kDraws; ++i) values.push_back(draw(random));
  return values;
}

/// The mean of n draws lies within 5 standard errors of the true mean; the variance within `tolerance` of it.
void expect_moments(std::vector<double> values, double mean, double variance, double tolerance) {
  const Moments m = moments_of(values);
  EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(variance / kDraws));
  EXPECT_NEAR(m.variance, variance, tolerance * variance);
}

/// Largest distance between the empirical distribution and the true one; below 2.0 / sqrt(n) except with
/// probability 2 exp(-8) = 0.0007 (Kolmogorov), and the seeds are fixed.
void expect_distribution(std::vector<double> values, const std::function<double(double)>& cdf) {
  std::sort(values.begin(), values.end());
  double worst = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = cdf(values[i]);
    const double n = static_cast<double>(values.size());
    worst = std::max({worst, std::abs(p - static_cast<double>(i) / n), std::abs(p - static_cast<double>(i + 1) / n)});
  }
  EXPECT_LT(worst, 2.0 / std::sqrt(kDraws));
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

TEST(RandomStream, uniform_is_flat_and_never_0_or_1) {
  const auto values = draws(1, [](RandomStream& r) { return r.uniform(); });
  EXPECT_GT(*std::min_element(values.begin(), values.end()), 0.0);
  EXPECT_LT(*std::max_element(values.begin(), values.end()), 1.0);
  expect_moments(values, 0.5, 1.0 / 12, 0.02);
  expect_distribution(values, [](double x) { return x; });
  expect_moments(draws(2, [](RandomStream& r) { return r.uniform(-3, 5); }), 1, 64.0 / 12, 0.02);
}

TEST(RandomStream, below_hits_every_number_equally_often) {
  std::vector<int> hits(7, 0);
  RandomStream random(3, 0, 0, Purpose::kTest);
  for (int i = 0; i < 70'000; ++i) ++hits[random.below(7)];
  double chi_squared = 0;
  for (const int h : hits) chi_squared += (h - 10'000.0) * (h - 10'000.0) / 10'000.0;
  EXPECT_LT(chi_squared, 22.5);  // 6 degrees of freedom, 0.1 %
  EXPECT_EQ(random.below(1), 0U);
  for (int i = 0; i < 1'000; ++i) ASSERT_LT(random.below(1ULL << 63), 1ULL << 63);
}

TEST(RandomStream, chance_happens_as_often_as_it_says) {
  expect_moments(draws(4, [](RandomStream& r) { return r.chance(0.3) ? 1.0 : 0.0; }), 0.3, 0.21, 0.02);
  RandomStream random(4, 1, 0, Purpose::kTest);
  for (int i = 0; i < 1'000; ++i) {
    ASSERT_FALSE(random.chance(0));
    ASSERT_TRUE(random.chance(1));
  }
}

TEST(RandomStream, exponential_has_its_mean_and_shape) {
  const auto values = draws(5, [](RandomStream& r) { return r.exponential(4.0); });
  expect_moments(values, 4, 16, 0.05);
  expect_distribution(values, [](double x) { return 1 - std::exp(-x / 4); });
  RandomStream random(5, 1, 0, Purpose::kTest);
  EXPECT_GT(random.exponential(Duration::hours(1)), Duration());
}

TEST(RandomStream, normal_has_its_shape) {
  const auto values = draws(6, [](RandomStream& r) { return r.normal(); });
  expect_moments(values, 0, 1, 0.02);
  expect_distribution(values, normal_cdf);
}

TEST(RandomStream, lognormal_has_its_median_and_shape) {
  const auto values = draws(7, [](RandomStream& r) { return r.lognormal(3.0, 0.5); });
  expect_distribution(values, [](double x) { return normal_cdf(std::log(x / 3.0) / 0.5); });
}

TEST(RandomStream, pareto_has_its_shape) {
  const auto values = draws(8, [](RandomStream& r) { return r.pareto(2.0, 3.0); });
  expect_moments(values, 3, 3, 0.5);  // mean a m / (a - 1) = 3; variance m^2 a / ((a-1)^2 (a-2)) = 3, heavy tail
  expect_distribution(values, [](double x) { return 1 - std::pow(2.0 / x, 3.0); });
}

TEST(RandomStream, poisson_has_its_moments_on_both_sides_of_the_switch) {
  for (const double mean : {0.01, 0.7, 5.0, 29.9, 30.1, 250.0, 1e6}) {
    SCOPED_TRACE(mean);
    expect_moments(draws(9, [&](RandomStream& r) { return static_cast<double>(r.poisson(mean)); }), mean, mean, 0.05);
  }
  RandomStream random(9, 1, 0, Purpose::kTest);
  EXPECT_EQ(random.poisson(0), 0U);
  EXPECT_EQ(random.poisson(-1), 0U);
}

TEST(RandomStream, poisson_has_its_probabilities) {
  const auto values = draws(10, [](RandomStream& r) { return static_cast<double>(r.poisson(2.5)); });
  double probability = std::exp(-2.5);
  for (int k = 0; k < 8; ++k) {
    const double share = static_cast<double>(std::count(values.begin(), values.end(), k)) / kDraws;
    EXPECT_NEAR(share, probability, 5 * std::sqrt(probability / kDraws)) << k;
    probability *= 2.5 / (k + 1);
  }
}

TEST(RandomStream, gamma_has_its_moments_below_and_above_shape_1) {
  for (const double shape : {0.3, 1.0, 2.5, 40.0}) {
    SCOPED_TRACE(shape);
    expect_moments(draws(11, [&](RandomStream& r) { return r.gamma(shape); }), shape, shape, 0.05);
  }
  // Shape 1 is the exponential distribution.
  expect_distribution(draws(12, [](RandomStream& r) { return r.gamma(1.0); }), [](double x) { return 1 - std::exp(-x); });
}

TEST(RandomStream, negative_binomial_has_the_variance_of_its_dispersion) {
  expect_moments(draws(13, [](RandomStream& r) { return static_cast<double>(r.negative_binomial(6.0, 2.0)); }), 6,
                 6 + 36.0 / 2, 0.05);
  RandomStream random(13, 1, 0, Purpose::kTest);
  EXPECT_EQ(random.negative_binomial(0, 2), 0U);
}

// Trials up to the first success with p = 1 / mean: variance (1 - p) / p^2 = 4 * 3 = 12.
TEST(RandomStream, geometric_counts_trials_up_to_the_first_success) {
  const auto values = draws(14, [](RandomStream& r) { return static_cast<double>(r.geometric(4.0)); });
  expect_moments(values, 4, 12, 0.05);
  EXPECT_EQ(*std::min_element(values.begin(), values.end()), 1.0);
  RandomStream random(14, 1, 0, Purpose::kTest);
  EXPECT_EQ(random.geometric(1.0), 1U);
}

// The error function of the C library as the truth for the inverse, over both tails.
TEST(InverseNormal, inverts_the_distribution_to_the_documented_error) {
  for (int i = 1; i < 2'000; ++i) {
    const double p = i / 2'000.0;
    EXPECT_NEAR(normal_cdf(inverse_normal_cdf(p)), p, 2e-9) << p;
    EXPECT_NEAR(inverse_normal_cdf(1 - p), -inverse_normal_cdf(p), 1e-8) << p;
  }
  for (const double p : {1e-15, 1e-9, 1e-5}) EXPECT_NEAR(normal_cdf(inverse_normal_cdf(p)) / p, 1, 1e-7) << p;
  EXPECT_NEAR(inverse_normal_cdf(0.975), 1.959963985, 1e-8);
  EXPECT_EQ(inverse_normal_cdf(0.5), 0);
}

}  // namespace
}  // namespace picket
