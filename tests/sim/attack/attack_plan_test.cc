#include "sim/attack/attack_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "pipeline_core/detectors/version_order.h"
#include "sim/attack/compiled_attack.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

const std::vector<std::string>& shipped_attacks() {
  static const std::vector<std::string> kNames{
      "a01_mirai", "a09_miner", "a10_ssh_brute_force", "a15_reverse_shell", "a24_bulk_exfiltration", "a37_agent_kill"};
  return kNames;
}

AttackInstance instance_of(const std::string& use, std::uint32_t count) {
  AttackInstance a;
  a.name = use;
  a.use = use;
  a.start = Duration::hours(2);
  a.start_jitter = Duration::hours(1);
  a.targets.count = count;
  return a;
}

Scenario attacked_world(std::uint32_t devices) {
  Scenario scenario = world_of("iot_gateway", devices);
  for (const std::string& name : shipped_attacks()) {
    scenario.attack_templates[name] = shipped<AttackTemplate>("attacks/" + name + ".yaml");
    scenario.attacks.push_back(instance_of(name, 5));
  }
  return scenario;
}

Scenario mirai_world(std::uint32_t devices, double beta, double gamma) {
  Scenario scenario = world_of("ip_camera", devices);
  scenario.fleet[0].public_share = 1;
  scenario.fleet[0].vulnerable_share = 1;
  scenario.device_classes["ip_camera"].power_losses_per_year = 0;
  scenario.attack_templates["a01_mirai"] = shipped<AttackTemplate>("attacks/a01_mirai.yaml");
  AttackInstance a = instance_of("a01_mirai", 1);
  a.start = Duration::hours(1);
  a.start_jitter = Duration();
  a.targets.vulnerable_only = true;
  a.targets.spread_beta_per_hour = beta;
  a.targets.spread_gamma_per_day = gamma;
  a.targets.spread_seeds = 4;
  scenario.attacks.push_back(a);
  return scenario;
}

/// Every single event as (time, record, unit, step): what windows must not change.
std::vector<std::tuple<Time, Record, std::uint32_t, std::uint16_t>> unrolled(const std::vector<LabelledRun>& runs) {
  std::vector<std::tuple<Time, Record, std::uint32_t, std::uint16_t>> out;
  for (const LabelledRun& r : runs)
    for (std::uint32_t i = 0; i < r.run.count; ++i) {
      const RawEvent e = event_at(r.run, i);
      out.emplace_back(e.time, e.record, r.unit, r.step);
    }
  return out;
}

TEST(AttackPlan, hits_the_wanted_number_of_devices_without_using_one_twice) {
  const Scenario scenario = attacked_world(60);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  EXPECT_EQ(plan.units().size(), 30U);
  std::set<std::uint32_t> devices;
  for (std::size_t i = 0; i < plan.units().size(); ++i) {
    const AttackUnit& u = plan.units()[i];
    devices.insert(u.device.value());
    EXPECT_TRUE(plan.under_attack(u.device));
    EXPECT_EQ(plan.units_on(u.device), std::vector<std::uint32_t>{static_cast<std::uint32_t>(i)});
    EXPECT_GE(u.start, scenario.start_utc + Duration::hours(2));
    EXPECT_LE(u.start, u.end);
    EXPECT_LT(u.end, scenario.start_utc + scenario.duration);
    if (i > 0) {
      EXPECT_LE(plan.units()[i - 1].attack, u.attack);
    }
  }
  EXPECT_EQ(devices.size(), 30U);
  // What stands for a hub is no device of the fleet.
  EXPECT_FALSE(plan.under_attack(hub_identity(HubId(0))));
  EXPECT_TRUE(plan.units_on(hub_identity(HubId(0))).empty());
}

