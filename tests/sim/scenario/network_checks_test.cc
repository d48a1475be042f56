#include "sim/scenario/network_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The texts with their places are in tests/golden/scenario/nat_unseen.txt, background_uplink.txt, cells.txt and cell_unseen.txt.

namespace picket::sim {
namespace {

std::string checked_line(Duration nat_timeout, Duration ping_interval) {
  Scenario scenario;
  scenario.client.keep_alive = Duration::seconds(240);
  scenario.client.ping_interval = ping_interval;
  scenario.networks["line"].nat_timeout = nat_timeout;
  Diagnostics diagnostics;
  check_networks(scenario, Places{}, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << "a warning stops nothing";
  return diagnostics.text();
}

TEST(NetworkChecks, a_line_that_forgets_nothing_needs_no_client) { EXPECT_EQ(checked_line(Duration(), Duration()), ""); }

TEST(NetworkChecks, warn_of_a_time_out_that_the_client_s_pings_never_let_pass) {
  EXPECT_EQ(checked_line(Duration::seconds(239), Duration()), "");
  EXPECT_THAT(checked_line(Duration::seconds(240), Duration()), ::testing::HasSubstr("networks.line.nat_timeout"));
  EXPECT_EQ(checked_line(Duration::seconds(74), Duration::seconds(75)), "");
  EXPECT_THAT(checked_line(Duration::seconds(75), Duration::seconds(75)), ::testing::HasSubstr("every 75 s"));
}

TEST(NetworkChecks, other_traffic_leaves_the_devices_a_hundredth_of_the_line) {
  const auto checked = [](double background) {
    Scenario scenario;
    scenario.networks["line"].uplink_bandwidth = BitRate{1e6};
    scenario.networks["line"].background_uplink = BitRate{background};
    Diagnostics diagnostics;
    check_networks(scenario, Places{}, diagnostics);
    return diagnostics.ok();
  };
  EXPECT_TRUE(checked(0));
  EXPECT_TRUE(checked(0.99e6));
  EXPECT_FALSE(checked(0.991e6));
  EXPECT_FALSE(checked(2e6));
}

TEST(NetworkChecks, other_traffic_has_a_profile_that_exists) {
  for (const std::string_view name : kSeasonalities) {
    Scenario scenario;
    scenario.networks["line"].background_seasonality = std::string(name);
    Diagnostics diagnostics;
    check_networks(scenario, Places{}, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << name;
  }
  Scenario scenario;
  scenario.networks["line"].background_seasonality = "ofice";
  Diagnostics diagnostics;
  check_networks(scenario, Places{}, diagnostics);
  EXPECT_FALSE(diagnostics.ok());
  EXPECT_THAT(diagnostics.text(), ::testing::HasSubstr("did you mean 'office'?"));
}

/// What is said of a line of 1 Mbit/s at so many sites that has this cell; errors as "error".
std::string checked_cell(std::uint32_t sites_of_fleet, const Cell& cell, double background = 0) {
  Scenario scenario;
  FleetGroup group;
  group.count = group.sites = sites_of_fleet;
  group.access = {{"line", 1}};
  scenario.fleet = {group};
  scenario.networks["line"].uplink_bandwidth = BitRate{1e6};
  scenario.networks["line"].background_uplink = BitRate{background};
  scenario.networks["line"].cell = cell;
  Diagnostics diagnostics;
  check_networks(scenario, Places{}, diagnostics);
  return (diagnostics.ok() ? "" : "error: ") + diagnostics.text();
}

TEST(NetworkChecks, a_cell_that_its_sites_can_fill_is_as_it_should_be) {
  EXPECT_EQ(checked_cell(50, {}), "");
  EXPECT_EQ(checked_cell(4, {.sites = 4, .uplink_bandwidth = BitRate{3.9e6}}), "");
  EXPECT_EQ(checked_cell(4, {.sites = 4, .uplink_bandwidth = BitRate{5e6}, .background_uplink = BitRate{2e6}}), "");
}

TEST(NetworkChecks, warn_of_a_cell_that_slows_nothing_and_has_no_outages_either) {
  Cell cell{.sites = 4, .uplink_bandwidth = BitRate{4e6}};
  EXPECT_THAT(checked_cell(8, cell), ::testing::HasSubstr("networks.line.cell.uplink_bandwidth: slows nothing"));
  EXPECT_THAT(checked_cell(8, cell), ::testing::Not(::testing::HasSubstr("error: ")));
  cell.outage_gap = Distribution::constant(3'600);
  EXPECT_EQ(checked_cell(8, cell), "");
}

TEST(NetworkChecks, warn_of_a_cell_that_the_fleet_does_not_fill_where_it_has_such_lines_at_all) {
  const Cell cell{.sites = 4, .uplink_bandwidth = BitRate{1e6}};
  EXPECT_THAT(checked_cell(3, cell), ::testing::HasSubstr("networks.line.cell.sites: 4, and at most 3 of the fleet can have such a line"));
  Scenario unused;
  unused.networks["line"].cell = cell;
  Diagnostics diagnostics;
  check_networks(unused, Places{}, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
}

TEST(NetworkChecks, other_traffic_of_a_line_with_a_cell_is_the_cell_s) {
  EXPECT_THAT(checked_cell(50, {}, 1e5), ::testing::HasSubstr("error"));
  EXPECT_THAT(checked_cell(50, {.uplink_bandwidth = BitRate{1e6}, .background_uplink = BitRate{1e6}}),
              ::testing::HasSubstr("leaves the sites less than a hundredth of uplink_bandwidth"));
}

}  // namespace
}  // namespace picket::sim
