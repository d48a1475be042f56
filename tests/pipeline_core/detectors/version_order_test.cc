#include "pipeline_core/detectors/version_order.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(VersionRank, orders_by_numbers_from_the_left) {
  EXPECT_LT(version_rank("4.9.129"), version_rank("4.10"));
  EXPECT_LT(version_rank("2.1.4"), version_rank("2.2.0"));
  EXPECT_LT(version_rank("12 (bookworm)"), version_rank("13 (trixie)"));
  EXPECT_EQ(version_rank("v1.2"), version_rank("1.2.0.0.9"));
  EXPECT_EQ(version_rank("1.99999999999999999999"), version_rank("1.65535"));
  EXPECT_EQ(version_rank("rolling"), 0u);
  EXPECT_EQ(version_rank(""), 0u);
}

TEST(VersionOrder, falls_when_a_lower_version_follows) {
  VersionOrder order;
  EXPECT_FALSE(order.falls(version_rank("2.1.4")));
  EXPECT_FALSE(order.falls(version_rank("2.2.0")));
  EXPECT_FALSE(order.falls(version_rank("")));
  EXPECT_TRUE(order.falls(version_rank("2.1.4")));
  EXPECT_FALSE(order.falls(version_rank("2.1.4")));
}

}  // namespace
}  // namespace picket
