#include "sim/compare/compare_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>


#include "tests/sim/compare/made_results.h"

namespace picket::sim {
namespace {

using test::refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

StoredResults made(const std::string& path) { return test::made_results(path, test::made_study("x", test::two_policies())); }

TEST(CompareResults, policies_of_one_study_are_compared_with_the_reference) {
  const Comparison c = compare_policies(made("out/x"), {}, {});
  ASSERT_EQ(c.tables.size(), 1U);
  EXPECT_EQ(c.tables[0].before.policy, "old");
  EXPECT_EQ(c.tables[0].after.policy, "new");
  EXPECT_TRUE(c.within_one);
  EXPECT_EQ(c.worse(), 0U);
}

TEST(CompareResults, the_first_policy_named_is_the_old_side_unless_a_reference_is) {
  EXPECT_EQ(compare_policies(made("out/x"), {{"new", "old"}, "", {}}, {}).tables[0].before.policy, "new");
  const Comparison c = compare_policies(made("out/x"), {{"new", "old"}, "old", {}}, {});
  EXPECT_EQ(c.tables[0].before.policy, "old");
  EXPECT_EQ(compare_policies(made("out/x"), {{"new", "old"}, "", {}}, {}).worse(), 3U);
}

TEST(CompareResults, two_results_are_compared_policy_by_policy_and_what_differs_is_said) {
  const StoredResults before = made("out/x");
  StoredResults after = made("out/y");
  after.commit = "def";
  after.studies[0].resolved_scenario = "name: x\nfleet: [{count: 4}]\nwindow: 5 min\n";
  const Comparison c = compare_results(before, after, {}, {});
  ASSERT_EQ(c.tables.size(), 2U);
  EXPECT_TRUE(c.tables[0].identical);
  EXPECT_THAT(c.differs, ElementsAre("commit: abc -> def", "window: (not there) -> 5 min"));
  EXPECT_EQ(compare_results(before, after, {{"new"}, "", {}}, {}).tables.size(), 1U);
}

TEST(CompareResults, many_differences_are_cut_and_counted) {
  const StoredResults before = made("out/x");
  StoredResults after = made("out/y");
  for (int i = 0; i < 30; ++i) after.studies[0].resolved_scenario += "key" + std::to_string(i) + ": 1\n";
  const Comparison c = compare_results(before, after, {}, {});
  EXPECT_EQ(c.differs.size(), 21U);
  EXPECT_EQ(c.differs.back(), "and 10 more values");
}

TEST(CompareResults, policies_of_one_side_are_remarked) {
  StoredResults after = made("out/y");
  after.policies = {"old", "newer"};
  const Comparison c = compare_results(made("out/x"), after, {}, {});
  EXPECT_EQ(c.tables.size(), 1U);
  EXPECT_THAT(c.remarks, ElementsAre("policy new is only in out/x", "policy newer is only in out/y"));
}

TEST(CompareResults, cases_of_suites_are_paired_by_name) {
  StoredResults before = made("out/x");
  before.kind = StoredKind::kSuite;
  before.studies.push_back(test::made_study("only_before", test::two_policies()));
  StoredResults after = made("out/y");
  after.kind = StoredKind::kSuite;
  const Comparison c = compare_results(before, after, {}, {});
  ASSERT_EQ(c.suites.size(), 2U);
  EXPECT_EQ(c.suites[0].cases, 1U);
  EXPECT_EQ(c.suites[0].identical_cases, 1U);
  EXPECT_THAT(c.remarks, ElementsAre("case only_before is only in out/x"));
}

TEST(CompareResults, two_runs_of_two_policies_are_compared_with_each_other) {
  StoredResults before = made("out/x/runs/old-r0");
  StoredResults after = made("out/x/runs/new-r0");
  before.kind = after.kind = StoredKind::kRun;
  before.policies = {"old"};
  after.policies = {"new"};
  const Comparison c = compare_results(before, after, {}, {});
  ASSERT_EQ(c.tables.size(), 1U);
  EXPECT_EQ(c.tables[0].after.policy, "new");
  EXPECT_THAT(refusal([&] { compare_policies(before, {}, {}); }), HasSubstr("is one run, of policy old: give a second one"));
}

TEST(CompareResults, wrong_words_are_refused_with_what_there_is) {
  EXPECT_THAT(refusal([] { compare_policies(made("out/x"), {{"old", "mew"}, "", {}}, {}); }), HasSubstr("has no policy 'mew'; did you mean 'new'?\n  it has old, new"));
  EXPECT_THAT(refusal([] { compare_policies(made("out/x"), {{"old"}, "", {}}, {}); }), HasSubstr("nothing to compare old with"));
  EXPECT_THAT(refusal([] { compare_results(made("out/x"), made("out/y"), {{}, "old", {}}, {}); }), HasSubstr("--reference is for policies of one result"));
  ComparisonSettings unknown;
  unknown.measures = {"no_such"};
  EXPECT_THAT(refusal([&] { compare_policies(made("out/x"), {}, unknown); }), HasSubstr("no measure is called no_such"));
  StoredResults suite = made("out/s");
  suite.kind = StoredKind::kSuite;
  EXPECT_THAT(refusal([&] { compare_results(made("out/x"), suite, {}, {}); }), HasSubstr("out/x: is a study or run, and out/s is a suite\n  a case of a suite is a study of its own, below out/s/cases"));
  EXPECT_THAT(refusal([] { compare_policies(made("out/x"), {{}, "", {"p0001", "p0002"}}, {}); }), HasSubstr("out/x: is a study or run, and only a sweep or tuning has points"));
  StoredResults other = made("out/y");
  other.policies = {"third"};
  EXPECT_THAT(refusal([&] { compare_results(made("out/x"), other, {}, {}); }), HasSubstr("have no policy in common: old, new against third"));
}

}  // namespace
}  // namespace picket::sim
