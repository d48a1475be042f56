#include "pipeline_core/risk/source_tactics.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(SourceTactics, are_those_of_a_rules_tags_and_of_a_models_alert) {
  PipelineContent::Builder builder;
  builder.add_rule(R"(
title: Something odd
id: 0f1e8a52-8a35-4a7e-9d6c-1f0f0c0f0a01
tags: [attack.discovery, attack.t1082, attack.collection]
logsource: {category: process_creation, product: linux}
detection:
  selection: {CommandLine|contains: odd}
  condition: selection
)",
                   "odd.yml");
  const auto content = builder.build();
  ASSERT_TRUE(builder.diagnostics().empty());
  const auto tactics = tactics_of_sources(*content);
  EXPECT_EQ(tactics.at(0), bit(Tactic::kDiscovery) | bit(Tactic::kCollection));
  EXPECT_EQ(tactics.at(content->rule_index(Model::kEgressVolume)), bit(Tactic::kExfiltration));
  EXPECT_EQ(tactics.at(content->rule_index(Model::kListedDomain)), bit(Tactic::kCommandAndControl));
  EXPECT_EQ(tactics.at(content->rule_index(Detector::kFloodSource)), bit(Tactic::kImpact));
  EXPECT_EQ(tactics.at(content->rule_index(HubDetection::kD2cFlood)), bit(Tactic::kImpact));
  EXPECT_EQ(tactics.size(), 1 + static_cast<std::size_t>(Model::kCount_) + kDetectors + kHubDetections);
}

}  // namespace
}  // namespace picket
