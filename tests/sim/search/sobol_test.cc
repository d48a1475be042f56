#include "sim/search/sobol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/random/sobol.hpp>
#include <cmath>
#include <set>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;

/// Squared L2 star discrepancy by Warnock's formula.
double l2_star_discrepancy(const std::vector<std::vector<double>>& points) {
  const auto n = static_cast<double>(points.size());
  const auto d = static_cast<double>(points[0].size());
  double single = 0;
  double pairs = 0;
  for (const auto& a : points) {
    double product = 1;
    for (const double x : a) product *= (1 - x * x) / 2;
    single += product;
    for (const auto& b : points) {
      product = 1;
      for (std::size_t k = 0; k < a.size(); ++k) product *= 1 - std::max(a[k], b[k]);
      pairs += product;
    }
  }
  return std::pow(3, -d) - 2 / n * single + pairs / (n * n);
}

/// The first ten points in three dimensions as published with the direction numbers
/// (web.maths.unsw.edu.au/~fkuo/sobol).
TEST(Sobol, the_first_points_are_the_published_ones) {
  const auto points = sobol_points(10, 3);
  EXPECT_THAT(points[0], ElementsAre(0, 0, 0));
  EXPECT_THAT(points[1], ElementsAre(0.5, 0.5, 0.5));
  EXPECT_THAT(points[2], ElementsAre(0.75, 0.25, 0.25));
  EXPECT_THAT(points[3], ElementsAre(0.25, 0.75, 0.75));
  EXPECT_THAT(points[4], ElementsAre(0.375, 0.375, 0.625));
  EXPECT_THAT(points[5], ElementsAre(0.875, 0.875, 0.125));
  EXPECT_THAT(points[6], ElementsAre(0.625, 0.125, 0.875));
  EXPECT_THAT(points[7], ElementsAre(0.125, 0.625, 0.375));
  EXPECT_THAT(points[8], ElementsAre(0.1875, 0.3125, 0.9375));
  EXPECT_THAT(points[9], ElementsAre(0.6875, 0.8125, 0.4375));
}

/// Boost has the same direction numbers in a table of its own, and leaves the origin out.
TEST(Sobol, all_dimensions_agree_with_boost) {
  boost::random::sobol engine(kSobolDimensions);
  const auto points = sobol_points(300, kSobolDimensions);
  for (std::size_t i = 1; i < points.size(); ++i) {
    for (std::size_t d = 0; d < kSobolDimensions; ++d) {
      const double expected = static_cast<double>(engine()) * 0x1.0p-64;
      ASSERT_NEAR(points[i][d], expected, 0x1.0p-32) << "point " << i << " dimension " << d + 1;
    }
  }
}

TEST(Sobol, a_power_of_two_of_points_has_one_in_every_strip_of_every_dimension) {
  for (const std::uint64_t seed : {0U, 9U}) {
    const auto points = sobol_points(64, kSobolDimensions, seed);
    for (std::size_t d = 0; d < kSobolDimensions; ++d) {
      std::set<int> strips;
      for (const auto& point : points) strips.insert(static_cast<int>(point[d] * 64));
      EXPECT_EQ(strips.size(), 64U) << "dimension " << d + 1;
    }
  }
}

/// A (0, m, 2)-net: each of the elementary boxes of area 1/64, of every shape, holds exactly one point.
TEST(Sobol, the_first_two_dimensions_are_a_net) {
  for (const std::uint64_t seed : {0U, 9U}) {
    const auto points = sobol_points(64, 2, seed);
    for (int shape = 0; shape <= 6; ++shape) {
      std::set<std::pair<int, int>> boxes;
      for (const auto& p : points) {
        boxes.emplace(static_cast<int>(p[0] * (1 << shape)), static_cast<int>(p[1] * (1 << (6 - shape))));
      }
      EXPECT_EQ(boxes.size(), 64U) << "shape " << shape << " seed " << seed;
    }
  }
}

/// Squared, that of random points falls with 1 / n and that of the sequence nearly with 1 / n^2.
TEST(Sobol, is_far_more_even_than_random_points_shifted_or_not) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  double chance = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    std::vector<std::vector<double>> points(512, std::vector<double>(3));
    for (auto& point : points) {
      for (double& x : point) x = random.uniform();
    }
    chance += l2_star_discrepancy(points) / 5;
  }
  EXPECT_LT(l2_star_discrepancy(sobol_points(512, 3)), chance / 20);
  EXPECT_LT(l2_star_discrepancy(sobol_points(512, 3, 4)), chance / 20);
}

TEST(Sobol, a_seed_shifts_the_sequence_and_repeats) {
  EXPECT_EQ(sobol_points(16, 4, 8), sobol_points(16, 4, 8));
  EXPECT_NE(sobol_points(16, 4, 8), sobol_points(16, 4, 9));
  for (const auto& point : sobol_points(256, 8, 8)) {
    for (const double x : point) {
      EXPECT_GT(x, 0);
      EXPECT_LT(x, 1);
    }
  }
}

}  // namespace
}  // namespace picket::sim
