// False alerts over cases of the same class, from runs made by hand.

#include "sim/suite/suite_false_alerts.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

LaneResult run_of(const std::string& policy, std::int64_t alerts) {
  LaneResult lane;
  lane.policy = policy;
  lane.devices = 8;
  lane.days = 0.5;
  lane.alerts_false = alerts;
  lane.false_alerts = {{"a", alerts - 1}, {"b", 1}};
  return lane;
}

TEST(SuiteFalseAlerts, are_summed_by_policy_and_class_with_their_exposure) {
  const std::vector<LaneResult> first{run_of("p", 3), run_of("q", 1)};
  const std::vector<LaneResult> second{run_of("p", 2)};
  const std::vector<LaneResult> other{run_of("p", 5)};
  const std::vector<FalseAlerts> rows = count_false_alerts({"q", "p"}, {{"kiosk", &first}, {"kiosk", &second}, {"camera", &other}});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].policy, "q");
  EXPECT_EQ(rows[0].alerts, 1U);
  EXPECT_EQ(rows[1].device_class, "camera");
  EXPECT_EQ(rows[2].device_class, "kiosk");
  EXPECT_EQ(rows[2].alerts, 5U);
  EXPECT_DOUBLE_EQ(rows[2].device_days, 8);
  EXPECT_DOUBLE_EQ(rows[2].per_1000_device_days.value, 625);
  ASSERT_EQ(rows[2].causes.size(), 2U);
  EXPECT_EQ(rows[2].causes[0].alert, "a");
  EXPECT_EQ(rows[2].causes[0].alerts, 3);
}

TEST(SuiteFalseAlerts, a_policy_without_runs_has_no_row) {
  EXPECT_TRUE(count_false_alerts({"p"}, {}).empty());
}

}  // namespace
}  // namespace picket::sim
