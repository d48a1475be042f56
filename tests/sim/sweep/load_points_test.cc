// The points of a study as scenarios, and what is wrong with them, said once.

#include "sim/sweep/load_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/sim/sweep/small_sweep.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kTinyWithLongLimit = R"(name: long
seed: 3
replications: 5
warm_up: 0 s
duration: 12 h
wire: sized
store: findings
policies: [{use: g2_linux}]
fleet:
  - {device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}
hubs: [{name: hub}]
attacks:
  - {name: shell, use: slow_shell, start: 5 min, targets: {device_class: kiosk, count: 1}}
attack_templates: {slow_shell: {base: a15_reverse_shell, deadline: 6 h}}
client: c_sdk
prices: us_2026_11
)";

class LoadPoints : public test::SweepFiles {
 protected:
  /// What is said of points that cannot be loaded.
  std::string refused_points(const StudyRequest& wanted) {
    const Study study = study_of(wanted);
    const DesignPoints design = design_points(study.variables, study.plan, [](const DesignPoint&) { return true; });
    EXPECT_FALSE(load_points(study, design.points, {}, diagnostics_).has_value());
    return diagnostics_.text();
  }
};

TEST_F(LoadPoints, have_the_values_of_their_levels_and_nothing_else_changed) {
  const Study study = study_of(request("tiny.yaml", {"policy.g2_linux.medium=[30 min, 60 min]", "fleet.kiosk.count=2..3:1"}));
  const std::vector<SweepPoint> points = points_of(study);
  ASSERT_THAT(points, SizeIs(4));
  EXPECT_EQ(points[3].id, "p0004");
  EXPECT_THAT(points[3].values, ElementsAre("60 min", "3"));
  EXPECT_THAT(points[3].numbers, ElementsAre(3'600, 3));
  EXPECT_EQ(point_words(points[3]), "policy_templates.g2_linux.intervals.medium=60 min, fleet.kiosk.count=3");
  EXPECT_EQ(points[3].scenario.fleet.front().count, 3U);
  EXPECT_EQ(points[0].scenario.fleet.front().count, 2U);
  EXPECT_EQ(points[0].scenario.replications, 2U);
  EXPECT_NE(points[0].resolved, points[3].resolved);
  EXPECT_THAT(points[0].resolved, HasSubstr("replications: 1\n"));
}

TEST_F(LoadPoints, more_replications_do_not_change_the_key_of_a_point) {
  const Study few = study_of(request("tiny.yaml", {"fleet.kiosk.count=[2, 3]"}));
  const Study many = study_of(request("tiny.yaml", {"fleet.kiosk.count=[2, 3]", "replications=50"}));
  EXPECT_EQ(points_of(few)[1].resolved, points_of(many)[1].resolved);
}

TEST_F(LoadPoints, say_the_same_problem_once_at_the_place_of_its_levels) {
  const std::string text = refused_points(request("tiny.yaml", {"fleet.kiosk.count=[2, many]", "duration=20 min..30 min:5 min"}));
  EXPECT_THAT(text, HasSubstr("<--set #1>:1:19"));
  EXPECT_THAT(text, HasSubstr("at 3 of 6 points, first p0004"));
  EXPECT_THAT(text, HasSubstr("1 error"));
}

TEST_F(LoadPoints, suggest_the_key_that_was_meant) {
  const std::string text = refused_points(request("tiny.yaml", {"policy.g2_linux.intervals.meduim=[30 min, 60 min]"}));
  EXPECT_THAT(text, HasSubstr("meduim"));
  EXPECT_THAT(text, HasSubstr("did you mean 'medium'?"));
}

// The attack needs six hours to be judged, the scenario has twelve: at each of four durations the warning names another.
TEST_F(LoadPoints, say_a_warning_once_whose_numbers_alone_differ_from_level_to_level) {
  write("long.yaml", kTinyWithLongLimit);
  const Study study = study_of(request("long.yaml", {"duration=[60 min, 90 min, 2 h, 3 h]"}));
  const std::size_t before = diagnostics_.warnings();
  EXPECT_THAT(points_of(study), SizeIs(4));
  const std::string said = diagnostics_.text();
  EXPECT_EQ(diagnostics_.warnings(), before + 1) << said;
  EXPECT_THAT(said, HasSubstr("at 4 of 4 points, first p0001: duration=60 min"));
}

// A word that is wrong is to be put right, each of them.
TEST_F(LoadPoints, say_every_wrong_word) {
  const std::string text = refused_points(request("tiny.yaml", {"fleet.kiosk.count=[many, some]"}));
  EXPECT_THAT(text, HasSubstr("many"));
  EXPECT_THAT(text, HasSubstr("some"));
  EXPECT_THAT(text, HasSubstr("2 errors"));
}

TEST_F(LoadPoints, read_the_files_of_the_library_once_for_all) {
  write("own_policy.yaml", content_of(test::library() + "/policies/g2_linux.yaml"));
  StudyRequest wanted = request("tiny.yaml", {"policy.own_policy.medium=[30 min, 45 min]"});
  wanted.policies = {file("own_policy.yaml")};
  const Study study = study_of(wanted);
  std::filesystem::remove(file("own_policy.yaml"));
  std::size_t loaded = 0;
  const auto points = load_points(study, {{read_level("30 min")}, {read_level("45 min")}}, {.loaded = [&] { ++loaded; }}, diagnostics_);
  ASSERT_TRUE(points.has_value()) << diagnostics_.text();
  EXPECT_EQ(loaded, 2U);
  EXPECT_NE(points.value()[0].resolved, points.value()[1].resolved);
}

// A file of the library that a level needs and the scenario does not is read for the point.
TEST_F(LoadPoints, may_need_more_of_the_library_than_the_scenario) {
  const Study study = study_of(request("tiny.yaml", {"attacks.shell.use=[a15_reverse_shell, a09_miner]"}));
  const std::vector<SweepPoint> points = points_of(study);
  ASSERT_THAT(points, SizeIs(2));
  EXPECT_TRUE(points[1].scenario.attack_templates.contains("a09_miner"));
}

TEST_F(LoadPoints, tell_of_levels_that_make_no_difference) {
  const Study study = study_of(request("tiny.yaml", {"duration=[30 min, 1800 s, 20 min]"}));
  const std::vector<std::string> warnings = equal_point_warnings(study, points_of(study));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings.front(), HasSubstr("duration = 30 min and 1800 s (points p0001 and p0002); their runs are shared."));
  const Study different = study_of(request("tiny.yaml", {"duration=[30 min, 20 min]"}));
  EXPECT_THAT(equal_point_warnings(different, points_of(different)), IsEmpty());
}

TEST_F(LoadPoints, tell_of_policies_that_no_parameter_touches) {
  const std::vector<std::string> warnings = untouched_policy_warnings(study_of(request("tiny.yaml", {"policy.g2_linux.medium=[30 min, 60 min]"})));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings.front(), HasSubstr("the policy raw"));
  EXPECT_THAT(untouched_policy_warnings(study_of(request("tiny.yaml", {"duration=[30 min, 20 min]"}))), IsEmpty());
}

TEST_F(LoadPoints, one_point_alone_is_loaded_the_same) {
  const Study study = study_of(request("tiny.yaml", {"fleet.kiosk.count=[2, 3]"}));
  const auto point = load_point(study, {read_level("3")}, "e7", {}, diagnostics_);
  ASSERT_TRUE(point.has_value());
  EXPECT_EQ(point->id, "e7");
  EXPECT_EQ(point->resolved, points_of(study)[1].resolved);
  EXPECT_FALSE(load_point(study, {read_level("many")}, "e8", {}, diagnostics_).has_value());
  EXPECT_THAT(diagnostics_.text(), Not(HasSubstr("points, first")));
}

}  // namespace
}  // namespace picket::sim
