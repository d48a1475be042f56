// Studies as they are written and typed: what they vary, what they hold, what is wrong with them.

#include "sim/sweep/study_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/sweep/small_sweep.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StudyFiles : public test::SweepFiles {};

TEST_F(StudyFiles, a_scenario_with_ranges_is_a_study) {
  const Study study = study_of(request("tiny.yaml", {"policy.g2_linux.medium=30 min..60 min:10 min", "duration=20 min", "replications=3"}));
  EXPECT_FALSE(study.is_study);
  EXPECT_EQ(study.file.name, "tiny_sweep");
  ASSERT_EQ(study.variables.size(), 1U);
  EXPECT_EQ(study.variables[0].written, "policy.g2_linux.medium");
  EXPECT_EQ(study.variables[0].path, "policy_templates.g2_linux.intervals.medium");
  EXPECT_EQ(study.variables[0].range.levels.size(), 4U);
  EXPECT_EQ(study.base.scenario->duration, Duration::minutes(20));
  EXPECT_EQ(study.base.scenario->replications, 3U);
  EXPECT_THAT(study.policies, ElementsAre("g2_linux", "raw"));
}

TEST_F(StudyFiles, a_study_names_its_scenario_policies_and_values) {
  write("own.yaml", "name: own\nscenario: tiny.yaml\npolicies: [raw, picket]\nreplications: 7\nset: ['duration=20 min']\nsweep:\n"
                    "  parameters:\n    - {path: wire, values: [exact, sized]}\n    - {path: fleet.kiosk.count, values: [2, 4]}\n");
  const Study study = study_of(request("own.yaml", {}));
  EXPECT_TRUE(study.is_study);
  EXPECT_EQ(study.scenario_path, file("tiny.yaml"));
  EXPECT_THAT(study.policies, ElementsAre("raw", "picket"));
  // The scenario's reference is not among them.
  EXPECT_EQ(study.base.scenario->reference_policy, "raw");
  EXPECT_EQ(study.base.scenario->replications, 7U);
  ASSERT_EQ(study.variables.size(), 2U);
  EXPECT_EQ(study.variables[1].range.levels[1].number, 4);
}

// The name becomes that of the folder of results.
TEST_F(StudyFiles, a_name_that_no_folder_takes_is_refused) {
  for (const char* name : {"a/b", "../up", "'a: b'", ".hidden", "my study"}) {
    write("own.yaml", "name: " + std::string(name) + "\nscenario: tiny.yaml\nsweep:\n  parameters:\n    - {path: wire, values: [exact, sized]}\n");
    Diagnostics diagnostics;
    EXPECT_FALSE(read_study(request("own.yaml", {}), diagnostics).has_value()) << name;
    EXPECT_THAT(diagnostics.text(), HasSubstr("own.yaml:1:7: error: name: ")) << name;
    EXPECT_THAT(diagnostics.text(), HasSubstr("cannot be a name\n")) << name;
    EXPECT_THAT(diagnostics.text(), HasSubstr("^  letters, digits, '_', '-' and '.', at most 100")) << name;
  }
}

TEST_F(StudyFiles, the_command_line_wins_over_the_study) {
  write("own.yaml", "scenario: tiny.yaml\npolicies: [raw]\nreplications: 7\nsweep:\n  parameters:\n    - {path: duration, range: '10 min..30 min:10 min'}\n");
  StudyRequest wanted = request("own.yaml", {"duration=[20 min, 25 min]", "replications=2"});
  wanted.policies = {"g2_linux"};
  wanted.design = DesignKind::kSobol;
  wanted.points = 4;
  const Study study = study_of(wanted);
  ASSERT_EQ(study.variables.size(), 1U);
  EXPECT_EQ(study.variables[0].range.levels[1].text, "25 min");
  EXPECT_THAT(study.policies, ElementsAre("g2_linux"));
  EXPECT_EQ(study.base.scenario->replications, 2U);
  EXPECT_EQ(study.plan.kind, DesignKind::kSobol);
  EXPECT_EQ(study.plan.points, 4U);
}

TEST_F(StudyFiles, constraints_may_name_what_does_not_vary) {
  StudyRequest wanted = request("tiny.yaml", {"policy.g2_linux.medium=10 min..60 min:10 min"});
  wanted.constraints = {"policy.g2_linux.high <= policy.g2_linux.medium"};
  const Study study = study_of(wanted);
  // The library's `high` is 30 min: 10 and 20 min are left out.
  const DesignPoints design = design_points(study.variables, study.plan, [&](const DesignPoint& point) { return study.allows(point); });
  EXPECT_EQ(design.points.size(), 4U);
  EXPECT_EQ(design.left_out, 2U);
}

TEST_F(StudyFiles, the_part_of_tune_is_kept_and_not_read) {
  write("own.yaml", "scenario: tiny.yaml\ntune: {anything: [1, 2]}\n");
  const Study study = study_of(request("own.yaml", {}));
  ASSERT_TRUE(study.tune.has_value());
  EXPECT_NE(study.tune->find("anything"), nullptr);
  EXPECT_TRUE(study.variables.empty());
}

TEST_F(StudyFiles, says_everything_that_is_wrong_at_once) {
  StudyRequest wanted = request("tiny.yaml", {"policy.g2_linx.medium=30 min..60 min:10 min", "duration=5 h..1 h:1 h", "seed=1..5:1", "wire=[exact, sized]"});
  wanted.constraints = {"duration"};
  wanted.lock_steps = {"wire,duratoin"};
  const std::string text = refused(wanted);
  EXPECT_THAT(text, HasSubstr("the scenario has no policy_templates.g2_linx"));
  EXPECT_THAT(text, HasSubstr("did you mean 'g2_linux'?"));
  EXPECT_THAT(text, HasSubstr("the range ends before it begins"));
  EXPECT_THAT(text, HasSubstr("'seed' cannot vary from point to point"));
  EXPECT_THAT(text, HasSubstr("a comparison is missing"));
  EXPECT_THAT(text, HasSubstr("did you mean 'duration'?"));
  EXPECT_THAT(text, HasSubstr("<--set #2>:1:10"));
}

