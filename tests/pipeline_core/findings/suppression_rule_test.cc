#include "pipeline_core/findings/suppression_rule.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

TEST(SuppressionRules, match_nothing_when_there_are_none) {
  EXPECT_FALSE(SuppressionRules().match(3, DeviceId(1), ClassId(0), kStart));
}

TEST(SuppressionRules, end_at_their_expiration) {
  SuppressionRules rules;
  rules.add({.alert_type = "IoT_FileModified", .expiration = kStart}, 3);
  EXPECT_TRUE(rules.match(3, DeviceId(1), ClassId(0), kStart - Duration::microseconds(1)));
  EXPECT_FALSE(rules.match(3, DeviceId(1), ClassId(0), kStart));
  EXPECT_FALSE(rules.match(2, DeviceId(1), ClassId(0), kStart - Duration::hours(1))) << "another alert";
  EXPECT_FALSE(rules.match(4, DeviceId(1), ClassId(0), kStart - Duration::hours(1)));
}

TEST(SuppressionRules, hold_for_their_scope) {
  SuppressionRules rules;
  rules.add({.device_class = ClassId(1), .devices = {DeviceId(9), DeviceId(4)}}, 3);
  EXPECT_TRUE(rules.match(3, DeviceId(4), ClassId(1), kStart));
  EXPECT_TRUE(rules.match(3, DeviceId(9), ClassId(1), kStart));
  EXPECT_FALSE(rules.match(3, DeviceId(5), ClassId(1), kStart));
  EXPECT_FALSE(rules.match(3, DeviceId(4), ClassId(0), kStart));
  rules.add({.device_class = ClassId(0)}, 3);
  EXPECT_TRUE(rules.match(3, DeviceId(4), ClassId(0), kStart)) << "any rule may match";
}

}  // namespace
}  // namespace picket
