#include "sim/generate/cell_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

/// 23 kiosks and 24 meters with a site each, in two time zones, on a line with cells of ten; ten more on a line of their own.
Scenario dealt_scenario(const std::vector<std::string>& sets = {}) {
  return test::small_scenario(sets, R"(
name: dealt
replications: 1
warm_up: 1 h
duration: 10 h
policies: [{use: raw}]
networks:
  shared: {uplink_bandwidth: 1 Mbit/s, cell: {sites: 10, uplink_bandwidth: 2 Mbit/s}}
fleet:
  - {device_class: kiosk, count: 23, sites: 23, access: {shared: 1}}
  - {device_class: ev_charger, count: 24, sites: 24, access: {shared: 1}, utc_offset_hours: [0, 2]}
  - {device_class: kiosk, count: 10, sites: 10, access: {ethernet: 1}}
hubs: [{name: hub}]
client: c_sdk
prices: us_2026_11
)");
}

// 23 + 12 sites at UTC: three full cells and one of five; 12 two hours ahead: one and one of two.
TEST(CellPlan, deals_the_sites_of_a_zone_to_full_cells_and_a_last_one) {
  const Scenario scenario = dealt_scenario();
  const World world(scenario, 0);
  const CellPlan& cells = world.cells();
  ASSERT_EQ(cells.size(), 6U);
  const std::vector<std::size_t> sizes{10, 10, 10, 5, 10, 2};
  std::set<std::uint32_t> seen;
  for (std::uint32_t c = 0; c < cells.size(); ++c) {
    EXPECT_EQ(cells.sites_of(c).size(), sizes[c]) << c;
    EXPECT_EQ(cells.utc_offset(c), Duration::hours(c < 4 ? 0 : 2)) << c;
    EXPECT_EQ(cells.kind(c).uplink_bandwidth.bits_per_second, 2e6);
    for (const SiteId site : cells.sites_of(c)) {
      EXPECT_EQ(cells.cell_of(site), c);
      EXPECT_TRUE(seen.insert(site.value()).second) << "dealt twice";
      const Device& device = world.fleet().device(world.devices_of(site).front());
      EXPECT_EQ(Duration::seconds(device.utc_offset_seconds), cells.utc_offset(c));
    }
  }
  EXPECT_EQ(seen.size(), 47U);
  for (std::uint32_t s = 47; s < 57; ++s) EXPECT_EQ(cells.cell_of(SiteId(s)), CellPlan::kNone) << "a line of its own";
}

TEST(CellPlan, mixes_the_groups_of_the_fleet_and_deals_anew_in_each_replication) {
  const Scenario scenario = dealt_scenario();
  const World world(scenario, 0);
  std::size_t mixed = 0;
  for (std::uint32_t c = 0; c < 3; ++c) {
    const auto kiosks = std::ranges::count_if(world.cells().sites_of(c), [](SiteId site) { return site.value() < 23; });
    mixed += kiosks > 0 && kiosks < 10 ? 1U : 0U;
  }
  EXPECT_GE(mixed, 2U) << "23 of 35 sites are kiosks': a cell of one kind has a chance of a hundredth";
  const World again(scenario, 0);
  const World other(scenario, 1);
  bool differs = false;
  for (std::uint32_t s = 0; s < 47; ++s) {
    EXPECT_EQ(again.cells().cell_of(SiteId(s)), world.cells().cell_of(SiteId(s)));
    differs = differs || other.cells().cell_of(SiteId(s)) != world.cells().cell_of(SiteId(s));
  }
  EXPECT_TRUE(differs);
}

TEST(CellPlan, has_cells_of_fifty_sites_where_the_scenario_says_no_more) {
  const Scenario scenario = dealt_scenario({"networks.shared.cell={}", "fleet[0].sites=80", "fleet[0].count=80", "fleet[1].utc_offset_hours=[0]"});
  const World world(scenario, 0);
  ASSERT_EQ(world.cells().size(), 3U);
  EXPECT_EQ(world.cells().sites_of(0).size(), 50U);
  EXPECT_EQ(world.cells().sites_of(2).size(), 4U);
  EXPECT_EQ(world.cells().kind(0).uplink_bandwidth.bits_per_second, 10e6);
}

TEST(CellPlan, is_empty_where_no_line_has_cells) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  EXPECT_TRUE(world.cells().empty());
  EXPECT_EQ(world.cells().cell_of(SiteId(0)), CellPlan::kNone);
}

// The lines themselves never fail: whatever is out is a cell, for all its sites at once, and no two cells at the same moments.
TEST(CellPlan, an_outage_of_a_cell_is_one_of_all_its_sites) {
  const Scenario scenario = dealt_scenario({"networks.shared.cell.outage_gap={dist: exponential, mean: 2 h}", "networks.shared.cell.outage_duration=5 min",
                                            "networks.ethernet.outage_gap=0 s"});
  const World world(scenario, 0);
  std::set<Time> starts;
  std::size_t outages = 0;
  for (std::uint32_t c = 0; c < world.cells().size(); ++c) {
    const auto of_cell = world.cells().outages_of(c);
    outages += of_cell.size();
    for (const Outage& outage : of_cell) {
      EXPECT_TRUE(starts.insert(outage.start).second);
      EXPECT_EQ(outage.end - outage.start, Duration::minutes(5));
    }
    for (const SiteId site : world.cells().sites_of(c)) {
      EXPECT_TRUE(std::ranges::equal(world.outages_of(site), of_cell)) << site.value();
    }
  }
  EXPECT_GT(outages, 10U) << "30 are expected of six cells in ten hours";
  for (std::uint32_t s = 47; s < 57; ++s) EXPECT_TRUE(world.outages_of(SiteId(s)).empty());
}

// Both every hour, the line's for ten minutes and the cell's for twenty: from the same moment on, so the longer holds.
TEST(CellPlan, outages_of_a_line_and_of_its_cell_that_meet_are_one) {
  const Scenario scenario = dealt_scenario({"networks.shared.outage_gap=1 h", "networks.shared.outage_duration=10 min", "networks.shared.cell.outage_gap=1 h",
                                            "networks.shared.cell.outage_duration=20 min"});
  const World world(scenario, 0);
  const auto outages = world.outages_of(SiteId(0));
  ASSERT_FALSE(outages.empty());
  EXPECT_EQ(outages.front(), (Outage{world.start() + Duration::hours(1), world.start() + Duration::minutes(80)}));
  for (std::size_t i = 1; i < outages.size(); ++i) EXPECT_GT(outages[i].start, outages[i - 1].end);
}

}  // namespace
}  // namespace picket::sim
