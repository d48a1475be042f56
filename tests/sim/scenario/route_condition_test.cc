#include "sim/scenario/route_condition.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(RouteCondition, is_true_or_the_equality_of_a_property_and_a_text) {
  ASSERT_TRUE(parse_route_condition(" true ").has_value());
  EXPECT_TRUE(parse_route_condition("true").value().property.empty());
  EXPECT_EQ(parse_route_condition("opType = 'updateTwin'").value().property, "opType");
  EXPECT_EQ(parse_route_condition("opType='updateTwin'").value().value, "updateTwin");
  EXPECT_EQ(parse_route_condition("$connectionDeviceId = 'a = b'").value().value, "a = b");
  for (const char* wrong : {"", "false", "opType", "opType = updateTwin", "opType = 'a", "= 'a'", "$body.x = 'a'", "a = 'b' AND c = 'd'", "a b = 'c'", "a = '"}) {
    EXPECT_FALSE(parse_route_condition(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace picket::sim
