#include "sim/search/pareto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
