#include "sim/experiment/cell_meter.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

Scenario metered_cells(const std::string& duration, const std::string& cell) {
  return test::small_scenario({"networks.line.cell=" + cell, "duration=" + duration}, test::CarryFixture::text(4, 4, "raw"));
}

TEST(CellMeter, sums_what_the_sites_of_a_cell_send) {
  const Scenario scenario = metered_cells("3 h", "{sites: 2, uplink_bandwidth: 8 kbit/s}");
  const World world(scenario, 0);
  CellMeter meter(world);
  ASSERT_EQ(meter.throughput().size(), 2U);
  const auto sites = world.cells().sites_of(1);
  for (const SiteId site : sites) meter.add(site, world.start() + Duration::seconds(5), world.start() + Duration::seconds(6), Bytes(700));
  meter.finish();
  EXPECT_EQ(meter.throughput().at(1).total(), Bytes(1'400));
  EXPECT_EQ(meter.throughput().at(1).peak_second(), Bytes(1'400));
  EXPECT_EQ(meter.throughput().at(0).total(), Bytes(0));
}

// A cell of 1,000 bytes a second carries 3.6 MB an hour. Its second hour has 1.8 MB of its sites; others take 100 bytes a second all
// the time: 0.5 + 0.1.
TEST(CellMeter, tells_how_full_the_fullest_hour_was) {
  for (const char* duration : {"3 h", "200 min", "30 days"}) {
    const Scenario scenario = metered_cells(duration, "{sites: 4, uplink_bandwidth: 8 kbit/s, background_uplink: 800 bit/s}");
    const World world(scenario, 0);
    CellMeter meter(world);
    const Time second_hour = world.start() + Duration::hours(1);
    for (std::int64_t minute = 0; minute < 60; ++minute) {
      const Time from = second_hour + Duration::minutes(minute);
      meter.add(SiteId(0), from, from + Duration::seconds(30), Bytes(30'000));
    }
    meter.finish();
    EXPECT_NEAR(meter.utilisation_1h_max(CellBackground(world)), 0.6, 1e-6) << duration;
  }
}

TEST(CellMeter, takes_a_short_period_as_a_whole) {
  const Scenario scenario = metered_cells("30 min", "{sites: 4, uplink_bandwidth: 8 kbit/s}");
  const World world(scenario, 0);
  CellMeter meter(world);
  meter.add(SiteId(3), world.start(), world.start() + Duration::seconds(900), Bytes(450'000));
  meter.finish();
  EXPECT_NEAR(meter.utilisation_1h_max(CellBackground(world)), 0.25, 1e-6);
}

TEST(CellMeter, has_nothing_to_tell_without_cells) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  CellMeter meter(world);
  meter.add(SiteId(0), world.start(), world.end(), Bytes(1'000));
  meter.finish();
  EXPECT_EQ(meter.throughput().size(), 0U);
  EXPECT_EQ(meter.utilisation_1h_max(CellBackground(world)), 0);
}

}  // namespace
}  // namespace picket::sim