TEST(AttackPlan, gives_the_same_events_for_windows_of_any_length) {
  const Scenario scenario = attacked_world(60);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  const Time start = scenario.start_utc;
  for (const AttackUnit& unit : plan.units()) {
    // The scan has millions of events: two hours of it are enough.
    const Time until = std::min(unit.start + Duration::minutes(40), start + scenario.duration);
    std::vector<std::vector<LabelledRun>> results;
    for (const Duration window : {Duration::days(9), Duration::minutes(10), Duration::seconds(7)}) {
      std::vector<LabelledRun> out;
      for (Time t = unit.start; t < until; t = t + std::min(window, until - t))
        plan.events(unit.device, t, t + std::min(window, until - t), out);
      results.push_back(std::move(out));
    }
    const auto whole = unrolled(results[0]);
    ASSERT_FALSE(whole.empty());
    EXPECT_EQ(std::get<0>(whole.front()), unit.start);
    for (std::size_t i = 1; i < whole.size(); ++i) ASSERT_LE(std::get<0>(whole[i - 1]), std::get<0>(whole[i]));
    ASSERT_TRUE(whole == unrolled(results[1])) << "attack " << unit.attack.value();
    ASSERT_TRUE(whole == unrolled(results[2])) << "attack " << unit.attack.value();
  }
}

TEST(AttackPlan, runs_never_overlap_so_that_an_agent_may_take_them_one_after_the_other) {
  const Scenario scenario = attacked_world(60);
  TextTable texts;
  const Fleet fleet(scenario, 1, texts);
  const AttackPlan plan(scenario, fleet, 1, texts);
  std::vector<LabelledRun> out;
  for (const AttackUnit& unit : plan.units()) {
    out.clear();
    plan.events(unit.device, unit.start, unit.start + Duration::hours(3), out);
    for (std::size_t i = 1; i < out.size(); ++i)
      ASSERT_LE(out[i - 1].run.last_time(), out[i].run.first.time) << "attack " << unit.attack.value();
  }
}

TEST(AttackPlan, mirai_guesses_loads_and_scans_at_the_published_rates) {
  const Scenario scenario = mirai_world(3, 0.0001, 0);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  ASSERT_FALSE(plan.units().empty());
  const AttackUnit& unit = plan.units().front();
  std::vector<LabelledRun> out;
  plan.events(unit.device, unit.start, unit.start + Duration::minutes(31), out);
  std::map<int, double> ports;
  double execs = 0, failed = 0, ok = 0;
  Time first_scan = Time::max();
  std::set<std::uint32_t> scanned;
  for (const LabelledRun& r : out) {
    const Record& record = r.run.first.record;
    if (const auto* n = std::get_if<NetworkRecord>(&record); n && n->raw_socket && n->bytes_out == 40) {
      first_scan = std::min(first_scan, r.run.first.time);
      ports[n->remote_port] += r.run.count;
      for (std::uint32_t i = 0; i < r.run.count; ++i)
        scanned.insert(std::get<NetworkRecord>(event_at(r.run, i).record).remote_address.v4_value());
    }
    if (const auto* p = std::get_if<ProcessRecord>(&record)) execs += p->operation == ProcessOperation::kExec ? 1 : 0;
    if (const auto* l = std::get_if<LoginRecord>(&record)) (l->operation == LoginOperation::kLogin ? ok : failed) += 1;
  }
  EXPECT_LE(failed, 9);
  EXPECT_EQ(ok, 1);
  EXPECT_NEAR(execs, 19, 3) << "about 20 applet calls";
  EXPECT_GT(first_scan, unit.start + Duration::seconds(8));
  EXPECT_LT(first_scan, unit.start + Duration::minutes(3));
  const double total = ports[23] + ports[2323];
  const double seconds = (unit.start + Duration::minutes(31) - first_scan).to_seconds();
  EXPECT_NEAR(total / seconds, 160, 4);
  EXPECT_NEAR(ports[2323] / total, 0.1, 0.01);
  // Each of the two emissions walks a permutation of its own, so few addresses meet both ports.
  EXPECT_GT(static_cast<double>(scanned.size()), 0.999 * total);
}

