#include "sim/scenario/policy_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/policies.h"
#include "tests/support/reduced.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PolicyPages, the_comment_at_the_head_of_a_file_ends_with_the_first_other_line) {
  EXPECT_EQ(head_comment("# One.\n#\n#two\nname: x\n# three\n"), "One.\n\ntwo\n");
  EXPECT_EQ(head_comment("name: x\n# late\n"), "");
  EXPECT_EQ(head_comment("# no end"), "no end\n");
  EXPECT_EQ(head_comment(""), "");
}

TEST(PolicyPages, tell_what_is_collected_and_how_it_is_merged) {
  const std::string page = policies_page(std::vector<PolicyText>{{picket::test::g1_c_policy(), "Says so.\n"},
                                                                 {picket::test::g2_linux_policy(), ""},
                                                                 {picket::test::picket_policy(), ""},
                                                                 {picket::test::no_agent_policy(), ""}});
  EXPECT_THAT(page, HasSubstr("## " + picket::test::g1_c_policy().name + "\n\nSays so.\n\nGeneration `g1_c`; `encoding: g1_json`"));
  EXPECT_THAT(page, HasSubstr("| merged for 1 h |"));
  EXPECT_THAT(page, HasSubstr("| process | medium | commandline, user | merged; 256 entries, drop_oldest |"));
  EXPECT_THAT(page, HasSubstr(", first sightings at once; "));
  EXPECT_THAT(page, HasSubstr("| heartbeat | low |  | report |"));
  EXPECT_THAT(page, HasSubstr("Generation `none`: no agent on the device.\n"));
  EXPECT_THAT(page, Not(HasSubstr("# Primitives")));
}

TEST(PolicyPages, tell_the_intervals_and_all_that_lies_inside_of_other_settings) {
  Policy policy = picket::test::g2_linux_policy();
  policy.intervals = {Duration::minutes(30), Duration::minutes(120), Duration::minutes(1'440)};
  policy.network_devices = {"eth0", "wlan0"};
  policy.gateway_merge = GatewayMergePolicy{};
  policy.gateway_merge->kept_children = 7;
  const std::string page = policies_page(std::vector<PolicyText>{{policy, ""}});
  EXPECT_THAT(page, HasSubstr("`intervals.high: 30 min`, `intervals.medium: 2 h`, `intervals.low: 24 h`"));
  EXPECT_THAT(page, HasSubstr("`network_devices: [eth0, wlan0]`"));
  EXPECT_THAT(page, HasSubstr("`gateway_merge.kept_children: 7`"));
  EXPECT_THAT(page, Not(HasSubstr("gateway_merge.window")));  // as usual
}

TEST(PolicyPages, tell_the_parameters_of_reductions_and_what_their_primitives_hide) {
  Reduction reduction = picket::test::reduction_of("suppress");
  reduction.create_timeout = Duration::seconds(30);
  const std::string page = policies_page(std::vector<PolicyText>{{picket::test::reduced_policy(reduction), ""}});
  EXPECT_THAT(page, HasSubstr("suppress (`create_timeout: 30 s`)"));
  const PrimitiveInfo& info = *find_primitive("suppress");
  EXPECT_THAT(page, HasSubstr("\n## suppress\n\n" + std::string(info.says)));
  EXPECT_THAT(page, HasSubstr("Hides: " + std::string(info.hides)));
  EXPECT_THAT(page, Not(HasSubstr("\n## throttle\n")));
}

}  // namespace
}  // namespace picket::sim
