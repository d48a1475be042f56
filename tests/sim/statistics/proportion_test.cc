// Vectors of R 4.2.2: binom.test(95, 100) and prop.test(95, 100, correct = FALSE).
#include "sim/statistics/proportion.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

TEST(Proportion, clopper_pearson_agrees_with_r) {
  const Interval interval = clopper_pearson(95, 100);
  EXPECT_NEAR(interval.low, 0.8871650889, 5e-11);
  EXPECT_NEAR(interval.high, 0.9835681208, 5e-11);
}

TEST(Proportion, wilson_agrees_with_r) {
  const Interval interval = wilson(95, 100);
  EXPECT_NEAR(interval.low, 0.8882495308, 1e-8);
  EXPECT_NEAR(interval.high, 0.9784563208, 1e-8);
}

TEST(Proportion, ends_are_exact_when_all_or_none_succeed) {
  EXPECT_EQ(clopper_pearson(0, 10).low, 0);
  EXPECT_EQ(clopper_pearson(10, 10).high, 1);
  // The upper end for none of n solves (1 - p)^n = 0.025.
  EXPECT_NEAR(clopper_pearson(0, 10).high, 1 - std::pow(0.025, 0.1), 1e-12);
  EXPECT_NEAR(clopper_pearson_lower_bound(59, 59), std::pow(0.05, 1.0 / 59), 1e-12);
  EXPECT_NEAR(wilson(0, 10).low, 0, 1e-15);
}

TEST(Proportion, trials_to_prove_follow_the_table) {
  const std::uint64_t for_95[] = {59, 93, 124, 153, 181, 208};
  const std::uint64_t for_99[] = {299, 473, 628, 773, 913, 1049};
  for (std::uint64_t misses = 0; misses < 6; ++misses) {
    EXPECT_EQ(trials_to_prove(0.95, misses), for_95[misses]) << misses;
    EXPECT_EQ(trials_to_prove(0.99, misses), for_99[misses]) << misses;
  }
}

/// Sums binomial probabilities of the outcomes whose interval contains p.
template <class IntervalOf>
double exact_coverage(std::uint64_t n, double p, IntervalOf interval_of) {
  double coverage = 0;
  double probability = std::pow(1 - p, static_cast<double>(n));
  for (std::uint64_t x = 0; x <= n; ++x) {
    if (interval_of(x, n).contains(p)) coverage += probability;
    probability *= static_cast<double>(n - x) / static_cast<double>(x + 1) * p / (1 - p);
  }
  return coverage;
}

// Exact coverages at n = 50, p = 0.95 from the reference: Wilson .962, Clopper-Pearson .988.
TEST(Proportion, coverage_is_the_exact_one) {
  EXPECT_NEAR(exact_coverage(50, 0.95, [](auto x, auto n) { return wilson(x, n); }), 0.962, 5e-4);
  EXPECT_NEAR(exact_coverage(50, 0.95, [](auto x, auto n) { return clopper_pearson(x, n); }), 0.988, 5e-4);
}

TEST(Proportion, clopper_pearson_never_covers_less_than_it_says) {
  for (std::uint64_t n : {5U, 20U, 100U}) {
    for (double p = 0.01; p < 1; p += 0.01) {
      EXPECT_GE(exact_coverage(n, p, [](auto x, auto trials) { return clopper_pearson(x, trials); }), 0.95 - 1e-12)
          << "n " << n << " p " << p;
    }
  }
}

}  // namespace
}  // namespace picket::sim
