// Run counts by hand; the chance to choose the best against that measured elsewhere for the same settings.
#include "sim/statistics/successive_rejects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// Runs of all systems together until one is left.
std::uint64_t runs_of(SuccessiveRejects race, std::size_t systems) {
  std::uint64_t total = 0;
  std::uint32_t before = 0;
  while (!race.done()) {
    total += (race.runs_wanted() - before) * race.in_race().size();
    before = race.runs_wanted();
    race.close_phase(std::vector<double>(systems, 0.0));
  }
  return total;
}

// log_bar(3) = 1/2 + 1/2 + 1/3 = 4/3; budget 30: n_1 = 27 / (4/3 x 3) = 6.75, so 7; n_2 = 27 / (4/3 x 2) = 10.125, so 11.
TEST(SuccessiveRejects, the_worst_goes_after_each_phase) {
  SuccessiveRejects race(3, 30);
  EXPECT_EQ(race.runs_wanted(), 7U);
  race.close_phase(std::vector<double>{5, 9, 4});
  EXPECT_THAT(race.in_race(), ElementsAre(0, 2));
  EXPECT_EQ(race.runs_wanted(), 11U);
  EXPECT_FALSE(race.done());
  race.close_phase(std::vector<double>{3, 0, 3});  // system 1 is out: its 0 is not read; of equal ones the last goes
  EXPECT_TRUE(race.done());
  EXPECT_EQ(race.best(), 0U);
  EXPECT_THAT(race.rejected(), ElementsAre(1, 2));
  EXPECT_EQ(runs_of(SuccessiveRejects(3, 30), 3), 7U + 11U + 11U);
}

TEST(SuccessiveRejects, never_exceeds_its_budget) {
  for (const std::uint32_t systems : {2U, 3U, 5U, 10U, 40U}) {
    for (const std::uint32_t budget : {2 * systems, 3 * systems + 1, 500U}) {
      const SuccessiveRejects race(systems, budget);
      EXPECT_LE(runs_of(race, systems), budget) << systems;
      EXPECT_GE(race.runs_wanted(), 1U) << systems;
    }
  }
  EXPECT_TRUE(SuccessiveRejects(1, 2).done());
  EXPECT_EQ(runs_of(SuccessiveRejects(1, 2), 1), 0U);
}

/// Ten systems with these means and variance 1, correlated by common seeds.
template <class MeanOf>
bool finds_the_best(RandomStream& random, std::uint32_t budget, double correlation, MeanOf mean_of) {
  constexpr std::size_t kSystems = 10;
  SuccessiveRejects race(kSystems, budget);
  std::vector<double> sums(kSystems, 0.0);
  std::uint32_t runs = 0;
  while (!race.done()) {
    for (; runs < race.runs_wanted(); ++runs) {
      const double common = random.normal();
      for (const std::size_t i : race.in_race()) {
        sums[i] += mean_of(i) + std::sqrt(correlation) * common + std::sqrt(1 - correlation) * random.normal();
      }
    }
    std::vector<double> means = sums;
    for (double& m : means) m /= runs;
    race.close_phase(means);
  }
  return race.best() == 0;
}

TEST(SuccessiveRejects, finds_the_best_as_often_as_measured) {
  constexpr std::uint32_t kSamples = 2000;
  const auto rising = [](std::size_t i) { return 0.15 * static_cast<double>(i); };
  const auto slipped = [](std::size_t i) { return i == 0 ? 0 : 0.5; };
  const double alone = simulated_share(20261231, kSamples, [&](RandomStream& r) { return finds_the_best(r, 500, 0, rising); });
  const double common = simulated_share(20261232, kSamples, [&](RandomStream& r) { return finds_the_best(r, 500, 0.8, rising); });
  const double slip = simulated_share(20261233, kSamples, [&](RandomStream& r) { return finds_the_best(r, 500, 0, slipped); });
  // Both sides were simulated with 2,000 races: the errors add up.
  EXPECT_NEAR(alone, 0.841, std::sqrt(2.0) * three_errors(0.841, kSamples)) << "seed 20261231";
  EXPECT_NEAR(common, 0.990, std::sqrt(2.0) * three_errors(0.990, kSamples)) << "seed 20261232";
  EXPECT_NEAR(slip, 0.992, std::sqrt(2.0) * three_errors(0.992, kSamples)) << "seed 20261233";
}

}  // namespace
}  // namespace picket::sim
