#include "sim/fleet/fleet.h"

#include <map>
#include <set>

#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

Scenario two_groups() {
  Scenario scenario = world_of("ip_camera", 1'000);
  scenario.networks["fibre"] = {};
  scenario.networks["lte"] = {};
  scenario.hubs.resize(2);
  scenario.hubs[0].name = "a";
  scenario.hubs[1].name = "b";
  scenario.fleet[0].access = {{"fibre", 3}, {"lte", 1}};
  scenario.fleet[0].public_share = 0.15;
  scenario.fleet[0].vulnerable_share = 0.3;
  scenario.fleet[0].utc_offset_hours = {1, -5};
  scenario.fleet.push_back(scenario.fleet[0]);
  scenario.fleet[1].count = 7;
  scenario.fleet[1].sites = 2;
  scenario.fleet[1].hub = "b";
  return scenario;
}

TEST(Fleet, names_go_on_over_groups_of_one_class) {
  const Scenario scenario = two_groups();
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  ASSERT_EQ(fleet.size(), 1'007U);
  EXPECT_EQ(fleet.device_name(DeviceId(0)), "ip_camera-000000");
  EXPECT_EQ(fleet.device_name(DeviceId(42)), "ip_camera-000042");
  EXPECT_EQ(fleet.device_name(DeviceId(1'006)), "ip_camera-001006");
  EXPECT_EQ(fleet.class_name(ClassId(0)), "ip_camera");
}

TEST(Fleet, shares_and_weights_come_out_as_given) {
  const Scenario scenario = two_groups();
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  EXPECT_EQ(fleet.sites(), 252U);
  double exposed = 0, vulnerable = 0, fibre = 0, east = 0, odd = 0;
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const Device& d = fleet.device(DeviceId(i));
    exposed += d.public_address;
    vulnerable += d.vulnerable;
    odd += fleet.is_odd(DeviceId(i));
    fibre += fleet.site_network(d.site) == 0;
    east += d.utc_offset_seconds == 3'600;
    EXPECT_EQ(d.network, fleet.site_network(d.site));
    EXPECT_EQ(d.public_address, !d.address.is_private());
    EXPECT_FALSE(d.system_information.firmware_version.empty());
  }
  // Four standard errors of the binomial counts.
  EXPECT_NEAR(exposed, 150, 45);
  EXPECT_NEAR(vulnerable, 300, 58);
  EXPECT_NEAR(fibre, 750, 110) << "drawn for 250 sites";
  EXPECT_NEAR(odd, 30, 22);
  EXPECT_EQ(east, 500);
}

TEST(Fleet, devices_go_to_their_hub_or_to_all_in_turn) {
  const Scenario scenario = two_groups();
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  EXPECT_EQ(fleet.device(DeviceId(0)).hub, HubId(0));
  EXPECT_EQ(fleet.device(DeviceId(1)).hub, HubId(1));
  for (std::uint32_t i = 1'000; i < 1'007; ++i) EXPECT_EQ(fleet.device(DeviceId(i)).hub, HubId(1));
}

TEST(Fleet, neighbours_on_a_site_have_addresses_of_their_own) {
  Scenario scenario = two_groups();
  scenario.fleet[0].public_share = 0;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  std::set<std::pair<std::uint32_t, IpAddress>> seen;
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    const Device& d = fleet.device(DeviceId(i));
    EXPECT_TRUE(seen.insert({d.site.value(), d.address}).second);
  }
}

TEST(Fleet, restarts_come_at_the_rate_of_the_class_and_power_cuts_hit_whole_sites) {
  Scenario scenario = world_of("ip_camera", 4'000);
  scenario.device_classes["ip_camera"].power_losses_per_year = 12;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const Time from = scenario.start_utc - Duration::days(1);
  const auto events = fleet.life_cycle(from, from + Duration::days(15));
  double reboots = 0;
  std::map<std::pair<std::uint32_t, Time>, int> cuts;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i > 0) {
      EXPECT_LE(events[i - 1].time, events[i].time);
    }
    if (events[i].kind == WorldEvent::Kind::kReboot) ++reboots;
    if (events[i].kind == WorldEvent::Kind::kPowerLoss)
      ++cuts[{fleet.device(events[i].device).site.value(), events[i].time}];
    EXPECT_GT(events[i].duration, Duration());
  }
  EXPECT_NEAR(reboots, 4'000, 300);  // 2 in 30 days, half of them
  // 1,000 sites, 12 a year, 15 days: 493 cuts, each for all four devices but those that were off.
  EXPECT_NEAR(static_cast<double>(cuts.size()), 493, 100);
  int whole = 0;
  for (const auto& [cut, devices] : cuts) whole += devices == 4 ? 1 : 0;
  EXPECT_GT(whole, static_cast<int>(cuts.size()) * 95 / 100);
}

TEST(Fleet, nightly_restarts_stay_in_the_night_and_keep_their_rate) {
  Scenario scenario = world_of("kiosk", 1'000);
  scenario.device_classes["kiosk"].power_losses_per_year = 0;
  scenario.fleet[0].utc_offset_hours = {-5};
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const Time from = scenario.start_utc - Duration::days(1);
  const auto events = fleet.life_cycle(from, from + Duration::days(30));
  for (const WorldEvent& e : events) {
    const std::int64_t local = (e.time.unix_seconds() - 5 * 3'600) % 86'400;
    ASSERT_GE(local, 3 * 3'600);
    ASSERT_LT(local, 3 * 3'600 + 1'800);
  }
  EXPECT_NEAR(static_cast<double>(events.size()), 15'000, 700);
}

TEST(Fleet, is_the_same_when_built_again_and_another_for_another_replication) {
  const Scenario scenario = two_groups();
  TextTable t1, t2, t3;
  const Fleet a(scenario, 0, t1), b(scenario, 0, t2), c(scenario, 1, t3);
  int differ = 0;
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a.device_key(DeviceId(i)), b.device_key(DeviceId(i)));
    EXPECT_EQ(a.device(DeviceId(i)).boot_id, b.device(DeviceId(i)).boot_id);
    differ += a.device_key(DeviceId(i)) != c.device_key(DeviceId(i)) ? 1 : 0;
  }
  EXPECT_EQ(differ, 1'007);
}

/// Gateways at 3 sites, two at the first; the group behind them stands before them in the list.
Scenario behind_gateways() {
  Scenario scenario = world_of("ip_camera", 20);
  scenario.device_classes["iot_gateway"] = shipped<DeviceClass>("profiles/iot_gateway.yaml");
  scenario.networks["fibre"] = {};
  scenario.networks["lte"] = {};
  scenario.fleet[0].gateway = "iot_gateway";
  scenario.fleet[0].sites = 3;
  FleetGroup gateways = group_of("iot_gateway", 4);
  gateways.sites = 3;
  gateways.access = {{"fibre", 1}, {"lte", 1}};
  scenario.fleet.push_back(gateways);
  return scenario;
}

TEST(Fleet, children_stand_at_the_sites_of_their_gateways_and_are_dealt_evenly) {
  const Scenario scenario = behind_gateways();
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  EXPECT_EQ(fleet.sites(), 3U);
  std::map<DeviceId, int> children;
  std::set<std::pair<SiteId, std::uint32_t>> addresses;
  for (std::uint32_t i = 0; i < fleet.size(); ++i) {
    const Device& device = fleet.device(DeviceId(i));
    EXPECT_TRUE(addresses.insert({device.site, device.address.v4_value()}).second) << i;
    EXPECT_EQ(device.network, fleet.site_network(device.site));
    EXPECT_EQ(device.gateway.has_value(), i < 20);
    if (!device.gateway) continue;
    const Device& gateway = fleet.device(*device.gateway);
    EXPECT_EQ(gateway.site, device.site);
    EXPECT_EQ(fleet.class_name(gateway.device_class), "iot_gateway");
    ++children[*device.gateway];
  }
  // 7, 7 and 6 children; the first site has two gateways.
  EXPECT_EQ(children, (std::map<DeviceId, int>{{DeviceId(20), 4}, {DeviceId(21), 7}, {DeviceId(22), 6}, {DeviceId(23), 3}}));
}

TEST(Fleet, a_gateway_changes_nothing_of_a_device_but_its_place) {
  Scenario scenario = behind_gateways();
  TextTable texts;
  const Fleet behind(scenario, 0, texts);
  scenario.fleet[0].gateway.clear();
  scenario.fleet[0].access = {{"fibre", 1}};
  TextTable other_texts;
  const Fleet alone(scenario, 0, other_texts);
  for (std::uint32_t i = 0; i < behind.size(); ++i) {
    EXPECT_EQ(behind.device_key(DeviceId(i)), alone.device_key(DeviceId(i)));
    EXPECT_EQ(behind.device_name(DeviceId(i)), alone.device_name(DeviceId(i)));
    EXPECT_EQ(behind.device(DeviceId(i)).vulnerable, alone.device(DeviceId(i)).vulnerable);
  }
}

}  // namespace
}  // namespace picket::sim
