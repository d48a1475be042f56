#include "sim/faults/fault_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

Fault fault_of(FaultKind kind, Duration start, double seconds) {
  Fault fault;
  fault.name = std::string(to_string(kind));
  fault.kind = kind;
  fault.start = start;
  fault.duration = Distribution::constant(seconds);
  return fault;
}

/// Forty kiosks at ten sites, one hub, two days.
struct Plan {
  explicit Plan(std::vector<Fault> faults) : scenario(with(std::move(faults))), fleet(scenario, 0, texts), plan(scenario, fleet, 0, texts) {}
  static Scenario with(std::vector<Fault> faults) {
    Scenario out = world_of("kiosk", 40);
    out.networks = {{"fibre", {}}};
    out.fleet[0].access = {{"fibre", 1}};
    out.hubs.resize(1);
    out.faults = std::move(faults);
    return out;
  }
  Time at(Duration since) const { return scenario.start_utc + since; }
  Scenario scenario;
  TextTable texts;
  Fleet fleet;
  FaultPlan plan;
};

TEST(FaultPlan, is_empty_without_faults_and_leaves_out_what_comes_too_late) {
  EXPECT_TRUE(Plan({}).plan.empty());
  EXPECT_TRUE(Plan({fault_of(FaultKind::kHubOutage, Duration::hours(48), 60)}).plan.empty());
}

TEST(FaultPlan, puts_outages_on_the_lines_of_the_sites_hit) {
  Fault loss = fault_of(FaultKind::kLinkLoss, Duration::hours(1), 600);
  loss.targets.share = 0.3;
  const Plan p({loss});
  std::size_t hit = 0;
  for (std::uint32_t s = 0; s < 10; ++s) {
    const auto outages = p.plan.line_outages(SiteId(s));
    if (outages.empty()) continue;
    ++hit;
    ASSERT_EQ(outages.size(), 1U);
    EXPECT_EQ(outages[0].start, p.at(Duration::hours(1)));
    EXPECT_EQ(outages[0].end, p.at(Duration::minutes(70)));
  }
  EXPECT_EQ(hit, 3U);
  ASSERT_EQ(p.plan.occurrences().size(), 1U);
  EXPECT_EQ(p.plan.occurrences()[0].sites, 3U);
  EXPECT_EQ(p.plan.occurrences()[0].devices, 12U);
  EXPECT_EQ(p.plan.occurrences()[0].period, (FaultPeriod{p.at(Duration::hours(1)), p.at(Duration::minutes(70))}));
}

TEST(FaultPlan, has_devices_and_lines_off_in_a_power_cut) {
  Fault cut = fault_of(FaultKind::kPowerCut, Duration::hours(2), 1'800);
  cut.targets.count = 2;
  Plan p({cut});
  EXPECT_EQ(p.plan.downtimes().size(), 8U);
  for (const auto& [device, downtime] : p.plan.downtimes()) {
    EXPECT_TRUE(downtime.power_loss);
    EXPECT_FALSE(p.plan.line_outages(p.fleet.device(device).site).empty());
    p.fleet.take_down(device, downtime);
    const auto events = p.fleet.life_cycle_of(device, downtime.start, downtime.start + Duration::seconds(1));
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back().time + events.back().duration, downtime.end);
  }
}

// Two outages that overlap are one; the hub is back once both are over.
TEST(FaultPlan, has_a_hub_down_while_any_of_its_outages_lasts) {
  Fault second = fault_of(FaultKind::kHubOutage, Duration::minutes(65), 600);
  second.name = "second";
  const Plan p({fault_of(FaultKind::kHubOutage, Duration::hours(1), 600), second});
  ASSERT_EQ(p.plan.hub_faults().size(), 2U);
  EXPECT_EQ(p.plan.hub_faults()[0].what, HubFault::What::kUnavailable);
  EXPECT_EQ(p.plan.hub_faults()[0].at, p.at(Duration::hours(1)));
  EXPECT_EQ(p.plan.hub_faults()[1].what, HubFault::What::kAvailable);
  EXPECT_EQ(p.plan.hub_faults()[1].at, p.at(Duration::minutes(75)));
  EXPECT_EQ(p.plan.occurrences().size(), 2U);
  EXPECT_EQ(p.plan.occurrences()[0].devices, 40U);
}

