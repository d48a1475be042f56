#include "sim/search/pareto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Points = std::vector<std::vector<double>>;

Points random_points(std::size_t n, std::size_t objectives) {
  RandomStream random(7, 0, static_cast<std::uint32_t>(n), Purpose::kTest);
  Points points(n, std::vector<double>(objectives));
  for (auto& point : points) {
    // Few different values, so that ties happen.
    for (double& x : point) x = static_cast<double>(random.below(8));
  }
  return points;
}

TEST(Pareto, a_point_dominates_if_it_is_nowhere_worse_and_somewhere_better) {
  EXPECT_TRUE(dominates(std::vector{1.0, 2.0}, std::vector{1.0, 3.0}));
  EXPECT_FALSE(dominates(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}));
  EXPECT_FALSE(dominates(std::vector{0.0, 4.0}, std::vector{1.0, 3.0}));
}

TEST(Pareto, the_front_keeps_trade_offs_and_equal_points) {
  const Points points{{1, 4}, {2, 2}, {3, 3}, {4, 1}, {2, 2}};
  EXPECT_THAT(non_dominated(points), ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(non_dominated(Points{}), IsEmpty());
}

TEST(Pareto, of_one_objective_the_front_is_the_minimum) {
  EXPECT_THAT(non_dominated(Points{{3}, {1}, {2}, {1}}), ElementsAre(1, 3));
}

// On a grid of eight by eight many points are equal or share an objective: the sweep of two objectives against the definition.
TEST(Pareto, of_two_objectives_the_sweep_finds_what_the_definition_does) {
  RandomStream random(5, 0, 0, Purpose::kTest);
  for (int repetition = 0; repetition < 200; ++repetition) {
    Points points;
    for (int i = 0; i < 25; ++i) points.push_back({static_cast<double>(random.below(8)), static_cast<double>(random.below(8))});
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool dominated = false;
      for (const auto& other : points) dominated = dominated || dominates(other, points[i]);
      if (!dominated) expected.push_back(i);
    }
    ASSERT_EQ(non_dominated(points), expected) << "seed 5, repetition " << repetition;
    const auto ranks = front_ranks(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      // A point's rank is one more than the largest of those that dominate it.
      std::size_t rank = 0;
      for (std::size_t j = 0; j < points.size(); ++j) {
        if (dominates(points[j], points[i])) rank = std::max(rank, ranks[j] + 1);
      }
      ASSERT_EQ(ranks[i], rank) << "seed 5, repetition " << repetition;
    }
  }
}

// A list of what each point dominates would hold 5,000,000,000 numbers here.
TEST(Pareto, a_hundred_thousand_points_of_two_objectives_are_ranked) {
  Points points;
  for (int i = 0; i < 100'000; ++i) points.push_back({static_cast<double>(i), static_cast<double>(i)});
  EXPECT_EQ(front_ranks(points).back(), 99'999U);
  EXPECT_THAT(non_dominated(points), ElementsAre(0));
}

TEST(Pareto, ranks_are_what_peeling_fronts_off_gives) {
  for (const std::size_t objectives : {1U, 2U, 3U}) {
    const Points points = random_points(60, objectives);
    const auto ranks = front_ranks(points);
    std::vector<std::size_t> left(points.size());
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
    for (std::size_t rank = 0; !left.empty(); ++rank) {
      Points remaining;
      for (const std::size_t i : left) remaining.push_back(points[i]);
      const auto front = non_dominated(remaining);
      ASSERT_FALSE(front.empty());
      std::vector<bool> gone(left.size(), false);
      for (const std::size_t i : front) {
        EXPECT_EQ(ranks[left[i]], rank);
        gone[i] = true;
      }
      std::vector<std::size_t> rest;
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (!gone[i]) rest.push_back(left[i]);
      }
      left = rest;
    }
  }
}

}  // namespace
}  // namespace picket::sim
