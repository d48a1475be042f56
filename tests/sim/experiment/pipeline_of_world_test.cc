#include "sim/experiment/pipeline_of_world.h"

#include <gtest/gtest.h>

#include "sim/experiment/replication.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

PipelineSettings settings_with(const std::vector<std::string>& sets, const std::string& policy = "g2_linux") {
  const Scenario scenario = test::small_scenario(sets);
  const World world(scenario, 0);
  ReplicationSettings settings;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  return pipeline_of_world(world, *build_content(world, settings), policy);
}

TEST(PipelineOfWorld, is_what_the_scenario_says) {
  const PipelineSettings settings = settings_with({"pipeline.suppression=3 h", "pipeline.processing_delay=5 s",
                                                   "pipeline.risk.high_points=70", "pipeline.egress_model.factor=9"});
  EXPECT_EQ(settings.suppression, Duration::hours(3));
  EXPECT_EQ(settings.processing_delay, Duration::seconds(5));
  EXPECT_EQ(settings.risk.high_points, 70);
  EXPECT_EQ(settings.egress_model.factor, 9);
  EXPECT_EQ(settings.lateness, PipelineSettings{}.lateness) << "what is not said keeps its default";
}

TEST(PipelineOfWorld, takes_the_thresholds_of_its_policy) {
  const std::vector<std::string> sets{"pipeline.behaviour=true",
                                      "thresholds={g1_c: {novelty: 2.5, level: 7, drift: 12, egress: 1.5}, picket: {level: 8}}"};
  const PipelineSettings g1_c = settings_with(sets, "g1_c");
  EXPECT_EQ(g1_c.novelty_model.min_surprise, 2.5);
  EXPECT_EQ(g1_c.behaviour_model.threshold, 7);
  EXPECT_EQ(g1_c.behaviour_model.drift.threshold, 12);
  EXPECT_EQ(g1_c.egress_model.factor, 1.5);
  const PipelineSettings picket = settings_with(sets, "picket");
  EXPECT_EQ(picket.behaviour_model.threshold, 8);
  EXPECT_EQ(picket.egress_model.factor, PipelineSettings{}.egress_model.factor);
  EXPECT_EQ(settings_with(sets, "raw").behaviour_model.threshold, PipelineSettings{}.behaviour_model.threshold);
}

TEST(PipelineOfWorld, lets_rules_begin_where_their_windows_reach_into_the_measured_period) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const PipelineSettings settings = settings_with({"pipeline.lateness=1 h"});
  EXPECT_LT(settings.rules_from, world.start() - Duration::hours(1));
}

/// Classes of the fleet, by name: ev_charger, iot_gateway, kiosk.
TEST(PipelineOfWorld, knows_classes_by_their_ids) {
  const PipelineSettings settings = settings_with(
      {"criticality={kiosk: 2}",
       "suppression_rules=[{alert_type: IoT_FileModified, device_class: ev_charger, expiration: 2 h, reason: updates}, "
       "{alert_type: IoT_FileCreated}]"});
  EXPECT_EQ(settings.risk.criticality, (std::vector<double>{1, 1, 2}));
  ASSERT_EQ(settings.suppression_rules.size(), 2U);
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  EXPECT_EQ(settings.suppression_rules[0].alert_type, "IoT_FileModified");
  EXPECT_EQ(settings.suppression_rules[0].device_class, ClassId(0));
  EXPECT_EQ(settings.suppression_rules[0].expiration, world.start() + Duration::hours(2));
  EXPECT_EQ(settings.suppression_rules[1].device_class, std::nullopt);
}

}  // namespace
}  // namespace picket::sim
