#include "pipeline_core/risk/device_incidents.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/risk/incident_list.h"

namespace picket {
namespace {

using test::IncidentList;
using test::kRiskStart;
using test::risk_event;

struct DeviceIncidentsTest : testing::Test {
  void add(Duration after, std::uint32_t device, std::uint32_t rule, Severity severity, TacticSet tactics = 0) {
    incidents.add(risk_event(after, device, rule, severity, tactics), number, list);
  }
  RiskSettings settings;
  DeviceIncidents incidents{settings};
  IncidentList list;
  std::uint32_t number = 0;
};

/// High is 50 points: two rules are 100, which is not above 100; one point more is.
TEST_F(DeviceIncidentsTest, open_above_a_score_of_a_hundred) {
  add({}, 7, 1, Severity::kHigh);
  add({}, 7, 2, Severity::kHigh);
  EXPECT_EQ(incidents.score(DeviceId(7), kRiskStart), 100);
  EXPECT_TRUE(list.all.empty());
  add({}, 7, 3, Severity::kInformational);
  ASSERT_EQ(list.all.size(), 1U);
  const Incident& opened = list.all[0];
  EXPECT_EQ(opened.number, 1U);
  EXPECT_EQ(opened.kind, IncidentKind::kScore);
  EXPECT_EQ(opened.state, IncidentState::kOpened);
  EXPECT_EQ(opened.device, DeviceId(7));
  EXPECT_EQ(opened.score, 101);
  EXPECT_EQ(opened.severity, Severity::kMedium);
  EXPECT_EQ(opened.sources, 3U);
  EXPECT_EQ(incidents.score(DeviceId(8), kRiskStart), 0) << "devices do not share scores";
}

TEST_F(DeviceIncidentsTest, do_not_open_for_one_noisy_rule) {
  for (int i = 0; i < 10'000; ++i) add(Duration::seconds(i), 7, 1, Severity::kHigh);
  EXPECT_TRUE(list.all.empty()) << "its points sum below 2 * 50";
}

TEST_F(DeviceIncidentsTest, do_not_open_for_what_is_spread_over_days) {
  for (int day = 0; day < 60; ++day) add(Duration::days(day), 7, static_cast<std::uint32_t>(day), Severity::kHigh);
  EXPECT_TRUE(list.all.empty()) << "50 / (1 - 1/4) = 67";
}

/// 1 point each: the score stays at 4. Three tactics from four rules within a week.
TEST_F(DeviceIncidentsTest, open_for_several_tactics_from_several_rules) {
  add(Duration::days(0), 7, 1, Severity::kInformational, bit(Tactic::kInitialAccess));
  add(Duration::days(2), 7, 2, Severity::kInformational, bit(Tactic::kExecution));
  add(Duration::days(4), 7, 3, Severity::kInformational, bit(Tactic::kImpact));
  EXPECT_TRUE(list.all.empty()) << "three tactics, but from three rules";
  add(Duration::days(6), 7, 4, Severity::kInformational, bit(Tactic::kImpact));
  ASSERT_EQ(list.all.size(), 1U);
  EXPECT_EQ(list.all[0].kind, IncidentKind::kTactics);
  EXPECT_EQ(list.all[0].tactics, bit(Tactic::kInitialAccess) | bit(Tactic::kExecution) | bit(Tactic::kImpact));
  EXPECT_EQ(list.all[0].sources, 4U);
}

TEST_F(DeviceIncidentsTest, take_what_follows_until_they_are_idle) {
  for (std::uint32_t rule = 1; rule <= 3; ++rule) add({}, 7, rule, Severity::kHigh);
  ASSERT_EQ(list.all.size(), 1U);
  EXPECT_EQ(list.all[0].score, 150);
  add(Duration::hours(1), 7, 4, Severity::kLow);
  EXPECT_EQ(list.all.size(), 1U) << "it grows without word";
  add(Duration::hours(1), 7, 5, Severity::kHigh);
  add(Duration::hours(1), 7, 6, Severity::kHigh);
  add(Duration::hours(1), 7, 8, Severity::kHigh);
  ASSERT_EQ(list.all.size(), 2U) << "150 * 2^(-1/12) + 5 + 50 + 50 = 246.6: not yet; with 50 more it is High";
  EXPECT_EQ(list.all[1].state, IncidentState::kUpdated);
  EXPECT_EQ(list.all[1].severity, Severity::kHigh);
  EXPECT_NEAR(list.all[1].score, 141.58 + 155, 0.01);

  incidents.advance(kRiskStart + Duration::hours(25) - Duration::microseconds(1), list);
  EXPECT_EQ(incidents.open(), 1U);
  incidents.advance(kRiskStart + Duration::days(9), list);
  ASSERT_EQ(list.all.size(), 3U);
  EXPECT_EQ(list.all[2].state, IncidentState::kClosed);
  EXPECT_EQ(list.all[2].time, kRiskStart + Duration::hours(25)) << "when it was idle, not when somebody looked";
  EXPECT_EQ(list.all[2].opened, kRiskStart);
  EXPECT_EQ(list.all[2].findings, 5U) << "those that came before it opened are not counted";
  EXPECT_EQ(incidents.open(), 0U);
}

/// Closed at 24 h; quiet until 36 h. At 30 h the score is high again, at 36 h it opens with the next finding.
TEST_F(DeviceIncidentsTest, do_not_open_again_at_once) {
  for (std::uint32_t rule = 1; rule <= 3; ++rule) add({}, 7, rule, Severity::kHigh);
  for (std::uint32_t rule = 11; rule <= 14; ++rule) add(Duration::hours(30), 7, rule, Severity::kHigh);
  EXPECT_EQ(list.all.size(), 2U) << "opened and closed";
  EXPECT_GT(incidents.score(DeviceId(7), kRiskStart + Duration::hours(30)), 200);
  add(Duration::hours(36), 7, 15, Severity::kInformational);
  ASSERT_EQ(list.all.size(), 3U);
  EXPECT_EQ(list.all[2].number, 2U);
}

TEST_F(DeviceIncidentsTest, weigh_critical_classes_and_notices) {
  settings.criticality = {1, 2};
  RiskEvent event = risk_event({}, 7, 1, Severity::kHigh);
  event.device_class = ClassId(1);
  incidents.add(event, number, list);
  EXPECT_EQ(incidents.score(DeviceId(7), kRiskStart), 100);
  event.rule = 2;
  event.is_notice = true;
  incidents.add(event, number, list);
  EXPECT_EQ(incidents.score(DeviceId(7), kRiskStart), 102) << "a notice weighs 1, whatever its severity";
}

TEST_F(DeviceIncidentsTest, forget_the_device_unheard_of_longest) {
  settings.max_devices = 3;
  for (std::uint32_t rule = 1; rule <= 3; ++rule) add({}, 0, rule, Severity::kHigh);
  add(Duration::minutes(1), 1, 1, Severity::kHigh);
  add(Duration::minutes(2), 2, 1, Severity::kHigh);
  ASSERT_EQ(list.all.size(), 1U);
  add(Duration::minutes(3), 3, 1, Severity::kHigh);
  EXPECT_EQ(incidents.devices_forgotten(), 1U);
  ASSERT_EQ(list.all.size(), 2U) << "device 0 is forgotten, and its incident is closed";
  EXPECT_EQ(list.all[1].state, IncidentState::kClosed);
  EXPECT_EQ(list.all[1].time, kRiskStart + Duration::minutes(3));
  EXPECT_EQ(incidents.score(DeviceId(0), kRiskStart + Duration::minutes(3)), 0);
  add(Duration::minutes(4), 1, 2, Severity::kHigh);
  EXPECT_EQ(incidents.devices_forgotten(), 1U) << "device 1 is known";
  EXPECT_EQ(incidents.open(), 0U);
}

}  // namespace
}  // namespace picket
