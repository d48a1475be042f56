// The layer file, read back by a JSON library, against attacks made by hand and the shipped ones.

#include "sim/attack/navigator_layer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

std::map<std::string, AttackTemplate> two_attacks() {
  std::map<std::string, AttackTemplate> attacks;
  attacks["a"].techniques = {"T1110", "T1562.004"};
  attacks["a"].ics_techniques = {"T0812"};
  attacks["b"].techniques = {"T1110"};
  attacks["b"].phases.emplace_back();
  attacks["b"].phases.back().techniques = {"T1105", "T1110"};
  return attacks;
}

std::map<std::string, int> scores(const nlohmann::json& layer) {
  std::map<std::string, int> out;
  for (const auto& technique : layer.at("techniques")) out[technique.at("techniqueID")] = technique.at("score");
  return out;
}

TEST(NavigatorLayer, scores_a_technique_by_the_attacks_that_use_it_in_any_phase) {
  const auto layer = nlohmann::json::parse(navigator_layer(two_attacks(), AttackDomain::kEnterprise, false));
  EXPECT_EQ(layer.at("domain"), "enterprise-attack");
  EXPECT_EQ(layer.at("versions").at("layer"), "4.5");
  EXPECT_EQ(scores(layer), (std::map<std::string, int>{{"T1105", 1}, {"T1110", 2}, {"T1562.004", 1}}));
  EXPECT_EQ(layer.at("techniques").at(1).at("comment"), "a, b");
  EXPECT_EQ(layer.at("gradient").at("maxValue"), 2);
}

TEST(NavigatorLayer, knows_the_numbers_of_version_19_and_the_matrix_of_ics) {
  const auto newer = nlohmann::json::parse(navigator_layer(two_attacks(), AttackDomain::kEnterprise, true));
  EXPECT_EQ(scores(newer), (std::map<std::string, int>{{"T1105", 1}, {"T1110", 2}, {"T1686", 1}}));
  const auto ics = nlohmann::json::parse(navigator_layer(two_attacks(), AttackDomain::kIcs, true));
  EXPECT_EQ(ics.at("domain"), "ics-attack");
  EXPECT_EQ(scores(ics), (std::map<std::string, int>{{"T0812", 1}}));
}

TEST(NavigatorLayer, of_nothing_is_a_layer_without_techniques) {
  EXPECT_TRUE(nlohmann::json::parse(navigator_layer({}, AttackDomain::kEnterprise, false)).at("techniques").empty());
}

TEST(TechniqueInVersion19, keeps_what_was_not_renumbered) {
  EXPECT_EQ(technique_in_version_19("T1070.002"), "T1685.006");
  EXPECT_EQ(technique_in_version_19("T1059.004"), "T1059.004");
}

TEST(NavigatorLayer, renumbered_techniques_are_found_by_either_number) {
  EXPECT_EQ(technique_in_version_19("T1070.002"), "T1685.006");
  EXPECT_EQ(technique_before_version_19("T1685.006"), "T1070.002");
  for (const char* id : {"T1070.002", "T1059.004"}) EXPECT_EQ(technique_before_version_19(id), id);
}

}  // namespace
}  // namespace picket::sim
