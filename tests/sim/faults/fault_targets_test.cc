#include "sim/faults/fault_targets.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

/// Kiosks at ten sites on fibre, chargers at ten sites on cellular lines; two hubs.
Scenario two_groups() {
  Scenario scenario = world_of("kiosk", 40);
  scenario.device_classes["ev_charger"] = shipped<DeviceClass>("profiles/ev_charger.yaml");
  scenario.fleet.push_back(group_of("ev_charger", 40));
  scenario.networks = {{"cellular", {}}, {"fibre", {}}};
  scenario.fleet[0].access = {{"fibre", 1}};
  scenario.fleet[1].access = {{"cellular", 1}};
  scenario.hubs.resize(2);
  scenario.hubs[0].name = "east";
  scenario.hubs[1].name = "west";
  scenario.fleet[0].hub = "east";
  scenario.fleet[1].hub = "west";
  return scenario;
}

struct Hits {
  explicit Hits(const Scenario& of) : scenario(of), fleet(scenario, 0, texts), draws(scenario.seed, 0, "fault") {}
  std::vector<SiteId> sites(const FaultTargets& targets) {
    fault.targets = targets;
    return sites_hit(fault, scenario, fleet, draws);
  }
  std::vector<DeviceId> devices(const FaultTargets& targets) {
    fault.targets = targets;
    return devices_hit(fault, scenario, fleet, draws);
  }
  Scenario scenario;
  TextTable texts;
  Fleet fleet;
  FaultDraws draws;
  Fault fault;
};

TEST(FaultTargets, are_all_unless_said_otherwise) {
  Hits hits(two_groups());
  EXPECT_EQ(hits.sites({}).size(), 20U);
  EXPECT_EQ(hits.devices({}).size(), 80U);
  EXPECT_EQ(hubs_hit(hits.fault, hits.scenario).size(), 2U);
}

TEST(FaultTargets, fit_class_line_hub_and_site) {
  Hits hits(two_groups());
  FaultTargets lines;
  lines.network = "cellular";
  EXPECT_EQ(hits.sites(lines).size(), 10U);
  for (const DeviceId device : hits.devices(lines)) EXPECT_EQ(hits.fleet.class_name(hits.fleet.device(device).device_class), "ev_charger");
  FaultTargets kiosks;
  kiosks.device_class = "kiosk";
  EXPECT_EQ(hits.sites(kiosks).size(), 10U);
  EXPECT_EQ(hits.devices(kiosks).size(), 40U);
  kiosks.hub = "west";
  EXPECT_TRUE(hits.devices(kiosks).empty());
  hits.fault.targets.hub = "west";
  EXPECT_EQ(hubs_hit(hits.fault, hits.scenario), std::vector<HubId>{HubId(1)});
  FaultTargets one;
  one.site = 3;
  EXPECT_EQ(hits.sites(one), std::vector<SiteId>{SiteId(3)});
  for (const DeviceId device : hits.devices(one)) EXPECT_EQ(hits.fleet.device(device).site, SiteId(3));
}

// With a larger share the same ones and more, so that sweeps over it are steady.
TEST(FaultTargets, of_a_larger_share_hold_those_of_a_smaller) {
  Hits hits(two_groups());
  std::vector<DeviceId> before;
  for (const double share : {0.1, 0.3, 0.7, 1.0}) {
    FaultTargets targets;
    targets.share = share;
    const std::vector<DeviceId> now = hits.devices(targets);
    EXPECT_EQ(now.size(), static_cast<std::size_t>(80 * share + 0.5));
    EXPECT_TRUE(std::is_sorted(now.begin(), now.end()));
    EXPECT_TRUE(std::includes(now.begin(), now.end(), before.begin(), before.end()));
    before = now;
  }
}

TEST(FaultTargets, may_be_counted) {
  Hits hits(two_groups());
  FaultTargets targets;
  targets.count = 7;
  EXPECT_EQ(hits.sites(targets).size(), 7U);
  targets.count = 1'000;
  EXPECT_EQ(hits.sites(targets).size(), 20U);
}

TEST(FaultTargets, are_others_with_another_name_or_replication) {
  Hits hits(two_groups());
  FaultTargets targets;
  targets.count = 10;
  const std::vector<DeviceId> once = hits.devices(targets);
  EXPECT_EQ(hits.devices(targets), once);
  hits.draws = FaultDraws(hits.scenario.seed, 0, "other");
  EXPECT_NE(hits.devices(targets), once);
}

}  // namespace
}  // namespace picket::sim
