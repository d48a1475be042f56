#include "sim/compare/scenario_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ScenarioDifference, equal_texts_differ_in_nothing) {
  const ScenarioDifference d = scenario_difference("a: 1\n", "a: 1\n");
  EXPECT_THAT(d.values, IsEmpty());
  EXPECT_TRUE(d.readable);
  EXPECT_TRUE(d.same_fleet);
}

TEST(ScenarioDifference, names_each_value_by_its_path_with_its_unit) {
  const ScenarioDifference d = scenario_difference("policy_templates:\n  g2_linux: {medium: 2 h, low: 1 d}\nrules: [picket]\n",
                                                   "policy_templates:\n  g2_linux: {medium: 30 min, high: 1 min}\nrules: [picket, mine]\n");
  EXPECT_THAT(d.values, ElementsAre(ValueDifference{"policy_templates.g2_linux.medium", "2 h", "30 min"},
                                    ValueDifference{"policy_templates.g2_linux.low", "1 d", ""},
                                    ValueDifference{"policy_templates.g2_linux.high", "", "1 min"}, ValueDifference{"rules[1]", "", "mine"}));
  EXPECT_TRUE(d.same_fleet);
}

TEST(ScenarioDifference, empty_lists_and_nothing_are_values) {
  const ScenarioDifference d = scenario_difference("a: []\nb: {}\nc: ~\n", "a: [1]\nb: {x: 1}\nc: 2\n");
  EXPECT_THAT(d.values, ElementsAre(ValueDifference{"a", "[]", ""}, ValueDifference{"b", "{}", ""}, ValueDifference{"c", "null", "2"},
                                    ValueDifference{"a[0]", "", "1"}, ValueDifference{"b.x", "", "1"}));
}

TEST(ScenarioDifference, tells_whether_the_fleet_is_the_same) {
  EXPECT_FALSE(scenario_difference("fleet: [{count: 8}]\n", "fleet: [{count: 9}]\n").same_fleet);
  EXPECT_FALSE(scenario_difference("fleet: [{count: 8}]\n", "fleet: [{count: 8}, {count: 1}]\n").same_fleet);
  EXPECT_TRUE(scenario_difference("fleet: [{count: 8}]\nseed: 1\n", "fleet: [{count: 8}]\nseed: 2\n").same_fleet);
}

TEST(ScenarioDifference, the_fleet_alone_is_of_the_fleet) {
  for (const char* path : {"fleet", "fleet[0].count", "fleet.0.count"}) {
    EXPECT_TRUE(is_of_fleet(path)) << path;
  }
  for (const char* path : {"", "device_classes.kiosk.activity", "pipeline.fleet_interval", "fleets"}) {
    EXPECT_FALSE(is_of_fleet(path)) << path;
  }
  EXPECT_TRUE(scenario_difference("device_classes: {kiosk: {activity: 1}}\n", "device_classes: {kiosk: {activity: 2}}\n").same_fleet);
}

TEST(ScenarioDifference, what_is_no_yaml_is_not_taken_for_the_same_fleet) {
  const ScenarioDifference d = scenario_difference("a: 1\n", "a: [\n");
  EXPECT_FALSE(d.readable);
  EXPECT_FALSE(d.same_fleet);
}

}  // namespace
}  // namespace picket::sim
