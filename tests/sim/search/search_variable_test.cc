#include "sim/search/search_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace picket::sim {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

const std::vector<SearchVariable> kMixed{{"window", SearchVariable::kContinuous, 0},
                                         {"cache", SearchVariable::kInteger, 5},
                                         {"queue", SearchVariable::kCategorical, 3}};

TEST(SearchVariable, levels_and_coordinates_are_each_others_inverse) {
  for (std::uint32_t levels = 1; levels < 40; ++levels) {
    for (std::uint32_t level = 0; level < levels; ++level) EXPECT_EQ(level_at(at_level(level, levels), levels), level);
  }
  EXPECT_EQ(level_at(0, 4), 0U);
  EXPECT_EQ(level_at(0.25, 4), 1U);
  EXPECT_EQ(level_at(1, 4), 3U);
  EXPECT_EQ(level_at(-3, 4), 0U);
  EXPECT_EQ(level_at(3, 4), 3U);
}

TEST(SearchVariable, snapping_moves_into_the_cube_and_onto_middles) {
  std::vector<double> point{1.5, 0.33, 0.99};
  snap(kMixed, point);
  EXPECT_THAT(point, ElementsAre(1, DoubleEq(0.3), DoubleEq(5.0 / 6)));
}

TEST(SearchVariable, the_kernel_sees_integers_in_order_and_categories_as_numbers) {
  EXPECT_THAT(kernel_input(kMixed, std::vector{0.4, 0.99, 0.99}), ElementsAre(0.4, 1, 2));
  EXPECT_THAT(kernel_input(kMixed, std::vector{0.4, 0.5, 0.5}), ElementsAre(0.4, 0.5, 1));
  const std::vector<SearchVariable> single{{"one", SearchVariable::kInteger, 1}};
  EXPECT_THAT(kernel_input(single, std::vector{0.5}), ElementsAre(0));
}

TEST(SearchVariable, uniform_points_reach_every_level_about_equally) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::vector<int> counts(5, 0);
  for (int i = 0; i < 5000; ++i) ++counts[level_at(uniform_point(kMixed, random)[1], 5)];
  for (const int count : counts) EXPECT_NEAR(count, 1000, 4 * std::sqrt(800));
}

TEST(SearchVariable, a_neighbour_moves_some_coordinates_and_stays_in_the_cube) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  const std::vector<double> centre{0.5, 0.5, 0.5};
  std::set<std::uint32_t> caches;
  std::set<std::uint32_t> queues;
  int still = 0;
  constexpr int kDraws = 4000;
  for (int i = 0; i < kDraws; ++i) {
    const auto point = neighbour(kMixed, centre, 0.01, 0.6, random);
    EXPECT_NEAR(point[0], 0.5, 0.06);
    still += point[0] == 0.5 ? 1 : 0;
    caches.insert(level_at(point[1], 5));
    queues.insert(level_at(point[2], 3));
  }
  EXPECT_NEAR(still, 0.4 * kDraws, 4 * std::sqrt(0.24 * kDraws));
  // However small the step, discrete variables are not stuck.
  EXPECT_EQ(caches.size(), 5U);
  EXPECT_EQ(queues.size(), 3U);
}

}  // namespace
}  // namespace picket::sim
