#include "sim/tune/tune_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/sweep/small_sweep.h"

namespace picket::sim {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

/// Two policies, raw and g2_linux, and three parameters.
class TuneChecksTest : public test::SweepFiles {
 protected:
  TuneChecksTest() {
    StudyRequest wanted = request("tiny.yaml", {"fleet.kiosk.count=2..8:2", "policy.g2_linux.medium=log(1 min..16 min)",
                                                "attacks.shell.start=[5 min, 10 min]"});
    wanted.for_search = true;
    wanted.constraints = {"fleet.kiosk.count <= 6"};
    study_ = study_of(wanted);
    section_.policy = "g2_linux";
    section_.reference = "raw";
    section_.objectives = {{.measure = "cost_usd_per_month"}};
    section_.constraints = {detected(0.9)};
  }

  static TuneConstraint detected(double at_least) {
    TuneConstraint out;
    out.measure = "detected_by_deadline";
    out.at_least = at_least;
    return out;
  }
  static std::map<std::string, std::string> one_value(const std::string& path, const std::string& value) {
    std::map<std::string, std::string> out;
    out[path] = value;
    return out;
  }
  /// What is said of the section.
  std::string said() {
    Diagnostics own;
    for (int i = 0; i < 8; ++i) own.add_source("file " + std::to_string(i), "");  // of the study, whose places are spoken of
    check_tune(section_, *study_, {}, own);
    return own.text();
  }

  std::optional<Study> study_;
  TuneSection section_;
};

TEST_F(TuneChecksTest, a_section_without_a_fault_is_left_in_peace) { EXPECT_EQ(said(), ""); }

TEST_F(TuneChecksTest, the_policy_besides_the_reference_is_tuned) {
  section_.policy.clear();
  EXPECT_EQ(said(), "");
  EXPECT_EQ(section_.policy, "g2_linux");
  section_.policy = "raw";
  EXPECT_THAT(said(), HasSubstr("'raw' is tuned, and cannot be the reference as well"));
}

TEST_F(TuneChecksTest, kim_and_nelson_need_as_many_replications_as_their_first_look_has) {
  section_.select = FinalChoice::kKimNelson;
  section_.indifference = 1;
  section_.select_replications = 9;
  EXPECT_THAT(said(), HasSubstr("kim_nelson takes the spread of differences from 10 replications, and these are 9"));
  section_.select_replications = 10;
  EXPECT_EQ(said(), "");
  section_.select_replications = 0;
  EXPECT_EQ(said(), "");
  section_.select_replications = 60;
  section_.select_confidence = 0.5;
  EXPECT_THAT(said(), HasSubstr("of two policies a coin has confidence 0.5"));
}

TEST_F(TuneChecksTest, a_start_point_keeps_the_constraints_of_the_study) {
  section_.start.assign(1, one_value("fleet.kiosk.count", "8"));
  EXPECT_THAT(said(), HasSubstr("this point breaks the study's constraint 'fleet.kiosk.count <= 6'"));
  section_.start.assign(1, one_value("fleet.kiosk.count", "6"));
  EXPECT_EQ(said(), "");
  section_.start.assign(1, one_value("fleet.kiosk.count", "5"));
  EXPECT_THAT(said(), HasSubstr("'5' is not in 2..8:2"));
}

TEST_F(TuneChecksTest, a_certification_has_something_to_certify_and_replications_to_do_it_with) {
  section_.certification.first_replication = 4'294'967'290U;
  EXPECT_THAT(said(), HasSubstr("replications would be counted beyond 2^32"));
  section_.certification = {};
  section_.evaluations = 1;
  section_.start.assign(1, one_value("fleet.kiosk.count", "4"));
  EXPECT_THAT(said(), HasSubstr("1 evaluations do not suffice for the policy as it stands and 1 start points"));
}

TEST_F(TuneChecksTest, parameters_become_variables_of_the_search) {
  const std::vector<SearchVariable> variables = search_variables(*study_);
  ASSERT_THAT(variables, SizeIs(3));
  EXPECT_EQ(variables[0].kind, SearchVariable::kInteger);
  EXPECT_EQ(variables[0].levels, 4U);
  EXPECT_EQ(variables[1].kind, SearchVariable::kContinuous);
  EXPECT_EQ(variables[2].levels, 2U);
}

// 4 min lies in the middle of 1 to 16 min on a logarithmic axis; 4 kiosks are the second of four levels.
TEST_F(TuneChecksTest, levels_and_points_of_the_cube_are_each_others_inverse) {
  const DesignPoint levels = levels_at(*study_, {0.3, 0.5, 0.9});
  EXPECT_EQ(levels[0].text, "4");
  EXPECT_NEAR(levels[1].number, 240, 1e-3);
  EXPECT_EQ(levels[2].text, "10 min");
  const std::vector<double> at = cube_point(*study_, levels);
  EXPECT_NEAR(at[0], 0.375, 1e-12);
  EXPECT_NEAR(at[1], 0.5, 1e-6);
  EXPECT_NEAR(at[2], 0.75, 1e-12);
}

TEST_F(TuneChecksTest, a_start_point_is_as_it_stands_where_it_says_nothing) {
  EXPECT_EQ(levels_as_they_stand(*study_)[0].number, 2);
  const DesignPoint levels = start_levels(*study_, one_value("attacks.shell.start", "10 min"));
  EXPECT_EQ(levels[0].number, 2);
  EXPECT_EQ(levels[2].number, 600);
}

TEST_F(TuneChecksTest, a_value_off_a_range_has_no_place_in_it) {
  const ParameterRange& high = study_->variables[1].range;
  EXPECT_NEAR(share_of(high, read_level("4 min")).value(), 0.5, 1e-12);
  EXPECT_FALSE(share_of(high, read_level("30 s")).has_value());
  EXPECT_FALSE(share_of(high, read_level("4")).has_value());
  EXPECT_FALSE(share_of(study_->variables[0].range, read_level("3")).has_value());
}

}  // namespace
}  // namespace picket::sim
