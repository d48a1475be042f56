#include "sim/statistics/pooled_proportion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/statistics/proportion.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

/// Clusters of `units[i]` units whose rate is Beta with mean p and intra-class correlation rho.
std::vector<ClusterCount> beta_binomial(RandomStream& random, const std::vector<int>& units, double p, double rho) {
  std::vector<ClusterCount> counts;
  for (const int m : units) {
    double rate = p;
    if (rho > 0) {
      const double total = 1 / rho - 1;
      const double a = random.gamma(p * total);
      rate = a / (a + random.gamma((1 - p) * total));
    }
    ClusterCount count{0, static_cast<std::uint64_t>(m)};
    for (int u = 0; u < m; ++u) count.successes += random.chance(rate) ? 1 : 0;
    counts.push_back(count);
  }
  return counts;
}

// p = 0.9 over R replications of 20 units. The reference measured .981 .947 .944 .925 .940 for the design effect with Wilson.
TEST(PooledProportion, covers_as_published_for_clusters_of_equal_size) {
  struct Case {
    int replications;
    double rho;
    double expected;
  };
  constexpr std::uint32_t kSamples = 2000;
  for (const Case& c : {Case{10, 0, 0.981}, Case{10, 0.1, 0.947}, Case{20, 0.1, 0.944}, Case{20, 0.3, 0.925}, Case{40, 0.3, 0.940}}) {
    const std::vector<int> units(static_cast<std::size_t>(c.replications), 20);
    const double covered = simulated_share(20261230, kSamples, [&](RandomStream& random) {
      return pooled_proportion(beta_binomial(random, units, 0.9, c.rho)).interval->contains(0.9);
    });
    // The published numbers are simulated, too: twice the variance.
    EXPECT_NEAR(covered, c.expected, std::sqrt(2.0) * three_errors(c.expected, kSamples)) << "seed 20261230, R " << c.replications << " rho " << c.rho;
  }
}

// Sizes from 1 to 40: the ratio's variance has the sizes' in it.
TEST(PooledProportion, covers_for_clusters_of_unequal_size) {
  constexpr std::uint32_t kSamples = 1500;
  std::vector<int> units;
  for (int i = 0; i < 24; ++i) units.push_back(1 + (i * 7) % 40);
  const double covered = simulated_share(20261231, kSamples, [&](RandomStream& random) {
    return pooled_proportion(beta_binomial(random, units, 0.7, 0.1)).interval->contains(0.7);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261231";
}

// By hand: rates .8 .9 1 .9 .9 of ten units each. p = .9, s^2 / R = .001, independent .09 / 50 = .0018: below it, so 50 trials.
// Rates 0 .5 1 1 1: s^2 / R = .2 / 5 = .04, independent .21 / 50 = .0042: 5.25 trials.
TEST(PooledProportion, follows_the_formula) {
  const double t4 = 2.7764451;
  const std::vector<ClusterCount> even{{8, 10}, {9, 10}, {10, 10}, {9, 10}, {9, 10}};
  const Interval as_independent = wilson_with_factor(0.9, 50, t4);
  EXPECT_NEAR(pooled_proportion(even).interval->low, as_independent.low, 1e-7);
  EXPECT_NEAR(pooled_proportion(even).interval->high, as_independent.high, 1e-7);
  const std::vector<ClusterCount> uneven{{0, 10}, {5, 10}, {10, 10}, {10, 10}, {10, 10}};
  const Interval as_few = wilson_with_factor(0.7, 5.25, t4);
  EXPECT_NEAR(pooled_proportion(uneven).interval->low, as_few.low, 1e-7);
  EXPECT_NEAR(pooled_proportion(uneven).interval->high, as_few.high, 1e-7);
}

TEST(PooledProportion, weighs_units_and_not_replications) {
  EXPECT_DOUBLE_EQ(pooled_proportion(std::vector<ClusterCount>{{1, 1}, {0, 9}}).value, 0.1);
}

// A zero variance is no certainty: an interval [1, 1] was printed of steps that every replication missed.
TEST(PooledProportion, takes_replications_as_trials_where_nothing_varies) {
  const IntervalEstimate all = pooled_proportion(std::vector<ClusterCount>(10, ClusterCount{4, 4}));
  EXPECT_NEAR(all.interval->low, clopper_pearson(10, 10).low, 1e-15);
  EXPECT_EQ(all.interval->high, 1);
  EXPECT_NEAR(pooled_proportion(std::vector<ClusterCount>(10, ClusterCount{0, 4})).interval->high, clopper_pearson(0, 10).high, 1e-15);
  const IntervalEstimate half = pooled_proportion(std::vector<ClusterCount>(8, ClusterCount{3, 6}));
  EXPECT_LT(half.interval->low, 0.3);
  EXPECT_GT(half.interval->high, 0.7);
}

TEST(PooledProportion, leaves_out_replications_without_units_and_gives_no_interval_of_few) {
  std::vector<ClusterCount> counts(4, ClusterCount{1, 2});
  counts.push_back({0, 0});
  EXPECT_EQ(pooled_proportion(counts).n, 4U);
  EXPECT_FALSE(pooled_proportion(counts).interval);
  EXPECT_EQ(pooled_proportion({}).n, 0U);
}

}  // namespace
}  // namespace picket::sim
