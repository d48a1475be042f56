// Freireich's leukaemia data; R's survdiff: chi-squared 16.8, observed 9 and expected 19.3 in the 6-MP arm.
#include "sim/statistics/log_rank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/sim/statistics/freireich.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

using test::placebo;
using test::six_mp;

TEST(LogRank, agrees_with_r) {
  const LogRankTest test = log_rank(six_mp(), placebo());
  EXPECT_EQ(test.observed, 9);
  EXPECT_NEAR(test.expected, 19.25, 0.01);
  EXPECT_NEAR(test.chi_squared, 16.79, 0.005);
  EXPECT_NEAR(test.p_value, 4.17e-5, 0.02e-5);
  EXPECT_NEAR(log_rank(placebo(), six_mp()).chi_squared, test.chi_squared, 1e-9);
}

TEST(LogRank, has_nothing_to_say_without_two_samples) {
  EXPECT_EQ(log_rank(six_mp(), {}).p_value, 1);
  EXPECT_EQ(log_rank({}, {}).p_value, 1);
}

/// Policies on common seeds: what a replication is like moves both, and devices of one replication are alike.
struct Sample {
  std::vector<SurvivalCluster> x;
  std::vector<SurvivalCluster> y;
};

Sample sample_of(RandomStream& random, double faster) {
  Sample out;
  constexpr double kHorizon = 300;
  for (int r = 0; r < 15; ++r) {
    const double median = random.lognormal(100, 1);
    SurvivalCluster x;
    SurvivalCluster y;
    for (int u = 0; u < 4; ++u) {
      const double tx = random.lognormal(median / faster, 0.5);
      const double ty = random.lognormal(median, 0.5);
      x.push_back({std::min(tx, kHorizon), tx <= kHorizon});
      y.push_back({std::min(ty, kHorizon), ty <= kHorizon});
    }
    out.x.push_back(x);
    out.y.push_back(y);
  }
  return out;
}

TEST(PairedLogRank, sums_the_same_scores) {
  RandomStream random(20261211, 0, 0, Purpose::kTest);
  const Sample sample = sample_of(random, 1);
  SurvivalCluster x;
  SurvivalCluster y;
  for (const SurvivalCluster& cluster : sample.x) x.insert(x.end(), cluster.begin(), cluster.end());
  for (const SurvivalCluster& cluster : sample.y) y.insert(y.end(), cluster.begin(), cluster.end());
  const PairedLogRank paired = paired_log_rank(sample.x, sample.y);
  const LogRankTest plain = log_rank(x, y);
  EXPECT_EQ(paired.observed, plain.observed);
  EXPECT_NEAR(paired.expected, plain.expected, 1e-9);
  ASSERT_TRUE(paired.t);
  EXPECT_EQ(*paired.t > 0, paired.observed > paired.expected);
}

TEST(PairedLogRank, policies_that_detect_alike_do_not_differ) {
  RandomStream random(20261211, 1, 0, Purpose::kTest);
  const Sample sample = sample_of(random, 1);
  const PairedLogRank same = paired_log_rank(sample.x, sample.x);
  EXPECT_EQ(same.p_value, 1.0);
  EXPECT_FALSE(same.t);
  const std::vector<SurvivalCluster> few(4, SurvivalCluster{{1, true}});
  EXPECT_FALSE(paired_log_rank(few, few).p_value);
}

// Level 5 % for devices that depend; a policy that is 1.3 times as fast is found, where the test that takes devices as
// independent and runs as unpaired rejects next to nothing under the hypothesis and finds it rarely.
TEST(PairedLogRank, keeps_its_level_and_uses_common_seeds) {
  constexpr std::uint32_t kSamples = 2000;
  const auto paired = [](RandomStream& random, double faster) {
    const Sample sample = sample_of(random, faster);
    return paired_log_rank(sample.x, sample.y).p_value.value() <= 0.05;
  };
  const double level = simulated_share(20261212, kSamples, [&](RandomStream& r) { return paired(r, 1); });
  EXPECT_NEAR(level, 0.05, three_errors(0.05, kSamples)) << "seed 20261212";
  const double power = simulated_share(20261213, 500, [&](RandomStream& r) { return paired(r, 1.3); });
  const double unpaired = simulated_share(20261213, 500, [](RandomStream& random) {
    const Sample sample = sample_of(random, 1.3);
    SurvivalCluster x;
    SurvivalCluster y;
    for (const SurvivalCluster& cluster : sample.x) x.insert(x.end(), cluster.begin(), cluster.end());
    for (const SurvivalCluster& cluster : sample.y) y.insert(y.end(), cluster.begin(), cluster.end());
    return log_rank(x, y).p_value <= 0.05;
  });
  EXPECT_GT(power, 2 * unpaired) << "seed 20261213";
}

}  // namespace
}  // namespace picket::sim
