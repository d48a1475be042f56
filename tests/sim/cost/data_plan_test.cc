#include "sim/cost/data_plan.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// 10,000 bytes a session, as Vodacom ZA has it. 2,300 up and 7,701 down are 10,001 together: 20,000. By direction they are 10,000
// each, 20,000 too; 100 up and 200 down are 10,000 together and 20,000 by direction.
TEST(DataPlan, rounds_a_session_up_in_total_or_by_direction) {
  DataPlan plan{.session_rounding = 10'000};
  EXPECT_EQ(rounded_up_by(plan, 2'300, 7'701), 9'999);
  EXPECT_EQ(rounded_up_by(plan, 100, 200), 9'700);
  plan.each_direction = true;
  EXPECT_EQ(rounded_up_by(plan, 2'300, 7'701), 7'700 + 2'299);
  EXPECT_EQ(rounded_up_by(plan, 100, 200), 9'900 + 9'800);
}

TEST(DataPlan, rounds_nothing_that_is_a_multiple_or_that_carried_nothing) {
  for (const bool each : {false, true}) {
    const DataPlan plan{.session_rounding = 1'000, .each_direction = each};
    EXPECT_EQ(rounded_up_by(plan, 2'000, 1'000), 0);
    EXPECT_EQ(rounded_up_by(plan, 0, 0), 0);
  }
  EXPECT_EQ(rounded_up_by({.session_rounding = 1'000, .each_direction = true}, 1, 0), 999);
  EXPECT_EQ(rounded_up_by({}, 123, 456), 0) << "to the byte";
}

// 500 MB for ten years are 4.2 MB a month.
TEST(DataPlan, takes_what_is_included_off_the_data_first_and_then_off_the_rounding) {
  const DataPlan plan{.included_bytes = 4.2e6};
  const ChargedBytes small = charged_bytes(plan, 3e6, 1e6);
  EXPECT_EQ(small.data, 0);
  EXPECT_EQ(small.rounding, 0);
  EXPECT_DOUBLE_EQ(small.included, 4e6);
  const ChargedBytes middle = charged_bytes(plan, 4e6, 1e6);
  EXPECT_EQ(middle.data, 0);
  EXPECT_NEAR(middle.rounding, 0.8e6, 1e-6);
  EXPECT_NEAR(middle.included, 4.2e6, 1e-6);
  const ChargedBytes large = charged_bytes(plan, 9.2e6, 1e6);
  EXPECT_NEAR(large.data, 5e6, 1e-6);
  EXPECT_EQ(large.rounding, 1e6);
  EXPECT_NEAR(large.included, 4.2e6, 1e-6);
}

TEST(DataPlan, charges_all_where_nothing_is_included) {
  const ChargedBytes all = charged_bytes({}, 12'345, 655);
  EXPECT_EQ(all.data, 12'345);
  EXPECT_EQ(all.rounding, 655);
  EXPECT_EQ(all.included, 0);
}

}  // namespace
}  // namespace picket::sim
