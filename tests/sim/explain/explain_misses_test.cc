#include "sim/explain/explain_misses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/rule_content.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// A study result with what a policy missed of the attack `shell`, whose shell looks like an `id` to the pipeline.
class ExplainMisses : public test::WhyStudy {
 protected:
  StudyResult missed(const std::string& policy) const {
    std::string unit;
    const Scenario scenario = test::why_scenario();
    const World world(scenario, 0);
    unit = unit_name(world, unit_of(world, "shell"));
    StudyResult study;
    DetectionResult d;
    d.policy = policy;
    d.attack = "shell";
    for (const char* step : {"look", "shell"}) {
      MissedSteps m;
      m.step = step;
      m.reason = "no_rule_matched";
      m.count = 1;
      m.example = unit;
      d.missed_steps.push_back(m);
    }
    MissedSteps evicted;
    evicted.step = "shell";
    evicted.reason = "evicted";
    evicted.example = unit;
    d.missed_steps.push_back(evicted);
    study.detections = {d};
    return study;
  }
  MissSettings settings() const { return {study_, rules_, {}, 1, true}; }
};

TEST_F(ExplainMisses, names_the_nearest_rule_and_the_condition_that_failed) {
  StudyResult study = missed("folded");
  EXPECT_EQ(explain_misses(study, settings(), 9), 1U) << "both steps are of one unit";
  const MissedSteps& shell = study.detections[0].missed_steps[1];
  EXPECT_EQ(shell.nearest_rule, "rule 'Shell bound to a network device of bash'");
  EXPECT_THAT(shell.condition, HasSubstr("CommandLine: wanted like '*/dev/tcp/*', found "));
  EXPECT_FALSE(study.detections[0].missed_steps[0].nearest_rule.empty());
  EXPECT_EQ(study.detections[0].missed_steps[2].nearest_rule, "") << "what never arrived is near to no rule";
}

TEST_F(ExplainMisses, looks_at_no_more_than_it_is_allowed_to) {
  StudyResult study = missed("folded");
  EXPECT_EQ(explain_misses(study, settings(), 0), 0U);
  EXPECT_EQ(study.detections[0].missed_steps[0].nearest_rule, "");
}

TEST_F(ExplainMisses, says_which_run_cannot_be_repeated) {
  StudyResult study = missed("nobody");
  EXPECT_THROW(explain_misses(study, settings(), 1), WrongInput);
}

TEST(ConditionOf, names_three_fields_and_counts_the_rest) {
  StandingText standing;
  standing.because = "nothing that it is tried on arrived";
  EXPECT_EQ(condition_of(standing), standing.because);
  for (const char* field : {"a", "", "c", "d"}) standing.lacked.push_back({field, "1", "2"});
  EXPECT_EQ(condition_of(standing), "a: wanted 1, found 2; a keyword: wanted 1, found 2; c: wanted 1, found 2; and 1 more");
}

}  // namespace
}  // namespace picket::sim
