#include "sim/experiment/background_uplink.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

// The fixture's line carries 8 kbit/s. The profile of an office has 2.0 from 10:00 on, its most, 0.2 from 3:00 on, and a fifth of all
// on Saturdays and Sundays.

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

/// 1970-01-05 was a Monday.
Time monday(std::int64_t hour) { return Time::from_unix_seconds(4 * 86'400 + hour * 3'600); }

Scenario office_line(const std::vector<std::string>& sets) {
  std::vector<std::string> all{"networks.line.background_uplink=4 kbit/s", "networks.line.background_seasonality=office"};
  all.insert(all.end(), sets.begin(), sets.end());
  return test::small_scenario(all, CarryFixture::text(2, 1));
}

TEST(BackgroundUplink, takes_its_rate_in_the_busiest_hour_and_less_in_others) {
  const Scenario scenario = office_line({});
  const World world(scenario, 0);
  const BackgroundUplink background(world);
  const SiteId site(0);
  EXPECT_DOUBLE_EQ(background.available(site, monday(10)), 4'000);
  EXPECT_DOUBLE_EQ(background.available(site, monday(3)), 8'000 - 400);
  EXPECT_DOUBLE_EQ(background.available(site, monday(5 * 24 + 10)), 8'000 - 800) << "Saturday";
  EXPECT_DOUBLE_EQ(background.available(site, monday(7 * 24 * 2'900 + 10)), 4'000) << "each Monday";
  EXPECT_DOUBLE_EQ(background.available(site, monday(10 - 7 * 24)), 4'000) << "before 1970";
  EXPECT_DOUBLE_EQ(background.available(site, monday(10) - Duration::microseconds(1)), 8'000 - 4'000 * 1.9 / 2);
}

TEST(BackgroundUplink, follows_the_site_s_own_clock) {
  const Scenario scenario = office_line({"fleet[0].utc_offset_hours=[2]"});
  const World world(scenario, 0);
  const BackgroundUplink background(world);
  EXPECT_DOUBLE_EQ(background.available(SiteId(0), monday(8)), 4'000) << "10:00 there";
}

TEST(BackgroundUplink, slows_bytes_by_what_is_left_and_changes_nothing_without_traffic) {
  const Scenario scenario = office_line({});
  const World world(scenario, 0);
  const BackgroundUplink background(world);
  EXPECT_EQ(background.slowed(SiteId(0), Bytes(1'000), monday(10)).count(), 2'000);
  EXPECT_EQ(background.slowed(SiteId(0), Bytes(950), monday(3)).count(), 1'000);
  const Scenario quiet = test::small_scenario({}, CarryFixture::text(2, 1));
  const World quiet_world(quiet, 0);
  const BackgroundUplink none(quiet_world);
  EXPECT_EQ(none.slowed(SiteId(0), Bytes(1'001), monday(10)).count(), 1'001);
  EXPECT_DOUBLE_EQ(none.available(SiteId(0), monday(10)), 8'000);
}

// At every hour of the week half of the line is left: 500 bytes a second. The second device's message waits for the first one's.
TEST(BackgroundUplink, makes_a_message_take_and_wait_longer) {
  for (const char* sharing : {"sharing=fifo", "backend=s4u"}) {
    with_carry(2, 1, {sharing, "networks.line.background_uplink=4 kbit/s"}, [](CarryFixture& f) {
      for (std::uint32_t d = 0; d < 2; ++d) f.add(d, 0, Duration::seconds(10), 1'000);
      f.run_to(Duration::minutes(5));
      const double transfer = static_cast<double>(f.wire_bytes(1'000)) / 500;
      EXPECT_NEAR(f.arrived(0, 0), 10 + transfer + 0.05, 4e-6);
      EXPECT_NEAR(f.arrived(1, 0), 10 + 2 * transfer + 0.05, 4e-6);
    });
  }
}

}  // namespace
}  // namespace picket::sim
