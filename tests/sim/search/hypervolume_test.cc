#include "sim/search/hypervolume.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;
using Points = std::vector<std::vector<double>>;

Points random_points(std::size_t n, std::size_t objectives, std::uint32_t seed) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  Points points(n, std::vector<double>(objectives));
  for (auto& point : points) {
    for (double& x : point) x = random.uniform(0, 1.2);
  }
  return points;
}

/// The volume of a union of boxes by inclusion and exclusion: no sweep, no order, 2^n terms.
double by_inclusion_exclusion(const Points& points, const std::vector<double>& reference) {
  double sum = 0;
  for (std::uint32_t subset = 1; subset < (1U << points.size()); ++subset) {
    double volume = 1;
    for (std::size_t k = 0; k < reference.size(); ++k) {
      double corner = 0;
      for (std::size_t i = 0; i < points.size(); ++i) {
        if ((subset >> i) & 1U) corner = std::max(corner, points[i][k]);
      }
      volume *= std::max(0.0, reference[k] - corner);
    }
    sum += std::popcount(subset) % 2 == 1 ? volume : -volume;
  }
  return sum;
}

/// By hand: strips 0.9 x 0.3, then 0.6 x 0.4, then 0.2 x 0.3 between the front and (1.1, 1.1).
TEST(Hypervolume, of_three_points_in_two_objectives) {
  EXPECT_NEAR(hypervolume(Points{{0.9, 0.1}, {0.2, 0.8}, {0.5, 0.4}}, std::vector{1.1, 1.1}), 0.57, 1e-12);
}

TEST(Hypervolume, points_beyond_the_reference_and_dominated_ones_add_nothing) {
  const Points points{{0.2, 0.8}, {0.5, 0.4}, {0.9, 0.1}, {0.6, 0.9}, {1.1, 0.0}, {0.0, 2.0}, {0.5, 0.4}};
  EXPECT_NEAR(hypervolume(points, std::vector{1.1, 1.1}), 0.57, 1e-12);
  EXPECT_EQ(hypervolume(Points{}, std::vector{1.1, 1.1}), 0);
  EXPECT_EQ(hypervolume(Points{{2, 2}}, std::vector{1.1, 1.1}), 0);
}

TEST(Hypervolume, of_one_objective_is_a_length) {
  EXPECT_DOUBLE_EQ(hypervolume(Points{{0.7}, {0.4}, {3}}, std::vector{1.0}), 0.6);
}

TEST(Hypervolume, agrees_with_inclusion_and_exclusion_in_one_to_four_objectives) {
  for (const std::size_t objectives : {1U, 2U, 3U, 4U}) {
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
      const Points points = random_points(8, objectives, seed);
      const std::vector<double> reference(objectives, 1.0);
      EXPECT_NEAR(hypervolume(points, reference), by_inclusion_exclusion(points, reference), 1e-12);
    }
  }
}

/// Points on the eighth of a sphere: the volume beyond it to (1.1, 1.1, 1.1) is 1.331 - pi / 6, approached from below.
TEST(Hypervolume, of_a_dense_sphere_in_three_objectives_approaches_its_integral) {
  Points points;
  constexpr int kSteps = 60;
  for (int i = 0; i <= kSteps; ++i) {
    for (int j = 0; j <= kSteps; ++j) {
      const double a = std::numbers::pi / 2 * i / kSteps;
      const double b = std::numbers::pi / 2 * j / kSteps;
      points.push_back({std::cos(a) * std::cos(b), std::cos(a) * std::sin(b), std::sin(a)});
    }
  }
  const double exact = 1.331 - std::numbers::pi / 6;
  const double volume = hypervolume(points, std::vector{1.1, 1.1, 1.1});
  EXPECT_LT(volume, exact);
  EXPECT_NEAR(volume, exact, 0.03);
}

TEST(Hypervolume, a_greedy_subset_takes_first_what_covers_most) {
  const Points points{{0.2, 0.8}, {0.5, 0.4}, {0.9, 0.1}, {0.6, 0.9}};
  // Alone: 0.27, 0.42, 0.20, 0.10. Beside the second: 0.09 and 0.06.
  EXPECT_THAT(greedy_hypervolume_subset(points, std::vector{1.1, 1.1}, 2), ElementsAre(1, 0));
  EXPECT_EQ(greedy_hypervolume_subset(points, std::vector{1.1, 1.1}, 9).size(), 4U);
}

}  // namespace
}  // namespace picket::sim
