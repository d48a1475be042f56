#include "pipeline_core/risk/campaigns.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/risk/incident_list.h"

namespace picket {
namespace {

using test::IncidentList;
using test::kRiskStart;
using test::risk_event;

struct CampaignsTest : testing::Test {
  void add(Duration after, std::uint32_t device, std::uint32_t alert = 1, std::uint32_t device_class = 0) {
    RiskEvent event = risk_event(after, device, alert, Severity::kHigh, bit(Tactic::kImpact));
    event.device_class = ClassId(device_class);
    campaigns.add(event, number, list);
  }
  RiskSettings settings;
  Campaigns campaigns{settings};
  IncidentList list;
  std::uint32_t number = 0;
};

TEST_F(CampaignsTest, are_five_devices_with_one_alert_in_a_day) {
  for (std::uint32_t device = 0; device < 4; ++device) add(Duration::hours(device), device);
  EXPECT_TRUE(list.all.empty());
  add(Duration::hours(23), 3);
  EXPECT_TRUE(list.all.empty()) << "a device counts once";
  add(Duration::hours(23), 4);
  ASSERT_EQ(list.all.size(), 1U);
  const Incident& campaign = list.all[0];
  EXPECT_EQ(campaign.kind, IncidentKind::kCampaign);
  EXPECT_EQ(campaign.devices, 5U);
  EXPECT_EQ(campaign.severity, Severity::kHigh);
  EXPECT_EQ(campaign.alert, 1U);
  EXPECT_EQ(campaign.tactics, bit(Tactic::kImpact));
}

TEST_F(CampaignsTest, are_not_what_is_spread_over_more_than_a_day) {
  for (std::uint32_t device = 0; device < 50; ++device) add(Duration::hours(6) * device, device);
  EXPECT_TRUE(list.all.empty()) << "four in any span shorter than a day";
}

TEST_F(CampaignsTest, are_of_one_alert_and_one_class) {
  for (std::uint32_t device = 0; device < 12; ++device) add({}, device, device % 2, device / 6);
  EXPECT_TRUE(list.all.empty()) << "four pairs of three devices";
}

TEST_F(CampaignsTest, tell_when_they_double_and_when_they_end) {
  for (std::uint32_t device = 0; device < 25; ++device) add(Duration::minutes(device), device);
  add(Duration::minutes(30), 3);
  ASSERT_EQ(list.all.size(), 3U) << "5 devices, 10, 20";
  EXPECT_EQ(list.all[1].state, IncidentState::kUpdated);
  EXPECT_EQ(list.all[1].devices, 10U);
  EXPECT_EQ(list.all[2].devices, 20U);
  EXPECT_EQ(campaigns.open(), 1U);
  campaigns.advance(kRiskStart + Duration::minutes(30) + Duration::hours(24) - Duration::microseconds(1), list);
  EXPECT_EQ(campaigns.open(), 1U);
  campaigns.advance(kRiskStart + Duration::days(9), list);
  ASSERT_EQ(list.all.size(), 4U);
  EXPECT_EQ(list.all[3].state, IncidentState::kClosed);
  EXPECT_EQ(list.all[3].time, kRiskStart + Duration::minutes(30) + Duration::hours(24));
  EXPECT_EQ(list.all[3].devices, 25U);
  EXPECT_EQ(list.all[3].findings, 26U);
  EXPECT_EQ(campaigns.open(), 0U);
  for (std::uint32_t device = 0; device < 5; ++device) add(Duration::days(10), device);
  EXPECT_EQ(list.all.back().number, 2U) << "the next one";
}

TEST_F(CampaignsTest, leave_notices_out) {
  for (std::uint32_t device = 0; device < 20; ++device) {
    RiskEvent event = risk_event({}, device, 1, Severity::kHigh);
    event.is_notice = true;
    campaigns.add(event, number, list);
  }
  EXPECT_TRUE(list.all.empty());
}

TEST_F(CampaignsTest, are_bounded_in_members) {
  settings.max_members = 8;
  for (std::uint32_t device = 0; device < 100; ++device) add({}, device);
  add({}, 99);
  EXPECT_EQ(campaigns.members_untold(), 93U) << "8 are told apart";
  campaigns.advance(kRiskStart + Duration::days(2), list);
  EXPECT_EQ(list.all.back().devices, 8U);
  EXPECT_EQ(list.all.back().findings, 101U) << "but all findings belong to it";
}

TEST_F(CampaignsTest, are_bounded_in_pairs) {
  settings.max_campaigns = 3;
  for (std::uint32_t device = 0; device < 5; ++device) add({}, device, 1);
  add(Duration::seconds(1), 0, 2);
  add(Duration::seconds(2), 0, 3);
  add(Duration::seconds(3), 0, 4);
  EXPECT_EQ(campaigns.pairs_forgotten(), 1U) << "pair 2, unheard of longest; pair 1 has a campaign";
  for (std::uint32_t alert : {3U, 4U}) {
    for (std::uint32_t device = 1; device < 5; ++device) add(Duration::seconds(4), device, alert);
  }
  EXPECT_EQ(campaigns.open(), 3U);
  add(Duration::seconds(5), 0, 9);
  EXPECT_EQ(campaigns.pairs_refused(), 1U);
}

}  // namespace
}  // namespace picket
