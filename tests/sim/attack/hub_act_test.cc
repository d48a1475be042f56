// Acts at the hub in an attack's template: when each unit does them, and what cannot be.

#include "sim/attack/hub_act.h"

#include <map>
#include <set>

#include "sim/attack/attack_plan.h"
#include "sim/attack/compiled_attack.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

/// An attack of one phase of a minute that does these acts at the hub, and nothing on the device.
Scenario acting_world(std::vector<HubAct> acts) {
  Scenario scenario = world_of("iot_gateway", 10);
  AttackTemplate a;
  a.id = "X";
  a.memory_only = false;
  a.infrastructure["clone"].count = 3;
  AttackPhase phase;
  phase.id = "act";
  phase.duration = Distribution::constant(60);
  phase.hub = std::move(acts);
  a.phases.push_back(phase);
  scenario.attack_templates["acts"] = a;
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 0;
  scenario.device_classes["iot_gateway"].power_losses_per_year = 0;
  AttackInstance instance;
  instance.name = "acts";
  instance.use = "acts";
  instance.start = Duration::hours(2);
  instance.targets.count = 2;
  scenario.attacks.push_back(instance);
  return scenario;
}

HubAct act_of(HubActKind kind, double count, double spacing) {
  HubAct act;
  act.kind = kind;
  act.count = Distribution::constant(count);
  act.spacing = Distribution::constant(spacing);
  return act;
}

// In a minute: two messages a second are 120, the last after 59.5 s; 25 s apart there are three connects, at 0, 25 and 50;
// and two attempts 4 s apart. Who does it is one of three machines, seen without the last part of its address.
TEST(HubAct, makes_a_unit_and_fills_its_phase) {
  HubAct messages = act_of(HubActKind::kMessages, 0, 0);
  messages.rate_per_second = 2;
  HubAct connects = act_of(HubActKind::kConnect, 0, 25);
  connects.parallel = true;
  connects.remote = "clone";
  HubAct refused = act_of(HubActKind::kRefused, 2, 4);
  refused.fault = CredentialFault::kSignatureInvalid;
  refused.parallel = true;
  const Scenario scenario = acting_world({messages, connects, refused});
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  ASSERT_EQ(plan.units().size(), 2U);
  std::set<std::uint32_t> machines;
  for (const Infrastructure& machine : plan.infrastructure()) machines.insert(machine.address.v4_value() & 0xffffff00U);
  for (std::uint32_t u = 0; u < 2; ++u) {
    const AttackUnit& unit = plan.units()[u];
    EXPECT_TRUE(plan.under_attack(unit.device));
    EXPECT_EQ(unit.start, scenario.start_utc + Duration::hours(2));
    EXPECT_EQ(unit.end, unit.start + Duration::milliseconds(59'500));
    std::map<HubActKind, std::vector<Duration>> times;
    for (const PlannedHubAct& planned : plan.hub_acts()) {
      if (planned.unit != u) continue;
      EXPECT_EQ(planned.device, unit.device);
      EXPECT_EQ(planned.act->remote.empty(), planned.masked_origin.is_unspecified());
      if (!planned.act->remote.empty()) { EXPECT_TRUE(machines.contains(planned.masked_origin.v4_value())); }
      for (std::uint32_t i = planned.when.begin; i < planned.when.end; ++i)
        times[planned.act->kind].push_back(planned.when.time_of(i) - unit.start);
    }
    EXPECT_EQ(times[HubActKind::kMessages].size(), 120U);
    const auto seconds = [](std::int64_t s) { return Duration::seconds(s); };
    EXPECT_EQ(times[HubActKind::kConnect], (std::vector<Duration>{seconds(0), seconds(25), seconds(50)}));
    EXPECT_EQ(times[HubActKind::kRefused], (std::vector<Duration>{seconds(0), seconds(4)}));
    std::vector<LabelledRun> runs;
    plan.events(unit.device, unit.start, unit.end + Duration::hours(1), runs);
    EXPECT_TRUE(runs.empty());
  }
}

// Without `parallel` an act begins where the one before it ended.
TEST(HubAct, follows_the_one_before_it) {
  const Scenario scenario =
      acting_world({act_of(HubActKind::kConnect, 3, 5), act_of(HubActKind::kDisconnect, 1, 0)});
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  for (const PlannedHubAct& planned : plan.hub_acts()) {
    if (planned.act->kind != HubActKind::kDisconnect) continue;
    EXPECT_EQ(planned.when.first_time(), plan.units()[planned.unit].start + Duration::seconds(10));
  }
}

TEST(HubAct, that_cannot_be_is_a_problem) {
  HubAct endless = act_of(HubActKind::kConnect, 0, 0);
  endless.remote = "nobody";
  HubAct refused = act_of(HubActKind::kRefused, 1, 0);
  HubAct faulty = act_of(HubActKind::kConnect, 1, 0);
  faulty.fault = CredentialFault::kTokenExpired;
  faulty.desired_g2.emplace();
  HubAct update = act_of(HubActKind::kTwinUpdate, 1, 0);
  update.count_parameter = "many";
  const Scenario scenario = acting_world({endless, refused, faulty, update});
  EXPECT_EQ(problems_of(scenario.attack_templates.at("acts")),
            (std::vector<PartProblem>{{"phases[0].hub[0].remote", "no infrastructure is called 'nobody'"},
                                      {"phases[0].hub[0]", "without a count it needs rate_per_second or spacing"},
                                      {"phases[0].hub[1]", "refused needs a fault"},
                                      {"phases[0].hub[2].fault", "only what is refused has a fault"},
                                      {"phases[0].hub[2].desired_g2", "only twin_update has desired properties"},
                                      {"phases[0].hub[3].count_parameter", "no parameter is called 'many'"},
                                      {"phases[0].hub[3]", "twin_update needs desired_g1, desired_g2 or both"}}));
}

}  // namespace
}  // namespace picket::sim
