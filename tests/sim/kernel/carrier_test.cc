#include "sim/kernel/carrier.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(Carrier, an_end_is_told_at_the_first_tick_not_before_it) {
  EXPECT_EQ(tick_at_or_after(0), 0);
  EXPECT_EQ(tick_at_or_after(1.0000004), 1'000'001);
  EXPECT_EQ(tick_at_or_after(1.0000006), 1'000'001);
}

// SimGrid takes what is within 1e-9 s for one instant.
TEST(Carrier, an_end_within_the_resolution_of_a_tick_is_on_it) {
  EXPECT_EQ(tick_at_or_after(1.0000000009), 1'000'000);
  EXPECT_EQ(tick_at_or_after(1.0000000011), 1'000'001);
}

// Law: to a second and back is the same tick, for ninety days.
TEST(Carrier, ticks_survive_the_way_to_seconds_and_back) {
  for (Calendar::Tick tick = 0; tick < 90 * Calendar::Tick{86'400'000'000}; tick += 7'777'777'777) {
    ASSERT_EQ(tick_at_or_after(second_of(tick)), tick);
  }
}

}  // namespace
}  // namespace picket::sim