TEST(AttackPlan, the_kill_of_the_agent_is_a_side_effect_on_the_world) {
  Scenario scenario = attacked_world(60);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  ASSERT_EQ(plan.side_effects().size(), 5U);
  for (const WorldEvent& e : plan.side_effects()) {
    EXPECT_EQ(e.kind, WorldEvent::Kind::kAgentKilled);
    EXPECT_TRUE(e.by_attack);
    EXPECT_EQ(e.duration, Duration::max());
    const auto units = plan.units_on(e.device);
    ASSERT_EQ(units.size(), 1U);
    EXPECT_GT(e.time, plan.units()[units[0]].start);
  }
}

TEST(AttackPlan, nothing_malicious_happens_while_the_device_is_off) {
  Scenario scenario = attacked_world(60);
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 60;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  std::vector<LabelledRun> out;
  std::size_t outages = 0;
  for (const AttackUnit& unit : plan.units())
    for (const WorldEvent& off : fleet.life_cycle_of(unit.device, unit.start, unit.end)) {
      ++outages;
      out.clear();
      plan.events(unit.device, off.time, off.time + off.duration, out);
      EXPECT_TRUE(out.empty());
    }
  EXPECT_GT(outages, 5U);
}

TEST(AttackPlan, infrastructure_differs_between_replications_and_attacks_and_is_what_devices_meet) {
  const Scenario scenario = attacked_world(60);
  std::set<std::string> first, second;
  for (std::uint32_t replication = 0; replication < 2; ++replication) {
    TextTable texts;
    const Fleet fleet(scenario, replication, texts);
    const AttackPlan plan(scenario, fleet, replication, texts);
    std::set<std::string>& names = replication == 0 ? first : second;
    for (const Infrastructure& i : plan.infrastructure())
      EXPECT_TRUE(names.insert(i.is_domain ? i.domain : i.address.to_string()).second);
    std::vector<LabelledRun> out;
    for (const AttackUnit& unit : plan.units())
      plan.events(unit.device, unit.start, unit.start + Duration::minutes(5), out);
    for (const LabelledRun& r : out) {
      if (const auto* n = std::get_if<NetworkRecord>(&r.run.first.record);
          n && r.run.vary != VaryingField::kRemoteAddress) {
        EXPECT_TRUE(names.contains(n->remote_address.to_string()));
      }
      if (const auto* d = std::get_if<DnsRecord>(&r.run.first.record)) {
        EXPECT_TRUE(names.contains(texts.render(d->name)));
      }
    }
  }
  for (const std::string& name : second) EXPECT_FALSE(first.contains(name)) << name;
}

// A07 asks an image site that everybody uses, and relays of Tor, which are its own here.
TEST(AttackPlan, a_public_service_is_met_but_is_no_infrastructure_of_the_attacker) {
  Scenario scenario = world_of("iot_gateway", 10);
  scenario.attack_templates["a07_vpnfilter"] = shipped<AttackTemplate>("attacks/a07_vpnfilter.yaml");
  scenario.attacks.push_back(instance_of("a07_vpnfilter", 5));
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  std::set<std::string> listed;
  for (const Infrastructure& i : plan.infrastructure()) listed.insert(i.is_domain ? i.domain : i.address.to_string());
  // 20 attackers, 2 servers of stage 2 with a name, 60 relays; not the 2 of the image site, nor its name.
  EXPECT_EQ(listed.size(), 20U + 2U + 1U + 60U);
  std::size_t services = 0;
  for (const AttackUnit& unit : plan.units()) {
    std::vector<LabelledRun> runs;
    plan.events(unit.device, unit.start, unit.start + Duration::minutes(10), runs);
    for (const LabelledRun& r : runs) {
      const auto* dns = std::get_if<DnsRecord>(&r.run.first.record);
      if (dns == nullptr || !texts.render(dns->name).ends_with(".images.example")) continue;
      EXPECT_FALSE(listed.contains(texts.render(dns->name)));
      ++services;
    }
  }
  EXPECT_EQ(services, 5U);
}

