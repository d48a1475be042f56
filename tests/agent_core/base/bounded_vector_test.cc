#include "agent_core/base/bounded_vector.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(BoundedVector, refuses_what_does_not_fit_and_keeps_the_rest) {
  BoundedVector<int, 2> v;
  EXPECT_TRUE(v.empty());
  EXPECT_TRUE(v.push_back(1));
  EXPECT_TRUE(v.push_back(2));
  EXPECT_TRUE(v.full());
  EXPECT_FALSE(v.push_back(3));
  EXPECT_EQ(v.size(), 2U);
  EXPECT_EQ(v[0] + v[1], 3);
}

TEST(BoundedVector, iterates_over_what_it_holds) {
  BoundedVector<int, 8> v;
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(v.push_back(i));
  int sum = 0;
  for (const int i : v) sum += i;
  EXPECT_EQ(sum, 15);
  v.clear();
  EXPECT_EQ(v.begin(), v.end());
  EXPECT_TRUE(v.push_back(7));
  EXPECT_EQ(v[0], 7);
}

TEST(BoundedVectorDeathTest, stops_at_an_index_beyond_its_size) {
  BoundedVector<int, 4> v;
  ASSERT_TRUE(v.push_back(1));
  EXPECT_DEATH(v[1], "index 1 size 1");
}

}  // namespace
}  // namespace picket
