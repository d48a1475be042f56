#include "sim/generate/twin_counts.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(TwinCounts, add_up_field_by_field) {
  TwinCounts sum{1, 2, 3, 4, 5, 6};
  sum += TwinCounts{10, 20, 30, 40, 50, 60};
  EXPECT_EQ(sum, (TwinCounts{11, 22, 33, 44, 55, 66}));
}

}  // namespace
}  // namespace picket::sim
