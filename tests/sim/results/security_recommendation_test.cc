#include "sim/results/security_recommendation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "pipeline_core/hub_watch/operation_record.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::kNoon;
using Json = nlohmann::json;

const FindingSubject kDevice{"dev-1", "kiosk", "hub", "/subscriptions/s/IotHubs/hub"};

Recommendation open_ports() {
  Recommendation r;
  r.time = kNoon;
  r.device = DeviceId(1);
  r.additional_data = R"({"Ports":"22/tcp"})";
  return r;
}

TEST(SecurityRecommendation, of_a_device_that_became_active) {
  const RecommendationRow row = security_recommendation(open_ports(), kDevice, Uuid{3, 4}, kNoon);
  const Json r = Json::parse(recommendation_row_json(row));
  EXPECT_EQ(r.dump().size(), recommendation_row_bytes(row));
  EXPECT_EQ(r.at("AssessedResourceId"), "/subscriptions/s/IotHubs/hub");
  EXPECT_EQ(r.at("DeviceId"), "dev-1");
  EXPECT_EQ(r.at("RecommendationId"), "IoT_OpenPorts|dev-1");
  EXPECT_EQ(r.at("RecommendationName"), "IoT_OpenPorts");
  EXPECT_EQ(r.at("RecommendationDisplayName"), "Open Ports on device");
  EXPECT_EQ(r.at("RecommendationSeverity"), "Medium");
  EXPECT_EQ(r.at("RecommendationState"), "Active");
  EXPECT_EQ(r.at("RecommendationAdditionalData").at("Ports"), "22/tcp");
  EXPECT_FALSE(r.at("Description").get<std::string>().empty());
  EXPECT_FALSE(r.at("Properties").at("RemediationSteps").get<std::string>().empty());
  EXPECT_EQ(r.at("Properties").at("IoTRawEventId"), "00000000-0000-0003-0000-000000000004");
  for (const char* time : {"DiscoveredTimeUTC", "FirstEvaluationDate", "StatusChangeDate", "TimeGenerated"}) {
    EXPECT_EQ(r.at(time), "2026-03-03T12:00:00.000000Z") << time;
  }
  EXPECT_FALSE(r.contains("ResolvedTimeUTC"));
}

TEST(SecurityRecommendation, that_is_resolved_keeps_its_first_time) {
  Recommendation r = open_ports();
  r.state = RecommendationState::kResolved;
  r.time = kNoon + Duration::hours(1);
  r.additional_data.clear();
  const Json row = Json::parse(recommendation_row_json(security_recommendation(r, kDevice, Uuid{3, 5}, kNoon)));
  EXPECT_EQ(row.at("RecommendationState"), "Resolved");
  EXPECT_EQ(row.at("FirstEvaluationDate"), "2026-03-03T12:00:00.000000Z");
  for (const char* time : {"DiscoveredTimeUTC", "ResolvedTimeUTC", "StatusChangeDate"}) {
    EXPECT_EQ(row.at(time), "2026-03-03T13:00:00.000000Z") << time;
  }
  EXPECT_EQ(row.at("RecommendationAdditionalData"), Json::object());
}

TEST(SecurityRecommendation, of_a_hub_rests_on_no_event_and_changed_when_it_came_to_hold) {
  Recommendation r;
  r.time = kNoon;
  r.device = hub_identity(HubId(0));
  r.type = RecommendationType::kIpFilterDenyAll;
  r.since = kNoon - Duration::minutes(1);
  const Json row = Json::parse(
      recommendation_row_json(security_recommendation(r, {"", "", "hub", "/hubs/hub"}, std::nullopt, kNoon)));
  EXPECT_EQ(row.at("DeviceId"), "");
  EXPECT_EQ(row.at("RecommendationId"), "IoT_IPFilter_DenyAll|hub");
  EXPECT_EQ(row.at("StatusChangeDate"), "2026-03-03T11:59:00.000000Z");
  EXPECT_EQ(row.at("DiscoveredTimeUTC"), "2026-03-03T12:00:00.000000Z");
  EXPECT_FALSE(row.at("Properties").contains("IoTRawEventId"));
}

TEST(SecurityRecommendation, of_a_group_of_checks_names_the_group_whatever_bytes_it_has) {
  Recommendation r = open_ports();
  r.type = RecommendationType::kCisBenchmarks;
  r.subtype = "File\"sys\xfftem";
  r.additional_data = "{\"Rules\":\"\xc0\"}";
  const RecommendationRow row = security_recommendation(r, kDevice, Uuid{}, kNoon);
  const Json parsed = Json::parse(recommendation_row_json(row));
  EXPECT_EQ(parsed.dump().size(), recommendation_row_bytes(row));
  EXPECT_EQ(parsed.at("RecommendationName"), "IoT_CISBenchmarks_File\"sys\xEF\xBF\xBDtem");
  EXPECT_EQ(parsed.at("RecommendationDisplayName"), "CIS benchmark group has failed checks: File\"sys\xEF\xBF\xBDtem");
  EXPECT_EQ(parsed.at("RecommendationAdditionalData").at("Rules"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace picket::sim
