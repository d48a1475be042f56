#include "pipeline_core/risk/device_risk.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

double add(DeviceRisk& risk, Time time, std::uint32_t rule, double points, TacticSet tactics = 0) {
  bool replaced = false;
  return risk.add({time, rule, tactics, points}, {}, replaced);
}

TEST(DeviceRisk, halves_in_a_half_life) {
  const RiskSettings settings;
  DeviceRisk risk;
  EXPECT_EQ(risk.score_at(kStart, settings), 0);
  add(risk, kStart, 1, 40);
  EXPECT_EQ(risk.score_at(kStart, settings), 40);
  EXPECT_DOUBLE_EQ(risk.score_at(kStart + Duration::hours(12), settings), 20);
  EXPECT_DOUBLE_EQ(risk.score_at(kStart + Duration::hours(36), settings), 5);
  add(risk, kStart + Duration::hours(12), 2, 40);
  EXPECT_DOUBLE_EQ(risk.score, 60) << "what was left of the first, and the second";
}

TEST(DeviceRisk, gives_repeats_half_of_the_weight_before) {
  DeviceRisk risk;
  EXPECT_EQ(add(risk, kStart, 1, 32), 32);
  EXPECT_EQ(add(risk, kStart, 1, 32), 16);
  EXPECT_EQ(add(risk, kStart, 1, 32), 8);
  EXPECT_EQ(add(risk, kStart, 2, 32), 32) << "another rule has its own count";
  EXPECT_EQ(risk.score, 88);
  for (int i = 0; i < 1'000; ++i) add(risk, kStart, 1, 32);
  EXPECT_LE(risk.score, 32 + 2 * 32) << "a noisy rule alone is bounded: sum of points / 2^r";
}

TEST(DeviceRisk, forgets_repeats_that_are_far_apart) {
  DeviceRisk risk;
  add(risk, kStart, 1, 32);
  EXPECT_EQ(add(risk, kStart + Duration::hours(24), 1, 32), 16) << "at most 24 h apart: a repeat";
  EXPECT_EQ(add(risk, kStart + Duration::hours(48) + Duration::microseconds(1), 1, 32), 32);
}

TEST(DeviceRisk, does_not_grow_by_coming_late) {
  const RiskSettings settings;
  DeviceRisk risk;
  add(risk, kStart, 1, 40);
  add(risk, kStart - Duration::days(3), 2, 40);
  EXPECT_EQ(risk.at, kStart);
  EXPECT_EQ(risk.score_at(kStart, settings), 80);
}

TEST(DeviceRisk, counts_sources_and_tactics_of_a_week) {
  const RiskSettings settings;
  DeviceRisk risk;
  add(risk, kStart, 1, 1, bit(Tactic::kDiscovery));
  add(risk, kStart + Duration::days(1), 2, 1, bit(Tactic::kDiscovery) | bit(Tactic::kExecution));
  add(risk, kStart + Duration::days(1), 2, 1, bit(Tactic::kDiscovery) | bit(Tactic::kExecution));
  const Time week = kStart + Duration::days(7);
  EXPECT_EQ(risk.sources_at(week - Duration::microseconds(1), settings), 2U);
  EXPECT_EQ(risk.sources_at(week, settings), 1U) << "the first is a week old";
  EXPECT_EQ(risk.tactics_at(week, settings), bit(Tactic::kDiscovery) | bit(Tactic::kExecution));
  EXPECT_EQ(risk.tactics_at(week + Duration::days(1), settings), 0U);
}

TEST(DeviceRisk, makes_room_for_the_seventeenth_rule) {
  const RiskSettings settings;
  DeviceRisk risk;
  bool replaced = false;
  for (std::uint32_t rule = 0; rule < DeviceRisk::kRules; ++rule) {
    risk.add({kStart + Duration::minutes(rule), rule, 0, 1}, settings, replaced);
    EXPECT_FALSE(replaced);
  }
  risk.add({kStart + Duration::hours(1), 99, 0, 1}, settings, replaced);
  EXPECT_TRUE(replaced) << "rule 0, heard of an hour ago";
  risk.add({kStart + Duration::hours(1), 0, 0, 4}, settings, replaced);
  EXPECT_EQ(risk.heard[1].rule, 0U) << "it comes back in the place of rule 1, as new";
  EXPECT_EQ(risk.sources_at(kStart + Duration::hours(1), settings), DeviceRisk::kRules);
  risk.add({kStart + Duration::days(30), 50, 0, 1}, settings, replaced);
  EXPECT_FALSE(replaced) << "nothing of worth was lost";
}

}  // namespace
}  // namespace picket
