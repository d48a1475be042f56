#include "sim/plan/sample_cells.h"

#include <gtest/gtest.h>

#include "sim/plan/fleet_sample.h"

namespace picket::sim {
namespace {

FleetGroup on_line_group(const std::string& device_class, std::uint32_t count, std::uint32_t sites, const std::string& gateway = "") {
  FleetGroup group;
  group.device_class = device_class;
  group.count = count;
  group.sites = sites;
  group.gateway = gateway;
  if (gateway.empty()) group.access = {{"shared", 1}};
  return group;
}

Scenario fleet_with_cells(std::vector<FleetGroup> groups, std::uint32_t sites) {
  Scenario scenario;
  scenario.name = "cells";
  scenario.fleet = std::move(groups);
  scenario.hubs = {HubSettings{.name = "hub"}};
  scenario.policies.resize(1);
  AccessNetwork shared;
  shared.cell = Cell{};
  shared.cell->sites = sites;
  shared.cell->uplink_bandwidth = BitRate{10e6};
  shared.cell->background_uplink = BitRate{4e6};
  scenario.networks["shared"] = shared;
  scenario.networks["own"] = AccessNetwork{};
  return scenario;
}

const Cell& cell_of_line(const Scenario& scenario) { return scenario.networks.at("shared").cell.value(); }

TEST(SampleCells, are_those_of_the_fleet_where_sites_and_devices_are_as_many) {
  const Scenario fleet = fleet_with_cells({on_line_group("kiosk", 1'000, 1'000)}, 50);
  Scenario sample = fleet;
  sample.fleet[0].count = sample.fleet[0].sites = 100;
  fit_cells(fleet, 1, sample);
  EXPECT_EQ(cell_of_line(sample).uplink_bandwidth.bits_per_second, 10e6);
  EXPECT_EQ(cell_of_line(sample).background_uplink.bits_per_second, 4e6);
  EXPECT_EQ(cell_of_line(sample).sites, 50U);
}

// A cell of the fleet serves 50 sites of 10 devices. That of the sample has 20 sites of 5: a fifth of the devices.
TEST(SampleCells, have_the_part_of_a_cell_that_their_devices_are) {
  const Scenario fleet = fleet_with_cells({on_line_group("kiosk", 10'000, 1'000)}, 50);
  Scenario sample = fleet;
  sample.fleet[0].count = 100;
  sample.fleet[0].sites = 20;
  fit_cells(fleet, 1, sample);
  EXPECT_EQ(cell_of_line(sample).uplink_bandwidth.bits_per_second, 2e6);
  EXPECT_EQ(cell_of_line(sample).background_uplink.bits_per_second, 0.8e6);
}

// 30 sites do not fill a cell of 50; twice the fleet does.
TEST(SampleCells, of_a_fleet_that_does_not_fill_a_cell_are_no_fuller) {
  const Scenario fleet = fleet_with_cells({on_line_group("kiosk", 300, 30)}, 50);
  Scenario sample = fleet;
  sample.fleet[0].count = 100;
  sample.fleet[0].sites = 10;
  Scenario grown = sample;
  fit_cells(fleet, 1, sample);
  EXPECT_NEAR(cell_of_line(sample).uplink_bandwidth.bits_per_second, 10e6 / 3, 1);
  fit_cells(fleet, 2, grown);
  EXPECT_NEAR(cell_of_line(grown).uplink_bandwidth.bits_per_second, 10e6 / 5, 1);
}

// What is behind gateways loads the cells of their lines: 10 gateways and 90 meters at 10 sites, and 10 kiosks at as many, are 5.5 devices a
// site on average.
TEST(SampleCells, count_what_is_behind_gateways_and_the_mean_of_all_groups) {
  const Scenario fleet = fleet_with_cells({on_line_group("gateway", 10, 10), on_line_group("meter", 90, 10, "gateway"), on_line_group("kiosk", 10, 10)}, 10);
  Scenario kiosks = fleet;
  kiosks.fleet = {fleet.fleet[2]};
  fit_cells(fleet, 1, kiosks);
  EXPECT_NEAR(cell_of_line(kiosks).uplink_bandwidth.bits_per_second, 10e6 / 5.5, 1);
  Scenario gateways = fleet;
  gateways.fleet.pop_back();
  fit_cells(fleet, 1, gateways);
  EXPECT_NEAR(cell_of_line(gateways).uplink_bandwidth.bits_per_second, 10e6 * 10 / 5.5, 1);
}

TEST(SampleCells, are_made_for_each_stratum_of_a_plan) {
  const Scenario fleet = fleet_with_cells({on_line_group("kiosk", 10'000, 1'000)}, 50);
  const auto strata = fleet_strata(fleet, {100, Duration::hours(24), 1});
  ASSERT_EQ(strata.size(), 1U);
  const FleetGroup& group = strata[0].scenario.fleet.at(0);
  const double by_cell = static_cast<double>(group.count) / group.sites * std::min(50U, group.sites);
  EXPECT_NEAR(cell_of_line(strata[0].scenario).uplink_bandwidth.bits_per_second, 10e6 * by_cell / 500, 1);
}

TEST(SampleCells, are_there_where_the_fleet_has_such_lines) {
  EXPECT_TRUE(shares_cells(fleet_with_cells({on_line_group("kiosk", 10, 10)}, 50)));
  Scenario elsewhere = fleet_with_cells({on_line_group("kiosk", 10, 10)}, 50);
  elsewhere.fleet[0].access = {{"own", 1}};
  EXPECT_FALSE(shares_cells(elsewhere));
  elsewhere.fleet[0].access = {{"own", 1}, {"shared", 0}};
  EXPECT_FALSE(shares_cells(elsewhere));
}

}  // namespace
}  // namespace picket::sim
