#include "pipeline_core/findings/suppression_rule.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

const Time kNow = Time::from_unix_seconds(1'800'000'000);

TEST(SuppressionRules, match_nothing_when_there_are_none) {
  EXPECT_FALSE(SuppressionRules().match(3, DeviceId(1), ClassId(0), kNow));
}

TEST(SuppressionRules, end_at_their_expiration) {
  SuppressionRules rules;
  rules.add({.alert_type = "IoT_FileModified", .expiration = kNow}, 3);
  EXPECT_TRUE(rules.match(3, DeviceId(1), ClassId(0), kNow - Duration::microseconds(1)));
  EXPECT_FALSE(rules.match(3, DeviceId(1), ClassId(0), kNow));
  EXPECT_FALSE(rules.match(2, DeviceId(1), ClassId(0), kNow - Duration::hours(1))) << "another alert";
  EXPECT_FALSE(rules.match(4, DeviceId(1), ClassId(0), kNow - Duration::hours(1)));
}

TEST(SuppressionRules, hold_for_their_scope) {
  SuppressionRules rules;
  rules.add({.device_class = ClassId(1), .devices = {DeviceId(9), DeviceId(4)}}, 3);
  EXPECT_TRUE(rules.match(3, DeviceId(4), ClassId(1), kNow));
  EXPECT_TRUE(rules.match(3, DeviceId(9), ClassId(1), kNow));
  EXPECT_FALSE(rules.match(3, DeviceId(5), ClassId(1), kNow));
  EXPECT_FALSE(rules.match(3, DeviceId(4), ClassId(0), kNow));
  rules.add({.device_class = ClassId(0)}, 3);
  EXPECT_TRUE(rules.match(3, DeviceId(4), ClassId(0), kNow)) << "any rule may match";
}

}  // namespace
}  // namespace picket
