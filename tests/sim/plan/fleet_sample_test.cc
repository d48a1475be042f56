#include "sim/plan/fleet_sample.h"

#include <gtest/gtest.h>

#include <set>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

FleetGroup group_of(const std::string& device_class, std::uint32_t count, std::uint32_t sites = 1, const std::string& gateway = "") {
  FleetGroup group;
  group.device_class = device_class;
  group.count = count;
  group.sites = sites;
  group.gateway = gateway;
  group.hub = "north";
  return group;
}

Scenario fleet_of(std::vector<FleetGroup> groups) {
  Scenario scenario;
  scenario.name = "whole";
  scenario.seed = 5;
  scenario.fleet = std::move(groups);
  scenario.hubs = {HubSettings{.name = "north", .units = 7}, HubSettings{.name = "south"}};
  scenario.attacks.resize(2);
  scenario.faults.resize(1);
  scenario.weaknesses.resize(1);
  scenario.fixed_hub.name = "second";
  scenario.policies.resize(1);
  scenario.policies[0].twin_changes.resize(2);
  scenario.policies[0].twin_changes[1].at = Duration::hours(30);
  return scenario;
}

SampleSettings sample_of(std::uint32_t devices) { return {devices, Duration::hours(24), 1}; }

TEST(FleetStrata, take_so_many_devices_of_each_group_and_all_of_a_smaller_one) {
  const auto strata = fleet_strata(fleet_of({group_of("kiosk", 50'000, 500), group_of("medical", 30, 3), group_of("kiosk", 200, 200)}), sample_of(100));
  ASSERT_EQ(strata.size(), 3U);
  EXPECT_EQ(strata[0].name, "kiosk");
  EXPECT_EQ(strata[0].devices, 50'000);
  EXPECT_EQ(strata[0].sampled, 100);
  EXPECT_EQ(strata[0].scenario.fleet[0].count, 100U);
  EXPECT_EQ(strata[0].scenario.fleet[0].sites, 20U);  // one would do for 100 devices by site; lines are drawn per site
  EXPECT_EQ(strata[1].sampled, 30);
  EXPECT_EQ(strata[1].scenario.fleet[0].sites, 3U);
  EXPECT_EQ(strata[2].scenario.fleet[0].sites, 100U);
}

TEST(FleetStrata, keep_gateways_with_what_is_behind_them) {
  const auto strata = fleet_strata(fleet_of({group_of("water_gas_meter", 3'000, 60, "iot_gateway"), group_of("kiosk", 10), group_of("iot_gateway", 300, 60)}),
                                   sample_of(20));
  ASSERT_EQ(strata.size(), 2U);
  EXPECT_EQ(strata[0].name, "iot_gateway with water_gas_meter");
  ASSERT_EQ(strata[0].scenario.fleet.size(), 2U);
  EXPECT_EQ(strata[0].scenario.fleet[0].count, 200U);
  EXPECT_EQ(strata[0].scenario.fleet[1].count, 20U);
  EXPECT_EQ(strata[0].scenario.fleet[1].sites, 4U);
  EXPECT_EQ(strata[0].scenario.fleet[0].sites, 4U);
  EXPECT_EQ(strata[0].devices, 3'300);
  EXPECT_EQ(strata[0].sampled, 220);
}

TEST(FleetStrata, keep_of_the_price_book_what_usage_is_measured_with) {
  Scenario whole = fleet_of({group_of("kiosk", 500)});
  whole.prices.billing_days = 10;
  whole.prices.cellular_session_bytes = Bytes(4'096);
  whole.prices.s1_unit_month = 99;
  const PriceBook prices = fleet_strata(whole, sample_of(100)).at(0).scenario.prices;
  EXPECT_EQ(prices.billing_days, 10);
  EXPECT_EQ(prices.cellular_session_bytes, Bytes(4'096));
  EXPECT_EQ(prices.s1_unit_month, PriceBook{}.s1_unit_month);
}

TEST(FleetStrata, measure_ordinary_life_on_a_hub_without_limits) {
  const Scenario whole = fleet_of({group_of("kiosk", 500), group_of("medical", 500)});
  const auto strata = fleet_strata(whole, sample_of(100));
  std::set<std::uint64_t> seeds{whole.seed};
  for (const FleetStratum& stratum : strata) {
    const Scenario& s = stratum.scenario;
    EXPECT_TRUE(s.attacks.empty());
    EXPECT_TRUE(s.faults.empty());
    EXPECT_TRUE(s.weaknesses.empty());
    EXPECT_TRUE(s.fixed_hub.name.empty());
    ASSERT_EQ(s.hubs.size(), 1U);
    EXPECT_EQ(s.hubs[0].units, 0U);
    EXPECT_TRUE(s.fleet[0].hub.empty());
    EXPECT_EQ(s.duration, Duration::hours(24));
    EXPECT_EQ(s.policies[0].twin_changes.size(), 1U) << "the second comes after the end";
    EXPECT_TRUE(seeds.insert(s.seed).second) << "strata must not share their randomness";
  }
}

TEST(FleetStrata, divide_a_group_by_the_kinds_of_line_of_its_sites) {
  FleetGroup mixed = group_of("kiosk", 4'000, 400);
  mixed.access = {{"ethernet", 3}, {"lte", 1}, {"satellite", 0}};
  const auto strata = fleet_strata(fleet_of({mixed, group_of("medical", 500)}), sample_of(100));
  ASSERT_EQ(strata.size(), 3U);
  EXPECT_EQ(strata[0].name, "kiosk on ethernet");
  EXPECT_EQ(strata[0].devices, 3'000);
  EXPECT_EQ(strata[0].sampled, 100);
  EXPECT_EQ(strata[0].scenario.fleet[0].access, (std::map<std::string, double>{{"ethernet", 1}}));
  EXPECT_EQ(strata[1].name, "kiosk on lte");
  EXPECT_EQ(strata[1].devices, 1'000);
  EXPECT_EQ(strata[1].scenario.fleet[0].access, (std::map<std::string, double>{{"lte", 1}}));
  EXPECT_NE(strata[0].scenario.seed, strata[1].scenario.seed) << "parts of a group must not share their randomness";
  EXPECT_EQ(strata[2].name, "medical");
}

TEST(FleetStrata, divide_gateways_by_their_lines_with_all_that_is_behind_them) {
  FleetGroup gateways = group_of("iot_gateway", 1, 1);
  gateways.access = {{"ethernet", 1}, {"lte", 1}};
  const auto strata = fleet_strata(fleet_of({gateways, group_of("water_gas_meter", 10, 1, "iot_gateway")}), sample_of(20));
  ASSERT_EQ(strata.size(), 2U);
  for (const FleetStratum& stratum : strata) {
    EXPECT_EQ(stratum.devices, 5.5);  // half a gateway with five meters is expected on each
    EXPECT_EQ(stratum.sampled, 11);   // and the ratio of ten to one stays
    EXPECT_TRUE(stratum.scenario.fleet[1].access.empty());
  }
}

TEST(FleetStrata, sample_of_a_larger_fleet_what_the_scenario_has_too_few_of) {
  const Scenario scenario = fleet_of({group_of("kiosk", 30, 3), group_of("medical", 5'000, 50)});
  SampleSettings settings = sample_of(100);
  settings.fleets = 50;
  const auto strata = fleet_strata(scenario, settings);
  ASSERT_EQ(strata.size(), 2U);
  EXPECT_EQ(strata[0].devices, 30) << "what it stands for stays in parts of the scenario's fleet";
  EXPECT_EQ(strata[0].sampled, 100);
  EXPECT_EQ(strata[0].scenario.fleet[0].sites, 20U);
  settings.fleets = 1'000;
  const auto larger = fleet_strata(scenario, settings);
  for (std::size_t h = 0; h < 2; ++h) {
    EXPECT_EQ(larger[h].scenario.fleet[0].count, strata[h].scenario.fleet[0].count) << "a fleet that is larger yet has the same sample";
    EXPECT_EQ(larger[h].scenario.fleet[0].sites, strata[h].scenario.fleet[0].sites);
  }
}

// Drawn fleets: every device of the fleet is stood for once, every group is there, and what is behind gateways keeps its ratio
// to within half a device of the smallest group.
TEST(FleetStrata, stand_for_every_device_once) {
  RandomStream random(9, 0, 0, Purpose::kTest);
  for (int i = 0; i < 200; ++i) {
    std::vector<FleetGroup> groups;
    double devices = 0;
    for (std::uint32_t g = 0; g <= random.below(5); ++g) {
      const std::uint32_t count = 1 + random.below(3'000);
      groups.push_back(group_of(g % 2 == 0 ? "kiosk" : "medical", count, 1 + random.below(count)));
    }
    const std::uint32_t gateways = 1 + random.below(500);
    const std::uint32_t sites = 1 + random.below(gateways);
    groups.push_back(group_of("iot_gateway", gateways, sites));
    const std::uint32_t meters = gateways + random.below(4'000);
    groups.push_back(group_of("water_gas_meter", meters, 1 + random.below(sites), "iot_gateway"));
    for (const FleetGroup& group : groups) devices += group.count;
    const std::uint32_t least = 5 + random.below(60);
    double stood_for = 0;
    std::size_t seen = 0;
    for (const FleetStratum& stratum : fleet_strata(fleet_of(groups), sample_of(least))) {
      stood_for += stratum.devices;
      double sampled = 0;
      for (const FleetGroup& group : stratum.scenario.fleet) {
        ++seen;
        sampled += group.count;
        EXPECT_GE(group.count, 1U);
        EXPECT_LE(group.sites, group.count) << "seed 9, case " << i;
      }
      EXPECT_EQ(sampled, stratum.sampled);
      if (stratum.scenario.fleet.size() == 2) {
        const double ratio = static_cast<double>(stratum.scenario.fleet[1].count) / stratum.scenario.fleet[0].count;
        EXPECT_NEAR(ratio / (static_cast<double>(meters) / gateways), 1, 0.5 / std::min(least, gateways) + 1e-9) << "seed 9, case " << i;
      }
    }
    EXPECT_EQ(stood_for, devices) << "seed 9, case " << i;
    EXPECT_EQ(seen, groups.size()) << "seed 9, case " << i;
  }
}

}  // namespace
}  // namespace picket::sim
