#include "sim/search/latin_hypercube.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace picket::sim {
namespace {

TEST(LatinHypercube, has_one_point_in_every_strip_of_every_dimension) {
  const auto design = latin_hypercube(37, 6, 5);
  ASSERT_EQ(design.size(), 37U);
  for (std::size_t d = 0; d < 6; ++d) {
    std::set<int> strips;
    for (const auto& point : design) {
      EXPECT_GT(point[d], 0);
      EXPECT_LT(point[d], 1);
      strips.insert(static_cast<int>(point[d] * 37));
    }
    EXPECT_EQ(strips.size(), 37U);
  }
}

TEST(LatinHypercube, depends_on_the_seed_alone) {
  EXPECT_EQ(latin_hypercube(8, 3, 5), latin_hypercube(8, 3, 5));
  EXPECT_NE(latin_hypercube(8, 3, 5), latin_hypercube(8, 3, 6));
  // Dimensions are keyed one by one: more of them leave the first as they were.
  const auto three = latin_hypercube(8, 3, 5);
  const auto four = latin_hypercube(8, 4, 5);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(three[i][2], four[i][2]);
}

/// The strips of two dimensions are permutations drawn apart: over many seeds the correlation is nothing, and its
/// variance that of a random permutation, 1 / (n - 1).
TEST(LatinHypercube, dimensions_are_uncorrelated_over_many_seeds) {
  constexpr int kSeeds = 400;
  constexpr std::size_t kPoints = 10;
  double sum = 0;
  double squares = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto design = latin_hypercube(kPoints, 2, seed);
    double product = 0;
    for (const auto& p : design) product += (std::floor(p[0] * kPoints) - 4.5) * (std::floor(p[1] * kPoints) - 4.5);
    const double correlation = product / 82.5;  // the sum of squares of -4.5 .. 4.5
    sum += correlation;
    squares += correlation * correlation;
  }
  EXPECT_NEAR(sum / kSeeds, 0, 4 * std::sqrt(1.0 / 9 / kSeeds));
  EXPECT_NEAR(squares / kSeeds, 1.0 / 9, 0.03);
}

TEST(LatinHypercube, of_no_points_is_empty) {
  EXPECT_TRUE(latin_hypercube(0, 3, 1).empty());
}

}  // namespace
}  // namespace picket::sim
