#include "sim/generate/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <span>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

const std::vector<std::string> kLively{"networks.lte.outage_gap={dist: exponential, mean: 20 min}",
                                       "device_classes.kiosk.reboots_per_30_days=300", "device_classes.kiosk.reboot_at_night=false"};

TEST(World, spans_warm_up_and_measured_period) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  EXPECT_EQ(world.start(), scenario.start_utc);
  EXPECT_EQ(world.start() - world.begin(), scenario.warm_up);
  EXPECT_EQ(world.end() - world.start(), scenario.duration);
  EXPECT_EQ(world.fleet().size(), 90U);
  EXPECT_EQ(world.fleet().sites(), 10U);
}

TEST(World, puts_every_device_at_exactly_one_site) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  std::set<std::uint32_t> seen;
  for (std::uint32_t s = 0; s < world.fleet().sites(); ++s) {
    for (const DeviceId device : world.devices_of(SiteId(s))) {
      EXPECT_EQ(world.fleet().device(device).site, SiteId(s));
      EXPECT_TRUE(seen.insert(device.value()).second);
    }
  }
  EXPECT_EQ(seen.size(), world.fleet().size());
}

TEST(World, lists_a_device_s_events_by_time_and_keeps_those_of_attacks) {
  const Scenario scenario = test::small_scenario(kLively);
  const World world(scenario, 0);
  std::size_t events = 0;
  std::size_t kills = 0;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    Time last = world.begin();
    for (const WorldEvent& event : world.events_of(DeviceId(d))) {
      EXPECT_EQ(event.device, DeviceId(d));
      EXPECT_GE(event.time, last);
      last = event.time;
      ++events;
      if (event.kind == WorldEvent::Kind::kAgentKilled) ++kills;
    }
  }
  EXPECT_EQ(kills, 5U);  // one for each device of the agent_kill attack
  EXPECT_EQ(events, world.fleet().life_cycle(world.begin(), world.end()).size() + world.attacks().side_effects().size());
  EXPECT_GT(events, 20U);
}

TEST(World, has_outages_in_the_measured_period_by_their_start) {
  const Scenario scenario = test::small_scenario(kLively);
  const World world(scenario, 0);
  ASSERT_GT(world.outages().size(), 5U);
  Time last = world.start();
  for (const World::SiteOutage& outage : world.outages()) {
    EXPECT_GE(outage.outage.start, last);
    EXPECT_GT(outage.outage.end, outage.outage.start);
    EXPECT_LT(outage.outage.start, world.end());
    last = outage.outage.start;
  }
}

TEST(World, is_the_same_for_a_replication_and_another_for_the_next) {
  const Scenario scenario = test::small_scenario(kLively);
  const World one(scenario, 1);
  const World same(scenario, 1);
  const World other(scenario, 2);
  const auto starts = [](const World& world) {
    std::vector<std::int64_t> out;
    for (const AttackUnit& unit : world.attacks().units()) out.push_back(unit.start.unix_microseconds());
    for (const World::SiteOutage& outage : world.outages()) out.push_back(outage.outage.start.unix_microseconds());
    return out;
  };
  EXPECT_EQ(starts(one), starts(same));
  EXPECT_NE(starts(one), starts(other));
}

TEST(World, of_a_scenario_does_not_change_with_its_policies) {
  const Scenario all = test::small_scenario();
  Scenario few = all;
  few.policies.resize(1);
  const World one(all, 0);
  const World two(few, 0);
  ASSERT_EQ(one.attacks().units().size(), two.attacks().units().size());
  for (std::size_t u = 0; u < one.attacks().units().size(); ++u) {
    EXPECT_EQ(one.attacks().units()[u].start, two.attacks().units()[u].start);
    EXPECT_EQ(one.attacks().units()[u].device, two.attacks().units()[u].device);
  }
}

// The lines' own outages go on; those of the fault are put among them, and where both hold there is one.
TEST(World, unites_the_outages_of_faults_with_those_of_lines) {
  std::vector<std::string> sets = kLively;
  sets.push_back("faults=[{name: street, kind: link_loss, start: 30 min, duration: 1 h}]");
  const Scenario with = test::small_scenario(sets);
  const Scenario without = test::small_scenario(kLively);
  const World world(with, 0);
  const World other(without, 0);
  for (std::uint32_t s = 0; s < world.fleet().sites(); ++s) {
    const auto outages = world.outages_of(SiteId(s));
    const auto down = [](std::span<const Outage> all, Time time) {
      return std::any_of(all.begin(), all.end(), [time](const Outage& o) { return o.start <= time && time < o.end; });
    };
    for (std::size_t i = 1; i < outages.size(); ++i) EXPECT_LT(outages[i - 1].end, outages[i].start);
    for (int minute = 0; minute < 180; ++minute) {
      const Time time = world.start() + Duration::minutes(minute);
      EXPECT_EQ(down(outages, time), (minute >= 30 && minute < 90) || down(other.outages_of(SiteId(s)), time)) << s << ' ' << minute;
    }
  }
}

TEST(World, has_devices_off_and_starting_nothing_when_a_fault_says_so) {
  const Scenario scenario = test::small_scenario(
      {"faults=[{name: loop, kind: crash_loop, start: 30 min, duration: 30 min, up: 5 min, down: 1 min, targets: {device_class: kiosk, count: 1}}, "
       "{name: storm, kind: event_storm, start: 30 min, duration: 30 min, events_per_second: 1, targets: {device_class: kiosk}}]",
       "device_classes.kiosk.reboots_per_30_days=0", "device_classes.kiosk.power_losses_per_year=0", "attacks=[]"});
  const World world(scenario, 0);
  std::size_t restarting = 0;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    std::vector<EventRun> events;
    world.add_storm_events(DeviceId(d), world.start(), world.end(), events);
    std::uint64_t started = 0;
    for (const EventRun& run : events) started += run.count;
    if (world.fleet().class_name(world.fleet().device(DeviceId(d)).device_class) != "kiosk") {
      EXPECT_EQ(started, 0U);
      continue;
    }
    const auto life = world.events_of(DeviceId(d));
    if (life.empty()) {
      EXPECT_EQ(started, 1'800U);
      continue;
    }
    ++restarting;
    ASSERT_EQ(life.size(), 5U);  // at 35, 41, 47, 53 and 59 min
    EXPECT_EQ(life[1].time - world.start(), Duration::minutes(41));
    EXPECT_NEAR(static_cast<double>(started), 1'800 - 5 * 60, 6);
    for (const EventRun& run : events) {
      for (const WorldEvent& off : life) EXPECT_FALSE(run.first.time >= off.time && run.first.time < off.time + off.duration);
    }
  }
  EXPECT_EQ(restarting, 1U);
}

}  // namespace
}  // namespace picket::sim
