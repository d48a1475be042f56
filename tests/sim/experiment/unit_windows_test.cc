#include "sim/experiment/unit_windows.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

TEST(UnitWindows, last_the_deadline_beyond_the_last_event_and_no_longer_than_the_run) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const std::vector<UnitWindow> windows = unit_windows(world);
  const std::vector<Time> ends = effect_ends(world);
  ASSERT_EQ(windows.size(), world.attacks().units().size());
  std::size_t killed = 0;
  for (std::size_t u = 0; u < windows.size(); ++u) {
    const AttackUnit& unit = world.attacks().units()[u];
    const AttackInstance& attack = scenario.attacks[unit.attack.value()];
    const Duration deadline = scenario.attack_templates.at(attack.use).deadline;
    EXPECT_EQ(windows[u].start, unit.start);
    EXPECT_LE(windows[u].end, world.end());
    if (attack.name == "shell") {
      EXPECT_EQ(ends[u], unit.end);
      EXPECT_EQ(windows[u].end, std::min(world.end(), unit.end + deadline));
    }
    // Killed for good: what is missing is missing until the end.
    if (attack.name == "kill" && ends[u] == Time::max()) {
      EXPECT_EQ(windows[u].end, world.end());
      ++killed;
    }
    EXPECT_TRUE(windows[u].holds(unit.start));
    EXPECT_FALSE(windows[u].holds(unit.start - Duration::microseconds(1)));
  }
  EXPECT_GT(killed, 0U) << "or the test tests nothing";
}

TEST(UnitWindows, count_the_days_of_a_device_once_where_attacks_overlap) {
  const Scenario scenario = test::small_scenario(
      {"attacks[0].targets.count=1", "attacks[1].use=a09_miner", "attacks[1].targets.device_class=iot_gateway",
       "attacks[1].targets.count=30", "attacks[1].start_jitter=0 s", "attacks[0].start_jitter=0 s", "attacks[0].start=30 min"});
  const World world(scenario, 0);
  const std::vector<UnitWindow> windows = unit_windows(world);
  const DeviceId device = world.attacks().units().front().device;
  const auto units = world.attacks().units_on(device);
  ASSERT_EQ(units.size(), 2U);
  Time from = Time::max();
  Time until = Time::min();
  double sum = 0;
  for (const std::uint32_t unit : units) {
    from = std::min(from, windows[unit].start);
    until = std::max(until, windows[unit].end);
    sum += (windows[unit].end - windows[unit].start).to_seconds();
  }
  EXPECT_DOUBLE_EQ(attacked_device_days(world, windows, device), (until - from).to_seconds() / 86'400);
  EXPECT_LT((until - from).to_seconds(), sum) << "they overlap, or the test tests nothing";
}

}  // namespace
}  // namespace picket::sim
