#include "pipeline_core/hub_watch/custom_alerts.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

using ::testing::IsEmpty;

TEST(CustomAlerts, rule_types_are_those_of_the_device_security_group) {
  EXPECT_EQ(kTimeWindowRules, 16u);
  EXPECT_EQ(kAllowlistRules, 3u);
  EXPECT_EQ(to_string(CustomRule::kActiveConnectionsNotInAllowedRange), "ActiveConnectionsNotInAllowedRange");
  EXPECT_EQ(to_string(CustomRule::kHttpC2DRejectedMessagesNotInAllowedRange),
            "HttpC2DRejectedMessagesNotInAllowedRange");
  EXPECT_EQ(to_string(CustomRule::kProcessNotAllowed), "ProcessNotAllowed");
  for (std::size_t i = 0; i < kCustomRules; ++i) {
    const auto rule = static_cast<CustomRule>(i);
    EXPECT_EQ(find_custom_rule(to_string(rule)), rule);
  }
  EXPECT_FALSE(find_custom_rule("ProcessNotAllowd"));
  EXPECT_EQ(to_string(CustomRule::kCount_), "");
}

TEST(CustomAlerts, a_new_group_has_the_services_defaults) {
  const SecurityGroup group;
  for (const TimeWindowRule& rule : group.time_window_rules) {
    EXPECT_FALSE(rule.is_enabled);
    EXPECT_EQ(rule.min_threshold, 0u);
    EXPECT_EQ(rule.max_threshold, 0u);
    EXPECT_EQ(rule.time_window_size, Duration::minutes(15));  // PT15M
  }
  for (const AllowlistRule& rule : group.allowlist_rules) EXPECT_FALSE(rule.is_enabled);
  EXPECT_THAT(problems_of(group), IsEmpty());
}

TEST(CustomAlerts, tells_every_problem_of_enabled_rules_at_once) {
  SecurityGroup group;
  TimeWindowRule& methods = group.time_window(CustomRule::kDirectMethodInvokesNotInAllowedRange);
  methods = {false, 9, 3, Duration()};
  EXPECT_THAT(problems_of(group), IsEmpty());
  methods.is_enabled = true;
  group.allowlist(CustomRule::kConnectionToIpNotAllowed) = {true,
                                                            {"10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "10.0.0.1/8"}};
  group.allowlist(CustomRule::kProcessNotAllowed) = {true, {"10.0.0.1/8"}};
  const auto problems = problems_of(group);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].rule, CustomRule::kDirectMethodInvokesNotInAllowedRange);
  EXPECT_EQ(problems[0].field, "min_threshold");
  EXPECT_EQ(problems[0].says, "9 is above max_threshold, 3: no number of activities is allowed");
  EXPECT_EQ(problems[1].field, "time_window_size");
  EXPECT_EQ(problems[1].says, "the window is outside PT1M to P1D");
  EXPECT_EQ(problems[2].rule, CustomRule::kConnectionToIpNotAllowed);
  EXPECT_EQ(problems[2].field, "allowlist_values");
  EXPECT_EQ(problems[2].value, 3u);
  EXPECT_EQ(problems[2].says, "'10.0.0.1/8' is no address or block");
}

}  // namespace
}  // namespace picket