TEST(FaultPlan, closes_each_connection_once_for_maintenance) {
  const Plan p({fault_of(FaultKind::kHubMaintenance, Duration::hours(1), 600)});
  std::set<std::uint32_t> closed;
  for (const HubFault& fault : p.plan.hub_faults()) {
    EXPECT_EQ(fault.what, HubFault::What::kMaintenanceClose);
    EXPECT_TRUE(closed.insert(fault.subject).second);
    EXPECT_GE(fault.at, p.at(Duration::hours(1)));
    EXPECT_LE(fault.at, p.at(Duration::minutes(70)));
    EXPECT_TRUE(p.plan.refused_after_close(DeviceId(fault.subject), fault.at + Duration::seconds(9)));
    EXPECT_FALSE(p.plan.refused_after_close(DeviceId(fault.subject), fault.at + Duration::seconds(10)));
  }
  EXPECT_EQ(closed.size(), 40U);
}

TEST(FaultPlan, gives_clones_the_identity_of_another_for_as_long_as_it_lasts) {
  Fault image = fault_of(FaultKind::kClonedImage, Duration::hours(1), 600);
  image.copies = 4;
  const Plan p({image});
  ASSERT_TRUE(p.plan.has_clones());
  std::map<std::uint32_t, int> users;
  for (std::uint32_t d = 0; d < 40; ++d) {
    ++users[p.plan.identity(DeviceId(d), p.at(Duration::minutes(65))).value()];
    EXPECT_EQ(p.plan.identity(DeviceId(d), p.at(Duration::minutes(59))), DeviceId(d));
    EXPECT_EQ(p.plan.identity(DeviceId(d), p.at(Duration::minutes(70))), DeviceId(d));
  }
  EXPECT_EQ(users.size(), 10U);
  for (const auto& [identity, n] : users) EXPECT_EQ(n, 4);
  EXPECT_EQ(p.plan.hub_faults().size(), 60U);  // thirty clones, taken and given back
  EXPECT_EQ(p.plan.occurrences()[0].devices, 40U);
}

TEST(FaultPlan, ends_certificates_of_devices_that_have_some) {
  const Fault expiry = fault_of(FaultKind::kCertificateExpiry, Duration::hours(1), 600);
  const Plan with_tokens({expiry});
  EXPECT_TRUE(with_tokens.plan.hub_faults().empty());
  Scenario scenario = Plan::with({expiry});
  scenario.fleet[0].identities.auth_type = AuthType::kX509;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const FaultPlan plan(scenario, fleet, 0, texts);
  EXPECT_EQ(plan.hub_faults().size(), 40U);
  EXPECT_TRUE(plan.certificate_expired(DeviceId(7), scenario.start_utc + Duration::hours(1)));
  EXPECT_FALSE(plan.certificate_expired(DeviceId(7), scenario.start_utc + Duration::minutes(70)));
}

