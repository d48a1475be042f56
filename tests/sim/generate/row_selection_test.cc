#include "sim/generate/row_selection.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

TEST(RowSelection, keeps_an_attacked_device_from_an_hour_before_to_an_hour_after) {
  const Scenario scenario = test::small_scenario({"store=attack_windows"});
  const World world(scenario, 0);
  const RowSelection selection(world);
  const AttackUnit& unit = world.attacks().units().front();
  const Duration tick = Duration::microseconds(1);
  EXPECT_TRUE(selection.keeps(unit.device, unit.start - RowSelection::kMargin));
  EXPECT_FALSE(selection.keeps(unit.device, unit.start - RowSelection::kMargin - tick));
  EXPECT_TRUE(selection.keeps(unit.device, unit.end + RowSelection::kMargin));
  EXPECT_FALSE(selection.keeps(unit.device, unit.end + RowSelection::kMargin + tick));
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    EXPECT_TRUE(world.attacks().under_attack(DeviceId(d)) || !selection.keeps(DeviceId(d), unit.start)) << d;
  }
}

TEST(RowSelection, follows_the_scenario_s_choice) {
  const auto kept = [](const std::string& store, std::uint32_t replication) {
    const Scenario scenario = test::small_scenario({"store=" + store});
    const World world(scenario, replication);
    const RowSelection selection(world);
    std::size_t n = 0;
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d) n += selection.keeps(DeviceId(d), world.start()) ? 1 : 0;
    return std::pair(n, world.fleet().size());
  };
  const auto [all, devices] = kept("all", 0);
  EXPECT_EQ(all, devices);
  EXPECT_EQ(kept("findings", 0).first, 0U);
  EXPECT_LT(kept("sample", 0).first, devices / 10);
  EXPECT_EQ(kept("all", 1).first, 0U);  // store_replications is 1
}

}  // namespace
}  // namespace picket::sim