TEST(AttackPlan, parameters_of_the_scenario_override_the_template) {
  Scenario scenario = attacked_world(60);
  for (AttackInstance& a : scenario.attacks)
    if (a.use == "a10_ssh_brute_force")
      a.parameters = {{"guesses_per_second", 2}, {"duration", 100}, {"success_probability", 1}};
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  for (const AttackUnit& unit : plan.units()) {
    if (scenario.attacks[unit.attack.value()].use != "a10_ssh_brute_force") continue;
    std::vector<LabelledRun> out;
    plan.events(unit.device, unit.start, unit.end + Duration::seconds(1), out);
    std::uint32_t failed = 0, ok = 0;
    for (const LabelledRun& r : out)
      if (const auto* l = std::get_if<LoginRecord>(&r.run.first.record))
        (l->operation == LoginOperation::kLogin ? ok : failed) += r.run.count;
    EXPECT_EQ(failed, 200U);
    EXPECT_EQ(ok, 1U);
  }
}

TEST(AttackPlan, a_spreading_attack_makes_a_unit_of_every_infected_device) {
  const Scenario scenario = mirai_world(200, 0.6, 0.077);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  EXPECT_GT(plan.units().size(), 100U);
  std::set<std::uint32_t> devices;
  for (const AttackUnit& u : plan.units()) EXPECT_TRUE(devices.insert(u.device.value()).second);
}

TEST(AttackPlan, attacks_can_be_planned_again_and_come_out_the_same) {
  const Scenario scenario = mirai_world(100, 0.6, 0.1);
  TextTable t1, t2;
  const Fleet f1(scenario, 4, t1), f2(scenario, 4, t2);
  const AttackPlan a(scenario, f1, 4, t1), b(scenario, f2, 4, t2);
  ASSERT_EQ(a.units().size(), b.units().size());
  for (std::size_t i = 0; i < a.units().size(); ++i) {
    EXPECT_EQ(a.units()[i].device, b.units()[i].device);
    EXPECT_EQ(a.units()[i].start, b.units()[i].start);
    EXPECT_EQ(a.units()[i].end, b.units()[i].end);
  }
}

/// Index of a phase of a shipped attack.
std::uint16_t phase_of(const AttackTemplate& attack, const std::string& id) {
  const auto found = std::ranges::find(attack.phases, id, &AttackPhase::id);
  EXPECT_NE(found, attack.phases.end()) << id;
  return static_cast<std::uint16_t>(found - attack.phases.begin());
}