TEST(FaultPlan, has_clocks_wrong_and_storms_raging_on_the_devices_hit_alone) {
  Fault drift = fault_of(FaultKind::kClockDrift, Duration::hours(1), 600);
  drift.targets.count = 5;
  drift.drift_ppm = Distribution::constant(100);
  drift.unsynchronised = Duration::days(10);
  Fault storm = fault_of(FaultKind::kEventStorm, Duration::hours(1), 600);
  storm.targets.count = 3;
  storm.events_per_second = 2;
  const Plan p({drift, storm});
  std::size_t wrong = 0;
  std::size_t stormy = 0;
  for (std::uint32_t d = 0; d < 40; ++d) {
    const Duration error = p.plan.clock_error(DeviceId(d), p.at(Duration::hours(1)));
    EXPECT_EQ(error != Duration(), p.plan.touches_clock(DeviceId(d)));
    wrong += error == Duration() ? 0 : 1;
    EXPECT_EQ(p.plan.clock_error(DeviceId(d), p.at(Duration::minutes(70))), Duration());
    std::vector<EventRun> events;
    p.plan.storm_events(DeviceId(d), p.at(Duration()), p.at(Duration::hours(5)), events);
    if (events.empty()) continue;
    ++stormy;
    EXPECT_EQ(events[0].count, 1'200U);
    EXPECT_EQ(p.texts.render(std::get<ProcessRecord>(events[0].first.record).commandline), "/usr/bin/health-check");
  }
  EXPECT_EQ(wrong, 5U);
  EXPECT_EQ(stormy, 3U);
}

TEST(FaultPlan, gives_devices_a_zone_of_their_own_draw) {
  Fault zone = fault_of(FaultKind::kTimeZone, Duration::hours(1), 600);
  zone.targets.share = 0.5;
  zone.zone_shift = Distribution{Distribution::Kind::kUniform, -43'200, 43'200, 1e9};
  const Plan p({zone});
  ASSERT_EQ(p.plan.wrong_zones().size(), 20U);
  std::set<Duration> shifts;
  for (const FaultPlan::WrongZone& wrong : p.plan.wrong_zones()) {
    EXPECT_EQ(wrong.period, (FaultPeriod{p.at(Duration::hours(1)), p.at(Duration::minutes(70))}));
    EXPECT_LE(wrong.shift, Duration::hours(12));
    EXPECT_GE(wrong.shift, -Duration::hours(12));
    shifts.insert(wrong.shift);
  }
  EXPECT_EQ(shifts.size(), 20U);
}

TEST(FaultPlan, fills_the_disks_of_the_devices_hit_for_as_long_as_it_says) {
  Fault full = fault_of(FaultKind::kDiskFull, Duration::hours(1), 600);
  full.targets.count = 3;
  const Plan p({full});
  ASSERT_EQ(p.plan.full_disks().size(), 3U);
  std::size_t hit = 0;
  for (std::uint32_t d = 0; d < 40; ++d) {
    const DeviceId device(d);
    if (!p.plan.disk_fills_up(device)) continue;
    ++hit;
    EXPECT_FALSE(p.plan.disk_is_full(device, p.at(Duration::minutes(59))));
    EXPECT_TRUE(p.plan.disk_is_full(device, p.at(Duration::hours(1))));
    EXPECT_FALSE(p.plan.disk_is_full(device, p.at(Duration::minutes(70))));
    EXPECT_EQ(p.plan.disk_changes_after(device, p.at(Duration())), p.at(Duration::hours(1)));
    EXPECT_EQ(p.plan.disk_changes_after(device, p.at(Duration::hours(1))), p.at(Duration::minutes(70)));
    EXPECT_EQ(p.plan.disk_changes_after(device, p.at(Duration::minutes(70))), Time::max());
  }
  EXPECT_EQ(hit, 3U);
}

TEST(FaultPlan, numbers_the_command_lines_of_a_storm_that_has_several) {
  for (const auto& [commandline, third] : {std::pair{"/usr/bin/convert --page", "/usr/bin/convert --page 2"},
                                           std::pair{"/usr/bin/convert --page={decimal}.pdf", "/usr/bin/convert --page=2.pdf"}}) {
    Fault storm = fault_of(FaultKind::kEventStorm, Duration::hours(1), 600);
    storm.events_per_second = 1;
    storm.commandline = commandline;
    storm.distinct_commandlines = 300;
    const Plan p({storm});
    std::vector<EventRun> events;
    p.plan.storm_events(DeviceId(7), p.at(Duration()), p.at(Duration::hours(5)), events);
    ASSERT_EQ(events.size(), 600U);
    const auto process_of = [&](std::size_t i) { return std::get<ProcessRecord>(events[i].first.record); };
    EXPECT_EQ(p.texts.render(process_of(2).commandline), third);
    EXPECT_EQ(process_of(302).commandline, process_of(2).commandline);
    EXPECT_EQ(p.texts.render(process_of(2).executable), "/usr/bin/convert");
  }
}

TEST(FaultPlan, knows_when_others_burden_a_hub) {
  EXPECT_FALSE(Plan({fault_of(FaultKind::kHubOutage, Duration::hours(1), 600)}).plan.burden_hubs());
  Fault quota = fault_of(FaultKind::kQuotaSpent, Duration::hours(1), 0);
  quota.duration.reset();
  const Plan p({quota});
  EXPECT_TRUE(p.plan.burden_hubs());
  EXPECT_EQ(p.plan.hub_faults().at(0).until, p.at(Duration::days(1))) << "the run starts at midnight";
}

// Ten gateways with four kiosks behind each; two restart, and 10 devices are not heard.
TEST(FaultPlan, has_gateways_off_together_with_the_lines_of_their_sites) {
  Fault reboot = fault_of(FaultKind::kGatewayReboot, Duration::hours(1), 600);
  reboot.targets.count = 2;
  EXPECT_EQ(Plan({reboot}).plan.occurrences().at(0).sites, 0U) << "nobody is behind a gateway";
  Scenario scenario = Plan::with({reboot});
  scenario.device_classes["hub_box"] = scenario.device_classes.at("kiosk");
  FleetGroup gateways = scenario.fleet[0];
  gateways.device_class = "hub_box";
  gateways.count = 10;
  scenario.fleet[0].gateway = "hub_box";
  scenario.fleet[0].access.clear();
  scenario.fleet.push_back(gateways);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const FaultPlan plan(scenario, fleet, 0, texts);
  EXPECT_EQ(plan.occurrences().at(0).sites, 2U);
  EXPECT_EQ(plan.occurrences().at(0).devices, 10U);
  ASSERT_EQ(plan.downtimes().size(), 2U);
  for (const auto& [device, downtime] : plan.downtimes()) {
    EXPECT_EQ(fleet.class_name(fleet.device(device).device_class), "hub_box");
    EXPECT_FALSE(downtime.power_loss);
    const auto outages = plan.line_outages(fleet.device(device).site);
    ASSERT_EQ(outages.size(), 1U);
    EXPECT_EQ(outages[0].start, downtime.start);
    EXPECT_EQ(outages[0].end, downtime.end);
    EXPECT_EQ(downtime.end - downtime.start, Duration::minutes(10));
  }
}

TEST(FaultPlan, cuts_lines_whose_sim_has_no_speed_left_and_slows_down_others) {
  Fault cut = fault_of(FaultKind::kSimQuotaSpent, Duration::hours(1), 600);
  cut.targets.site = 2;
  cut.throttled_bandwidth = BitRate{0};
  Fault slow = fault_of(FaultKind::kSimQuotaSpent, Duration::hours(1), 600);
  slow.name = "slow";
  slow.targets.site = 3;
  const Plan p({cut, slow});
  EXPECT_EQ(p.plan.line_outages(SiteId(2)).size(), 1U);
  EXPECT_TRUE(p.plan.line_outages(SiteId(3)).empty());
  EXPECT_EQ(p.plan.throttled_time(SiteId(3), p.at(Duration::minutes(65)), Bytes(8'000)), Duration::seconds(1));
  EXPECT_EQ(p.plan.throttled_time(SiteId(3), p.at(Duration::minutes(70)), Bytes(8'000)), Duration());
  EXPECT_EQ(p.plan.throttled_time(SiteId(2), p.at(Duration::minutes(65)), Bytes(8'000)), Duration());
  EXPECT_EQ(p.plan.occurrences().at(1).devices, 4U);
}

TEST(FaultPlan, has_devices_lose_their_assignment_one_after_the_other) {
  Fault storm = fault_of(FaultKind::kRegistrationStorm, Duration::hours(1), 600);
  storm.targets.count = 10;
  const Plan p({storm});
  std::set<std::uint32_t> devices;
  std::set<Time> moments;
  for (const HubFault& fault : p.plan.hub_faults()) {
    EXPECT_EQ(fault.what, HubFault::What::kAssignmentLost);
    EXPECT_GE(fault.at, p.at(Duration::hours(1)));
    EXPECT_LT(fault.at, p.at(Duration::minutes(70)));
    devices.insert(fault.subject);
    moments.insert(fault.at);
  }
  EXPECT_EQ(devices.size(), 10U);
  EXPECT_EQ(moments.size(), 10U);
  EXPECT_GT(*moments.rbegin() - *moments.begin(), Duration::minutes(4)) << "spread over the ten minutes";
  EXPECT_EQ(p.plan.occurrences().at(0).devices, 10U);
  EXPECT_EQ(p.plan.occurrences().at(0).period, (FaultPeriod{p.at(Duration::hours(1)), p.at(Duration::minutes(70))}));
  EXPECT_FALSE(p.plan.burden_hubs());
}

TEST(FaultPlan, has_names_unanswered_at_the_sites_hit_and_the_analytics_behind_at_the_hub) {
  Fault names = fault_of(FaultKind::kNameServiceOutage, Duration::hours(1), 600);
  names.targets.count = 4;
  Fault lag = fault_of(FaultKind::kBackendLag, Duration::hours(1), 600);
  lag.lag = Distribution::constant(30);
  const Plan p({names, lag});
  std::size_t silent = 0;
  for (std::uint32_t s = 0; s < 10; ++s) silent += p.plan.resolve_timeout(SiteId(s), p.at(Duration::minutes(65))) ? 1 : 0;
  EXPECT_EQ(silent, 4U);
  EXPECT_EQ(p.plan.read_at(HubId(0), p.at(Duration::minutes(65))), p.at(Duration::seconds(65 * 60 + 30)));
  EXPECT_EQ(p.plan.read_at(HubId(0), p.at(Duration::minutes(59))), p.at(Duration::minutes(59)));
  EXPECT_TRUE(p.plan.hub_faults().empty()) << "the hub has no part in it";
  EXPECT_EQ(p.plan.occurrences().at(1).devices, 40U);
  EXPECT_EQ(p.plan.occurrences().at(1).period, (FaultPeriod{p.at(Duration::hours(1)), p.at(Duration::minutes(70))}));
}

}  // namespace
}  // namespace picket::sim
