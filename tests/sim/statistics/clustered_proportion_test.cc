// Clusters follow a beta-binomial law: the rate of a replication is Beta(a, b) with mean p and
// intra-class correlation 1 / (a + b + 1), drawn as a ratio of gammas.
#include "sim/statistics/clustered_proportion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/proportion.h"

namespace picket::sim {
namespace {

std::vector<ClusterCount> beta_binomial(RandomStream& random, int replications, int units, double p, double rho) {
  std::vector<ClusterCount> counts;
  for (int i = 0; i < replications; ++i) {
    double rate = p;
    if (rho > 0) {
      const double total = 1 / rho - 1;
      const double a = random.gamma(p * total);
      rate = a / (a + random.gamma((1 - p) * total));
    }
    ClusterCount count{0, static_cast<std::uint64_t>(units)};
    for (int u = 0; u < units; ++u) count.successes += random.chance(rate) ? 1 : 0;
    counts.push_back(count);
  }
  return counts;
}

// p = 0.9 over R replications of 20 units. The reference measured .956 .949 .947 .932 for logit-t
// and .770 for pooled Wilson at R = 10, rho = .1.
TEST(ClusteredProportion, covers_the_truth_where_pooling_does_not) {
  struct Case {
    int replications;
    double rho;
    double expected;
  };
  for (const Case& c : {Case{10, 0, 0.956}, Case{10, 0.1, 0.949}, Case{20, 0.1, 0.947}, Case{20, 0.3, 0.932}}) {
    int covered = 0;
    int pooled_covered = 0;
    for (std::uint32_t sample = 0; sample < 2000; ++sample) {
      RandomStream random(20250104, sample, static_cast<std::uint32_t>(c.replications + 100 * c.rho), Purpose::kTest);
      const std::vector<ClusterCount> counts = beta_binomial(random, c.replications, 20, 0.9, c.rho);
      covered += clustered_proportion(counts).interval->contains(0.9) ? 1 : 0;
      std::uint64_t successes = 0;
      for (const ClusterCount& count : counts) successes += count.successes;
      pooled_covered += wilson(successes, 20 * counts.size()).contains(0.9) ? 1 : 0;
    }
    EXPECT_NEAR(covered / 2000.0, c.expected, 0.02) << "seed 20250104, R " << c.replications << " rho " << c.rho;
    if (c.rho > 0) {
      EXPECT_LT(pooled_covered / 2000.0, 0.85) << "seed 20250104";
    }
  }
}

TEST(ClusteredProportion, takes_replications_as_trials_when_all_or_none_succeed) {
  const std::vector<ClusterCount> all(10, ClusterCount{4, 4});
  const IntervalEstimate estimate = clustered_proportion(all);
  EXPECT_EQ(estimate.value, 1);
  EXPECT_EQ(estimate.interval->high, 1);
  EXPECT_NEAR(estimate.interval->low, clopper_pearson(10, 10).low, 1e-15);
  EXPECT_NEAR(clustered_proportion(std::vector<ClusterCount>(10, ClusterCount{0, 4})).interval->high,
              clopper_pearson(0, 10).high, 1e-15);
}

TEST(ClusteredProportion, does_not_collapse_when_all_rates_are_equal) {
  const IntervalEstimate estimate = clustered_proportion(std::vector<ClusterCount>(8, ClusterCount{1, 2}));
  EXPECT_EQ(estimate.value, 0.5);
  EXPECT_LT(estimate.interval->low, 0.3);
  EXPECT_GT(estimate.interval->high, 0.7);
}

TEST(ClusteredProportion, leaves_out_replications_without_units) {
  std::vector<ClusterCount> counts(6, ClusterCount{1, 2});
  counts.push_back({0, 0});
  EXPECT_EQ(clustered_proportion(counts).n, 6U);
  EXPECT_EQ(clustered_proportion({}).n, 0U);
}

TEST(ClusteredProportion, gives_no_interval_below_five_replications) {
  EXPECT_FALSE(clustered_proportion(std::vector<ClusterCount>(4, ClusterCount{1, 2})).interval);
}

// By hand: rates .8 .9 1 .9 .9, p = .9, s^2 = .02 / 4 = .005, se of the logit
// = .0707107 / (sqrt(5) * .09) = .3513642, t(4) = 2.7764451, logit .9 = 2.1972246.
TEST(ClusteredProportion, follows_the_formula) {
  const Interval interval = *clustered_proportion_of_rates(std::vector<double>{0.8, 0.9, 1, 0.9, 0.9}).interval;
  EXPECT_NEAR(interval.low, 1 / (1 + std::exp(-(2.1972246 - 2.7764451 * 0.3513642))), 1e-6);
  EXPECT_NEAR(interval.high, 1 / (1 + std::exp(-(2.1972246 + 2.7764451 * 0.3513642))), 1e-6);
}

}  // namespace
}  // namespace picket::sim
