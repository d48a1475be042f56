#include "sim/sweep/parameter_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

class ParameterPath : public ::testing::Test {
 protected:
  ParameterPath() {
    Diagnostics diagnostics;
    base_ = load_scenario_text(test::kSmallScenario, "small", {}, test::library(), diagnostics);
    EXPECT_TRUE(base_.ok()) << diagnostics.text();
  }
  std::string path(std::string_view written) const {
    const auto found = resolve_path(written, base_);
    return found.ok() ? found.value() : "refused: " + found.error().message + "; " + found.error().hint;
  }
  LoadResult base_;
};

TEST_F(ParameterPath, policies_have_a_short_form) {
  EXPECT_EQ(path("policy.g2_linux.intervals.medium"), "policy_templates.g2_linux.intervals.medium");
  EXPECT_EQ(path("policy.g2_linux.medium"), "policy_templates.g2_linux.intervals.medium");
  EXPECT_EQ(path("policy_templates.g2_linux.medium"), "policy_templates.g2_linux.intervals.medium");
  EXPECT_THAT(path("policy.g2_linux.cache_size"), HasSubstr("may mean"));
}

TEST_F(ParameterPath, keys_of_policies_that_are_misspelt_are_told_with_the_one_that_was_meant) {
  EXPECT_EQ(path("policy.g2_linux.medum"), "refused: the policy g2_linux has no value 'medum'; did you mean 'policy.g2_linux.medium'?");
  EXPECT_THAT(path("policy_templates.g2_linux.generaton"), HasSubstr("did you mean 'policy_templates.g2_linux.generation'?"));
}

TEST_F(ParameterPath, others_stay_as_they_are) {
  for (const char* same : {"duration", "fleet[0].count", "fleet.kiosk.count", "no.such.key", "policy_templates.g2_linux.no_such_key"}) EXPECT_EQ(path(same), same);
}

TEST_F(ParameterPath, what_points_have_in_common_is_refused_with_the_reason) {
  EXPECT_THAT(path("replications"), HasSubstr("'replications' cannot vary from point to point; "));
  for (const char* common : {"seed", "name", "policies", "rules", "rules[0]", "intel.feeds[0].file", "reference_policy"}) {
    EXPECT_THAT(path(common), HasSubstr("cannot vary")) << common;
  }
  EXPECT_EQ(path("policies.g2_linux.twin_patches"), "policies.g2_linux.twin_patches");
}

TEST_F(ParameterPath, names_of_parts_must_be_the_scenario_s) {
  EXPECT_THAT(path("policy.g2_linx.medium"), HasSubstr("no policy_templates.g2_linx; did you mean 'g2_linux'?"));
  EXPECT_THAT(path("device_classes.toaster.ram"), HasSubstr("no device_classes.toaster; there are: "));
}

TEST(PathBelow, goes_by_whole_steps) {
  EXPECT_TRUE(is_path_below("fleet[0].count", "fleet"));
  EXPECT_TRUE(is_path_below("fleet", "fleet"));
  EXPECT_FALSE(is_path_below("fleets", "fleet"));
}

}  // namespace
}  // namespace picket::sim
