#include "sim/attack/clock_error.h"

#include <gtest/gtest.h>

#include "sim/attack/attack_plan.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

// Two attacks on the one device of a world, at 1 h and 2 h: from then on the second decides; when it ends at 3 h the first
// does again, until its end at 4 h. Both are units although neither has an event.
TEST(ClockError, the_last_to_touch_a_clock_decides_what_it_shows) {
  Scenario scenario = world_of("iot_gateway", 2);
  const auto turn = [&](const std::string& name, Duration start, Duration length, double shift) {
    AttackTemplate attack;
    attack.id = name;
    attack.memory_only = false;
    AttackPhase phase;
    phase.id = "turn";
    phase.duration = Distribution::constant(length.to_seconds());
    phase.clock.shift = Distribution::constant(shift);
    attack.phases = {phase};
    scenario.attack_templates[name] = attack;
    AttackInstance instance;
    instance.name = name;
    instance.use = name;
    instance.start = start;
    instance.targets.count = 1;
    scenario.attacks.push_back(instance);
  };
  turn("first", Duration::hours(1), Duration::hours(3), 100);
  turn("second", Duration::hours(2), Duration::hours(1), -50);
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 0;
  scenario.device_classes["iot_gateway"].power_losses_per_year = 0;
  TextTable texts;
  {
    // With two devices each attack has one of its own; the other's clock is its own matter.
    const Fleet fleet(scenario, 0, texts);
    const AttackPlan plan(scenario, fleet, 0, texts);
    ASSERT_EQ(plan.units().size(), 2U);
    const DeviceId other = plan.units()[1].device;
    EXPECT_FALSE(plan.clock(other, scenario.start_utc + Duration::minutes(90)));
    EXPECT_TRUE(plan.touches_clock(other));
  }
  Scenario alone = scenario;
  alone.attack_templates["first"].phases.push_back(scenario.attack_templates["second"].phases[0]);
  alone.attack_templates["first"].phases[1].id = "again";
  alone.attack_templates["first"].phases[1].delay = Distribution::constant(3'600);
  alone.attacks.pop_back();
  const Fleet fleet(alone, 0, texts);
  const AttackPlan plan(alone, fleet, 0, texts);
  ASSERT_EQ(plan.units().size(), 1U);
  const DeviceId device = plan.units()[0].device;
  const auto at = [&](double hours) { return alone.start_utc + Duration::from_seconds(3600 * hours); };
  EXPECT_EQ(plan.units()[0].start, at(1));
  EXPECT_EQ(plan.clock_wrong_until(0), at(4));
  const auto error = [&](double hours) { return plan.clock(device, at(hours)).value().error; };
  EXPECT_FALSE(plan.clock(device, at(0.999)));
  EXPECT_EQ(error(1), Duration::seconds(100));
  EXPECT_EQ(error(2), Duration::seconds(-50));
  EXPECT_EQ(plan.clock(device, at(2)).value().step, 1);
  EXPECT_EQ(plan.clock(device, at(2)).value().since, at(2));
  EXPECT_EQ(error(3), Duration::seconds(100));
  EXPECT_EQ(plan.clock(device, at(3)).value().step, 0);
  EXPECT_FALSE(plan.clock(device, at(4)));
  EXPECT_FALSE(plan.touches_clock(DeviceId(1 - device.value())));
}

}  // namespace
}  // namespace picket::sim
