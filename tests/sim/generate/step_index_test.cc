#include "sim/generate/step_index.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

TEST(StepIndex, gives_every_step_of_every_unit_a_place_of_its_own) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const StepIndex index(world);
  std::set<std::size_t> places;
  for (std::uint32_t u = 0; u < world.attacks().units().size(); ++u) {
    const AttackInstance& attack = scenario.attacks[world.attacks().units()[u].attack.value()];
    ASSERT_EQ(index.steps_of(u), scenario.attack_templates.at(attack.use).phases.size());
    for (std::uint16_t s = 0; s < index.steps_of(u); ++s) EXPECT_TRUE(places.insert(index[{u, s}]).second);
  }
  EXPECT_EQ(places.size(), index.size());
  EXPECT_EQ(*places.begin(), 0U);
  EXPECT_EQ(*places.rbegin(), index.size() - 1);
}

}  // namespace
}  // namespace picket::sim
