// Constants of the procedure (k = 10, n0 = 10: eta .859083, h2 15.463502; k = 2, n0 = 20: .137137, 5.211225) and its guarantee
// in the least favourable case, by simulation.
#include "sim/statistics/kim_nelson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

TEST(KimNelson, has_the_constants_of_the_paper) {
  const KimNelsonConstants ten = kim_nelson_constants(10, 10, 0.95);
  EXPECT_NEAR(ten.eta, 0.859083, 5e-7);
  EXPECT_NEAR(ten.h_squared, 15.463502, 5e-7);
  const KimNelsonConstants two = kim_nelson_constants(2, 20, 0.95);
  EXPECT_NEAR(two.eta, 0.137137, 5e-7);
  EXPECT_NEAR(two.h_squared, 5.211225, 5e-7);
}

// W = max(0, 0.5 / 20 x (5 x 1 / 0.25 - 10)) = 0.25.
TEST(KimNelson, allows_what_lies_within_its_triangle) {
  EXPECT_DOUBLE_EQ(kim_nelson_allowance(1, 5, 0.5, 10), 0.25);
  EXPECT_EQ(kim_nelson_allowance(1, 5, 0.5, 20), 0);
  EXPECT_EQ(kim_nelson_allowance(1, 5, 0.5, 100), 0);
}

// Two systems on common seeds whose difference is -1 in every replication: no spread, so system 1 goes at the first look.
TEST(KimNelson, decides_at_once_between_systems_that_differ_by_a_constant) {
  KimNelson race(2, 0.5, 5);
  for (int r = 0; r < 4; ++r) {
    race.add(std::vector<double>{r * 10.0, r * 10.0 + 1});
    EXPECT_FALSE(race.done());
    EXPECT_EQ(race.most_replications(), 0U);
  }
  race.add(std::vector<double>{7, 8});
  EXPECT_TRUE(race.done());
  EXPECT_EQ(race.best(), 0U);
  EXPECT_EQ(race.n(), 5U);
}

TEST(KimNelson, keeps_the_first_of_equal_systems) {
  KimNelson race(3, 0.5, 5);
  for (int r = 0; r < 5; ++r) race.add(std::vector<double>{1.0 * r, 1.0 * r, 1.0 * r});
  EXPECT_THAT(race.in_race(), ElementsAre(0));
  EXPECT_TRUE(KimNelson(1, 1).done());
}

struct Race {
  bool found = false;
  double runs = 0;  ///< of all systems together
  bool within_bound = true;
};

/// Ten systems with these means and variance 1, correlated by common seeds; the first is the best.
template <class MeanOf>
Race race_of(RandomStream& random, double indifference, double correlation, MeanOf mean_of) {
  constexpr std::size_t kSystems = 10;
  KimNelson race(kSystems, indifference, 10);
  Race out;
  std::uint64_t bound = 0;
  while (!race.done()) {
    out.runs += static_cast<double>(race.in_race().size());
    const double common = random.normal();
    std::vector<double> values(kSystems, 0.0);
    for (const std::size_t i : race.in_race()) {
      values[i] = mean_of(i) + std::sqrt(correlation) * common + std::sqrt(1 - correlation) * random.normal();
    }
    race.add(values);
    if (race.n() == 10) bound = race.most_replications();
  }
  out.found = race.best() == 0;
  out.within_bound = race.n() <= bound || race.n() == 10;
  return out;
}

// Measured elsewhere: 0.957 and 399 runs with all others worse by d = 0.5, the least favourable case; 0.997 and 378 runs with
// means rising by d = 0.15 and correlation 0.8.
TEST(KimNelson, keeps_its_guarantee_and_saves_runs_with_common_seeds) {
  constexpr std::uint32_t kSamples = 1000;
  const auto measure = [](std::uint64_t seed, double indifference, double correlation, auto mean_of) {
    double runs = 0;
    const double found = simulated_share(seed, kSamples, [&](RandomStream& random) {
      const Race race = race_of(random, indifference, correlation, mean_of);
      EXPECT_TRUE(race.within_bound);
      runs += race.runs / kSamples;
      return race.found;
    });
    return std::pair{found, runs};
  };
  const auto [slip, slip_runs] = measure(20261234, 0.5, 0, [](std::size_t i) { return i == 0 ? 0 : 0.5; });
  EXPECT_GE(slip, 0.95 - three_errors(0.95, kSamples)) << "seed 20261234";
  EXPECT_NEAR(slip, 0.957, 2 * three_errors(0.957, kSamples)) << "seed 20261234";
  EXPECT_NEAR(slip_runs, 399, 20) << "seed 20261234";
  const auto [rising, rising_runs] = measure(20261235, 0.15, 0.8, [](std::size_t i) { return 0.15 * static_cast<double>(i); });
  EXPECT_GE(rising, 0.98) << "seed 20261235";
  EXPECT_NEAR(rising_runs, 378, 20) << "seed 20261235";
}

TEST(KimNelsonDeathTest, refuses_what_cannot_be) {
  EXPECT_DEATH(KimNelson(3, 0), "indifference");
  EXPECT_DEATH(KimNelson(2, 1, 10, 0.4), "confidence");
  KimNelson race(2, 1);
  EXPECT_DEATH(race.add(std::vector<double>{1}), "values");
}

}  // namespace
}  // namespace picket::sim
