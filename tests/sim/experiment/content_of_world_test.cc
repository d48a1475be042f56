#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "sim/experiment/replication.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

ReplicationSettings with_rules() {
  ReplicationSettings settings;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  return settings;
}

std::string problem_of(const Scenario& scenario, const ReplicationSettings& settings) {
  const World world(scenario, 0);
  try {
    build_content(world, settings);
  } catch (const WrongInput& error) {
    return error.what();
  }
  return "";
}

std::size_t indicators(const std::vector<std::string>& sets, std::uint32_t replication = 0) {
  const Scenario scenario = test::small_scenario(sets);
  const World world(scenario, replication);
  return build_content(world, with_rules())->indicators()->size();
}

TEST(ContentOfWorld, lists_no_machine_of_an_attack_or_all_or_a_share) {
  const Scenario scenario = test::small_scenario();
  const std::size_t machines = World(scenario, 0).attacks().infrastructure().size();
  ASSERT_GT(machines, 2U);
  EXPECT_EQ(indicators({"intel.listed_share=0", "intel.unrelated_indicators=0"}), 0U);
  EXPECT_EQ(indicators({"intel.listed_share=1", "intel.unrelated_indicators=0"}), machines);
  EXPECT_EQ(indicators({"intel.listed_share=0", "intel.unrelated_indicators=500"}), 500U);
}

TEST(ContentOfWorld, is_the_same_for_one_replication_every_time) {
  for (std::uint32_t r = 0; r < 3; ++r) EXPECT_EQ(indicators({}, r), indicators({}, r));
}

TEST(ContentOfWorld, refuses_a_rule_that_cannot_be_read_and_names_its_file) {
  ReplicationSettings settings = with_rules();
  settings.rules.texts.push_back("title: broken\ndetection: 7\n");
  settings.rules.names.push_back("broken.yml");
  EXPECT_THAT(problem_of(test::small_scenario(), settings), HasSubstr("broken.yml"));
}

}  // namespace
}  // namespace picket::sim