// A01: the port is open from the moment the bot hides (its phase begins with the end of telnetd), and a restart,
// which ends the attack, closes it.
TEST(AttackPlan, what_an_attack_puts_on_a_device_is_there_from_its_phase_until_the_end_of_the_attack) {
  Scenario scenario = mirai_world(50, 2, 0);
  scenario.device_classes["ip_camera"].reboots_per_30_days = 60;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  const std::uint16_t hide = phase_of(scenario.attack_templates.at("a01_mirai"), "hide");
  const std::uint32_t ports = 1U << static_cast<unsigned>(EventKind::kListeningPorts);
  const Time horizon = scenario.start_utc + scenario.duration;
  const auto count = [&](DeviceId device, Time at, std::uint32_t kinds) {
    std::vector<LabelledItem> items;
    plan.items(device, at, kinds, items);
    return items.size();
  };
  int hidden = 0;
  int closed = 0;
  for (std::uint32_t u = 0; u < plan.units().size(); ++u) {
    const AttackUnit& unit = plan.units()[u];
    std::vector<LabelledRun> runs;
    plan.events(unit.device, unit.start, horizon, runs);
    const auto first = std::ranges::find(runs, hide, &LabelledRun::step);
    if (first == runs.end()) continue;
    ++hidden;
    const Time since = first->run.first.time;
    EXPECT_EQ(count(unit.device, since - Duration::microseconds(1), ports), 0U);
    EXPECT_EQ(count(unit.device, since, ~ports), 0U);
    std::vector<LabelledItem> items;
    plan.items(unit.device, since, ports, items);
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].record, Record(ListeningPortRecord{*IpAddress::parse("127.0.0.1"), 48'101, TransportProtocol::kTcp, 0}));
    EXPECT_EQ(items[0].unit, u);
    EXPECT_EQ(items[0].step, hide);
    EXPECT_EQ(items[0].since, since);
    const auto restarts = fleet.life_cycle_of(unit.device, since, horizon);
    const Time end = restarts.empty() ? horizon : restarts.front().time;
    EXPECT_EQ(count(unit.device, end - Duration::microseconds(1), ports), 1U);
    EXPECT_EQ(count(unit.device, end, ports), 0U);
    closed += restarts.empty() ? 0 : 1;
  }
  EXPECT_GT(hidden, 20);
  EXPECT_GT(closed, 5);
}

// A10 is not memory only: its account outlives restarts.
// A35 with a downgrade for sure: the firmware is 0.9.0, below every version that a class ships, and nothing else of the
// system changes. Without it, as the file has it, no system information is among the items.
TEST(AttackPlan, a_version_that_is_put_on_takes_the_place_of_the_devices_own) {
  for (const double probability : {0.0, 1.0}) {
    Scenario scenario = world_of("ev_charger", 10);
    scenario.device_classes["ev_charger"].reboots_per_30_days = 0;
    scenario.attack_templates["a35_trojaned_update"] = shipped<AttackTemplate>("attacks/a35_trojaned_update.yaml");
    scenario.attacks = {instance_of("a35_trojaned_update", 5)};
    scenario.attacks[0].parameters["downgrade_probability"] = probability;
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    const AttackPlan plan(scenario, fleet, 0, texts);
    ASSERT_EQ(plan.units().size(), 5U);
    for (const AttackUnit& unit : plan.units()) {
      std::vector<LabelledItem> items;
      plan.items(unit.device, unit.start + Duration::hours(1), 1U << static_cast<unsigned>(EventKind::kSystemInformation), items);
      ASSERT_EQ(items.size(), static_cast<std::size_t>(probability));
      if (items.empty()) continue;
      SystemInformationRecord shown = std::get<SystemInformationRecord>(items[0].record);
      const SystemInformationRecord& own = fleet.device(unit.device).system_information;
      EXPECT_EQ(texts.render(shown.firmware_version), "0.9.0");
      EXPECT_GT(version_rank(texts.render(own.firmware_version)), version_rank("0.9.0"));
      EXPECT_GT(items[0].since, unit.start);
      shown.firmware_version = own.firmware_version;
      EXPECT_EQ(shown, own);
    }
  }
}

TEST(AttackPlan, an_account_stays_until_the_end_of_the_run) {
  Scenario scenario = world_of("iot_gateway", 30);
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 60;
  scenario.attack_templates["a10_ssh_brute_force"] = shipped<AttackTemplate>("attacks/a10_ssh_brute_force.yaml");
  AttackInstance a = instance_of("a10_ssh_brute_force", 20);
  a.parameters = {{"success_probability", 1}, {"account_probability", 1}, {"duration", 600}};
  scenario.attacks.push_back(a);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  const Time last = scenario.start_utc + scenario.duration - Duration::seconds(1);
  int accounts = 0;
  for (const AttackUnit& unit : plan.units()) {
    std::vector<LabelledItem> items;
    plan.items(unit.device, last, ~0U, items);
    for (const LabelledItem& item : items) {
      EXPECT_EQ(texts.render(std::get<LocalUserRecord>(item.record).user_name), "svc-backup");
      ++accounts;
    }
  }
  EXPECT_EQ(accounts, 20);
}

// Parameters that switch something off: A09 without a failed guess, and A10 whose steady guesses get a count of zero.
TEST(AttackPlan, a_count_of_zero_that_a_parameter_gives_means_no_event) {
  Scenario scenario = world_of("iot_gateway", 30);
  scenario.attack_templates["a09_miner"] = shipped<AttackTemplate>("attacks/a09_miner.yaml");
  scenario.attack_templates["a10_ssh_brute_force"] = shipped<AttackTemplate>("attacks/a10_ssh_brute_force.yaml");
  AttackTemplate& guesses = scenario.attack_templates["a10_ssh_brute_force"];
  guesses.parameters["guesses"] = {"Guesses.", 0, 0, 10};
  guesses.phases[0].emit[0].count_parameter = "guesses";
  for (const auto& [name, attack] : scenario.attack_templates) scenario.attacks.push_back(instance_of(name, 5));
  scenario.attacks[0].parameters = {{"failed_guesses", 0}};
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  ASSERT_EQ(plan.units().size(), 10U);
  for (const AttackUnit& unit : plan.units()) {
    std::vector<LabelledRun> runs;
    plan.events(unit.device, unit.start, scenario.start_utc + scenario.duration, runs);
    ASSERT_FALSE(runs.empty());
    for (const LabelledRun& r : runs) {
      const auto* login = std::get_if<LoginRecord>(&r.run.first.record);
      EXPECT_TRUE(login == nullptr || login->operation == LoginOperation::kLogin) << "attack " << unit.attack.value();
    }
  }
}

// A13 draws 2,032 of 254 neighbours: (1 - 1/254)^2032 = 0.0003 of them are missed, so next to none.
// A14 comes from one of the nine addresses that a site's usual neighbours have.
TEST(AttackPlan, neighbours_lie_in_the_own_network_and_a_sweep_meets_next_to_all) {
  Scenario scenario = world_of("iot_gateway", 30);
  for (const std::string name : {"a13_network_sweep", "a14_ssh_lateral"}) {
    scenario.attack_templates[name] = shipped<AttackTemplate>("attacks/" + name + ".yaml");
    scenario.attacks.push_back(instance_of(name, 5));
  }
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  ASSERT_EQ(plan.units().size(), 10U);
  for (const AttackUnit& unit : plan.units()) {
    const std::uint32_t network = fleet.device(unit.device).address.v4_value() & 0xffffff00U;
    std::vector<LabelledRun> runs;
    plan.events(unit.device, unit.start, unit.end + Duration::seconds(1), runs);
    std::set<std::uint32_t> hosts;
    for (const LabelledRun& r : runs) {
      const auto* flow = std::get_if<NetworkRecord>(&r.run.first.record);
      if (flow == nullptr || !flow->remote_address.is_private()) continue;
      EXPECT_EQ(flow->remote_address.v4_value() & 0xffffff00U, network);
      const std::uint32_t host = flow->remote_address.v4_value() & 0xffU;
      EXPECT_GE(host, 1U);
      EXPECT_LE(host, flow->direction == Direction::kInbound ? 9U : 254U);
      hosts.insert(host);
    }
    EXPECT_GE(hosts.size(), unit.attack.value() == 0 ? 252U : 2U);
  }
}

TEST(AttackTemplates, changes_that_cannot_be_are_problems) {
  auto a = shipped<AttackTemplate>("attacks/a01_mirai.yaml");
  a.phases[0].changes.listening_ports = {{80, TransportProtocol::kTcp, "localhost"}};
  EXPECT_EQ(problems_of(a), (std::vector<PartProblem>{{"phases[0].changes.listening_ports[0].address", "'localhost' is not an address"}}));
}

}  // namespace
}  // namespace picket::sim
