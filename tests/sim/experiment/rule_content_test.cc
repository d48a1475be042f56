#include "sim/experiment/rule_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RuleTexts rules() {
  RuleTexts out;
  picket::test::add_rules(out.texts, out.names);
  return out;
}

TEST(InputProblems, finds_none_in_what_is_shipped) { EXPECT_THAT(input_problems(test::small_scenario(), rules()), IsEmpty()); }

TEST(InputProblems, names_every_problem_at_once_with_its_path) {
  Scenario scenario = test::small_scenario();
  scenario.attack_templates.at("a09_miner").expect.push_back("no.such_alert");
  scenario.attack_templates.at("a15_reverse_shell").phases.front().after.push_back("no_phase");
  scenario.device_classes.begin()->second.activities.begin()->second.seasonality = "lunar";
  RuleTexts broken = rules();
  broken.names.push_back("broken.yml");
  broken.texts.push_back("title: broken\ndetection: 7\n");
  std::vector<std::string> problems;
  for (const InputProblem& problem : input_problems(scenario, broken)) {
    EXPECT_EQ(problem.in_scenario(), problem.text.find("broken.yml") == std::string::npos) << problem.text;
    problems.push_back(problem.path + ": " + problem.text);
  }
  EXPECT_THAT(problems, ::testing::Contains(AllOf(HasSubstr("attack_templates.a09_miner.expect"), HasSubstr("no.such_alert"))));
  EXPECT_THAT(problems, ::testing::Contains(AllOf(HasSubstr("attack_templates.a15_reverse_shell.phases[0].after"), HasSubstr("no_phase"))));
  EXPECT_THAT(problems, ::testing::Contains(HasSubstr("lunar")));
  EXPECT_THAT(problems, ::testing::Contains(AllOf(HasSubstr("broken.yml:1:1: error"), HasSubstr("\n    title: broken\n    ^"))));
}

TEST(InputProblems, of_the_scenario_are_told_at_their_places_and_those_of_rules_given_back) {
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("x.yaml", "one\ntwo\n");
  const Places places{{"attack_templates.x", {source, 1, 1}}, {"attack_templates.x.expect[1]", {source, 2, 1}}};
  const auto of_rules = tell_in_scenario({{"attack_templates.x.expect[1]", "nothing raises it"}, {"", "a.yml:1:1: error: bad"},
                                          {"attack_templates.x.phases[3].id", "'a' is used twice"}}, places, diagnostics);
  ASSERT_EQ(of_rules.size(), 1U);
  EXPECT_EQ(of_rules.front().text, "a.yml:1:1: error: bad");
  ASSERT_EQ(diagnostics.errors(), 2U);
  EXPECT_EQ(diagnostics.all()[0].where, (Where{source, 2, 1}));
  EXPECT_EQ(diagnostics.all()[1].where, (Where{source, 1, 1})) << "of the nearest value around it";
}

TEST(InputProblems, of_an_alert_name_the_one_that_was_meant) {
  PipelineContent::Builder builder;
  add_rules(rules(), builder);
  const auto content = build_or_refuse(builder);
  EXPECT_EQ(unraised("IoT_ReverseShel", *content), "neither the product nor a rule raises 'IoT_ReverseShel'; did you mean 'IoT_ReverseShell'?");
}

// The caret counts characters, not bytes: before 'c' stand an a, an e with an accent (two bytes) and a blank.
TEST(RuleContent, shows_the_line_that_a_problem_points_at) {
  const std::string text = "title: t\na\xc3\xa9 c\r\nlast";
  const auto at = [&](int line, int column) { return problem_with_line({"r.yml", line, column, "", "m"}, text); };
  EXPECT_EQ(at(2, 5), "r.yml:2:5: error: m\n    a\xc3\xa9 c\n       ^");
  EXPECT_EQ(at(3, 1), "r.yml:3:1: error: m\n    last\n    ^");
  EXPECT_EQ(at(4, 1), "r.yml:4:1: error: m") << "there is no such line";
  EXPECT_EQ(at(0, 0), "r.yml: error: m") << "the place is not known";
  EXPECT_EQ(problem_with_line({"r.yml", 1, 1, "id", "m", false, true}, std::string(200, 'x')), "r.yml:1:1: note: m (rule id)");
}

TEST(RuleContent, knows_whose_rules_they_are_and_which_packs_raise) {
  RuleTexts some = rules();
  some.first_foreign = some.texts.size();
  some.names.push_back("foreign.yml");
  some.texts.push_back(
      "title: foreign\nlogsource: {product: linux, category: process_creation}\n"
      "detection: {s: {CommandLine: x}, condition: s}\n");
  some.packs = PackSet::none().with(Pack::kSigma);
  PipelineContent::Builder builder;
  add_rules(some, builder);
  const auto content = build_or_refuse(builder);
  const auto last = static_cast<std::uint32_t>(content->rules().rules().size() - 1);
  EXPECT_EQ(content->pack_of(last), Pack::kSigma);
  EXPECT_TRUE(content->is_chosen(last));
  EXPECT_FALSE(content->is_chosen(0));
}

TEST(RuleContent, refuses_bad_rules_with_their_file) {
  PipelineContent::Builder builder;
  add_rules({{"broken.yml"}, {"title: broken\ndetection: 7\n"}}, builder);
  try {
    build_or_refuse(builder);
    FAIL() << "a bad rule was taken";
  } catch (const WrongInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("broken.yml"));
  }
}

}  // namespace
}  // namespace picket::sim
