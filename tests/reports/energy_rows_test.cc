#include "reports/energy_rows.h"

#include <gtest/gtest.h>

#include "tests/reports/energy_sample.h"

namespace picket {
namespace {

TEST(EnergyRows, are_one_for_each_class_with_what_is_known_of_it) {
  const sim::PolicyResult policy = test::with_energy("picket");
  const auto rows = energy_rows(policy);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].device_class, "meter");
  EXPECT_EQ(rows[0].energy->estimate.value, 904);
  ASSERT_NE(rows[0].held, nullptr);
  EXPECT_EQ(rows[0].held->estimate.value, 540);
  ASSERT_NE(rows[0].life_lost, nullptr);
  EXPECT_EQ(rows[0].life_lost->estimate.value, 5'210);
  EXPECT_EQ(rows[1].device_class, "gateway");
  EXPECT_EQ(rows[1].held, nullptr);
  EXPECT_EQ(rows[1].life_lost, nullptr);
  EXPECT_TRUE(energy_rows(sim::PolicyResult()).empty());
}

}  // namespace
}  // namespace picket