// `tune` searches a range that has no levels; a sweep of the same study has nothing to run.
TEST_F(StudyFiles, of_a_search_need_no_levels_and_others_do) {
  write("own.yaml", "scenario: tiny.yaml\nsweep:\n  parameters: [{path: duration, range: 20 min..30 min}]\ntune: {objectives: []}\n");
  StudyRequest wanted = request("own.yaml", {});
  const std::string text = refused(wanted);
  EXPECT_THAT(text, HasSubstr("a full factorial needs levels"));
  EXPECT_THAT(text, HasSubstr("'picket tune' searches a study with `tune`"));
  wanted.for_search = true;
  EXPECT_EQ(study_of(wanted).variables.size(), 1U);
}

TEST_F(StudyFiles, a_value_that_holds_everywhere_may_have_the_short_path_as_well) {
  const Study study = study_of(request("tiny.yaml", {"policy.g2_linux.medium=45 min", "duration=[20 min, 30 min]"}));
  EXPECT_EQ(study.value_at({}, "policy_templates.g2_linux.intervals.medium")->text, "45 min");
}

// The level of each point would take its place without a word.
TEST_F(StudyFiles, refuses_a_value_of_what_varies) {
  write("own.yaml", "scenario: tiny.yaml\nsweep:\n  parameters: [{path: policy.g2_linux.medium, values: [30 min, 60 min]}]\n");
  EXPECT_THAT(refused(request("own.yaml", {"policy.g2_linux.medium=45 min"})), HasSubstr("write '[45 min]' to have that level alone"));
  EXPECT_THAT(refused(request("tiny.yaml", {"duration=[20 min, 30 min]", "duration=25 min"})), HasSubstr("would have no effect"));
}

TEST_F(StudyFiles, refuses_designs_that_cannot_be_made) {
  EXPECT_THAT(refused(request("tiny.yaml", {})), HasSubstr("nothing varies"));
  EXPECT_THAT(refused(request("tiny.yaml", {"duration=20 min..30 min"})), HasSubstr("a full factorial needs levels"));
  StudyRequest sobol = request("tiny.yaml", {"duration=20 min..30 min"});
  sobol.design = DesignKind::kSobol;
  EXPECT_THAT(refused(sobol), HasSubstr("this design needs a number of points"));
  StudyRequest uneven = request("tiny.yaml", {"duration=[20 min, 30 min]", "fleet.kiosk.count=2..4:1"});
  uneven.lock_steps = {"duration, fleet.kiosk.count"};
  EXPECT_THAT(refused(uneven), HasSubstr("equally many levels"));
  EXPECT_THAT(refused(request("tiny.yaml", {"policy.g2_linux.medium=[1 h, 2 h]", "policy_templates.g2_linux.intervals.medium=[1 h, 2 h]"})),
              HasSubstr("varies already"));
  write("both.yaml", "scenario: tiny.yaml\nsweep:\n  parameters:\n    - {path: duration, range: '1 h..2 h:1 h', values: [1 h]}\n");
  EXPECT_THAT(refused(request("both.yaml", {})), HasSubstr("either a range or values"));
  write("unknown.yaml", "scenario: tiny.yaml\nsweep:\n  parametres: []\n");
  EXPECT_THAT(refused(request("unknown.yaml", {})), HasSubstr("parametres"));
}

TEST_F(StudyFiles, a_number_of_points_of_a_full_factorial_is_refused) {
  StudyRequest typed = request("tiny.yaml", {"fleet.kiosk.count=[2, 3]"});
  typed.points = 1;
  EXPECT_THAT(refused(typed), HasSubstr("--points 1 has no meaning for full_factorial"));
  const std::string sweep = "points: 20, parameters: [{path: fleet.kiosk.count, values: ['2', '3']}]}\n";
  write("full.yaml", "scenario: tiny.yaml\nsweep: {" + sweep);
  EXPECT_THAT(refused(request("full.yaml", {})), HasSubstr("full.yaml:2:17: error: sweep.points: full_factorial takes every combination"));
  // Another design on the command line takes the place of the study's, with its number.
  write("sobol.yaml", "scenario: tiny.yaml\nsweep: {design: sobol, " + sweep);
  StudyRequest replaced = request("sobol.yaml", {});
  replaced.design = DesignKind::kFullFactorial;
  EXPECT_EQ(study_of(replaced).file.sweep.points, 0U);
}

// What does not vary is looked up once, and each constraint knows its place: the file's, or the option's.
TEST_F(StudyFiles, constraints_know_their_place_and_which_of_them_refuses) {
  StudyRequest wanted = request("tiny.yaml", {"fleet.kiosk.count=[2, 4, 8]"});
  wanted.constraints = {"fleet.kiosk.count >= 2", "fleet.kiosk.count <= 4"};
  const Study study = study_of(wanted);
  ASSERT_EQ(study.constraints.size(), 2U);
  EXPECT_EQ(study.constraints[1].where.line, 1U);
  EXPECT_NE(study.constraints[0].where.source, study.constraints[1].where.source);
  EXPECT_FALSE(study.refused_by({read_level("4")}).has_value());
  EXPECT_EQ(study.refused_by({read_level("8")}).value(), 1U);
  EXPECT_TRUE(study.allows({read_level("2")}));
}

}  // namespace
}  // namespace picket::sim
