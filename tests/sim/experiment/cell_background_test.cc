#include "sim/experiment/cell_background.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

// The profile of an office has 2.0 from 10:00 on, its most, 0.2 from 3:00 on, and a fifth of all on Saturdays and Sundays.

namespace picket::sim {
namespace {

using test::CarryFixture;

/// 1970-01-05 was a Monday.
Time cell_monday(double hour) { return Time::from_unix_seconds(4 * 86'400) + Duration::from_seconds(hour * 3'600); }

Scenario office_cell(const std::vector<std::string>& sets) {
  std::vector<std::string> all{"networks.line.cell={sites: 2, uplink_bandwidth: 16 kbit/s, background_uplink: 8 kbit/s, background_seasonality: office}"};
  all.insert(all.end(), sets.begin(), sets.end());
  return test::small_scenario(all, CarryFixture::text(4, 4, "raw"));
}

TEST(CellBackground, takes_its_rate_in_the_busiest_hour_and_less_in_others) {
  const Scenario scenario = office_cell({});
  const World world(scenario, 0);
  const CellBackground background(world);
  ASSERT_EQ(world.cells().size(), 2U);
  for (std::uint32_t c = 0; c < 2; ++c) {
    EXPECT_DOUBLE_EQ(background.available(c, cell_monday(10)), 1'000);
    EXPECT_DOUBLE_EQ(background.available(c, cell_monday(3)), 2'000 - 100);
    EXPECT_DOUBLE_EQ(background.available(c, cell_monday(5 * 24 + 10)), 2'000 - 200) << "Saturday";
  }
}

TEST(CellBackground, changes_with_the_hours_of_the_cell_s_own_clock) {
  const Scenario scenario = office_cell({"fleet[0].utc_offset_hours=[5.5]"});
  const World world(scenario, 0);
  const CellBackground background(world);
  EXPECT_DOUBLE_EQ(background.available(0, cell_monday(4.5)), 1'000) << "10:00 there";
  EXPECT_EQ(background.next_change(0, cell_monday(4.4)), cell_monday(4.5));
  EXPECT_EQ(background.next_change(0, cell_monday(4.5)), cell_monday(5.5));
}

TEST(CellBackground, never_changes_where_it_is_even_or_nothing) {
  for (const char* cell : {"{sites: 2, uplink_bandwidth: 16 kbit/s, background_uplink: 8 kbit/s}", "{sites: 2, uplink_bandwidth: 16 kbit/s}"}) {
    const Scenario scenario = office_cell({std::string("networks.line.cell=") + cell});
    const World world(scenario, 0);
    EXPECT_EQ(CellBackground(world).next_change(0, world.start()), Time::max()) << cell;
  }
}

// Of 8 kbit/s, 1.9 of 2.0 from 9:00 on and all from 10:00 on.
TEST(CellBackground, sums_what_it_sends_over_hours) {
  const Scenario scenario = office_cell({});
  const World world(scenario, 0);
  const CellBackground background(world);
  EXPECT_NEAR(background.bytes(0, cell_monday(9.5), cell_monday(10.25)), 1'800 * 950 + 900 * 1'000, 1e-6);
  EXPECT_EQ(background.bytes(0, cell_monday(9), cell_monday(9)), 0);
}

}  // namespace
}  // namespace picket::sim
