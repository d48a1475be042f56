#include "reports/headline.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

sim::Measure measure(const std::string& name, const std::string& unit = "") {
  sim::Measure m;
  m.name = name;
  m.unit = unit;
  return m;
}

TEST(Headline, takes_known_measures_in_its_own_order) {
  sim::PolicyResult policy;
  policy.measures = {measure("evidence_share"), measure("unknown"), measure("cost_usd_per_month"),
                     measure("uplink_bytes_per_device_day")};
  const std::vector<Headline> headlines = headlines_of({policy});
  ASSERT_EQ(headlines.size(), 3U);
  EXPECT_EQ(headlines[0].measure, "uplink_bytes_per_device_day");
  EXPECT_EQ(headlines[1].measure, "cost_usd_per_month");
  EXPECT_EQ(headlines[2].measure, "evidence_share");
}

TEST(Headline, falls_back_to_the_first_measures_of_an_unknown_file) {
  sim::PolicyResult policy;
  for (int i = 0; i < 12; ++i) policy.measures.push_back(measure("m_" + std::to_string(i)));
  const std::vector<Headline> headlines = headlines_of({policy});
  ASSERT_EQ(headlines.size(), 8U);
  EXPECT_EQ(headlines[3].title, "m 3");
  EXPECT_TRUE(headlines_of({}).empty());
}

TEST(Headline, tells_the_parts_of_the_traffic_from_its_total) {
  EXPECT_EQ(traffic_part("uplink_payload_bytes_per_device_day"), "payload");
  EXPECT_EQ(traffic_part("uplink_bytes_per_device_day"), "");
  EXPECT_EQ(traffic_part("uplink_total_bytes_per_device_day"), "");
  EXPECT_EQ(traffic_part("messages_per_day"), "");
}

TEST(Headline, shows_shares_in_per_cent_and_drops_what_the_name_says) {
  EXPECT_EQ(display_unit(measure("evidence_share")), "share");
  EXPECT_EQ(display_unit(measure("messages_per_day", "1/day")), "");
  EXPECT_EQ(display_unit(measure("cost_usd_per_month", "USD/month")), "USD");
  EXPECT_EQ(display_unit(measure("delay", "s")), "s");
}

TEST(Headline, averages_detection_over_measurable_attacks_only) {
  sim::DetectionResult seen;
  seen.policy = "p";
  seen.detected_by_deadline.value = 0.8;
  sim::DetectionResult missed = seen;
  missed.detected_by_deadline.value = 0.4;
  sim::DetectionResult beyond = seen;
  beyond.measurable = false;
  EXPECT_DOUBLE_EQ(*mean_detection({seen, missed, beyond}, "p"), 0.6);
  EXPECT_FALSE(mean_detection({beyond}, "p"));
  EXPECT_FALSE(mean_detection({seen}, "other"));
}

}  // namespace
}  // namespace picket
