#include "sim/statistics/midranks.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(Midranks, equal_values_share_the_mean_of_their_ranks) {
  const Midranks out = midranks(std::vector<double>{5, 1, 5, 7, 5, 1});
  EXPECT_EQ(out.ranks, (std::vector<double>{4, 1.5, 4, 6, 4, 1.5}));
  EXPECT_EQ(out.ties, (27 - 3) + (8 - 2));
}

TEST(Midranks, ranks_of_values_that_differ_are_whole) {
  const Midranks out = midranks(std::vector<double>{0.3, -2, 10});
  EXPECT_EQ(out.ranks, (std::vector<double>{2, 1, 3}));
  EXPECT_EQ(out.ties, 0);
  EXPECT_TRUE(midranks({}).ranks.empty());
}

}  // namespace
}  // namespace picket::sim
