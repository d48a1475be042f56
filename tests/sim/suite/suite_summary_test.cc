// summary.md and the annotations of a pull request, from a result made by hand.

#include "sim/suite/suite_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/suite/golden_text.h"
#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

using test::made_suite;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SuiteSummary, tells_the_tally_what_did_not_pass_and_all_detections) {
  test::expect_golden("summary.md", suite_summary(made_suite()));
}

TEST(SuiteSummary, a_suite_without_failures_has_no_table_of_them) {
  SuiteResult s = made_suite();
  std::erase_if(s.checks, [](const CheckResult& c) { return c.verdict != Verdict::kPass; });
  s.invariants.clear();
  s.corpus_directory.clear();
  EXPECT_THAT(suite_summary(s), Not(HasSubstr("| verdict |")));
}

TEST(SuiteSummary, a_drawn_seed_comes_with_the_command_that_repeats_it) {
  SuiteResult s = made_suite();
  s.fresh_seed = true;
  s.seed = 77;
  s.repeat_command = "./picket suite x --seed 77";
  EXPECT_THAT(suite_summary(s), HasSubstr("fresh seed 77"));
  EXPECT_THAT(suite_summary(s), HasSubstr("`./picket suite x --seed 77` repeats it"));
}

TEST(GithubAnnotations, are_one_line_each_with_commas_and_colons_escaped) {
  test::expect_golden("annotations.txt", github_annotations(made_suite(), Inconclusive::kWarn));
}

TEST(GithubAnnotations, say_nothing_of_undecided_checks_that_pass) {
  const std::string text = github_annotations(made_suite(), Inconclusive::kPass);
  EXPECT_THAT(text, HasSubstr("::error "));
  EXPECT_THAT(text, Not(HasSubstr("INCONCLUSIVE")));
  EXPECT_THAT(github_annotations(made_suite(), Inconclusive::kFail), Not(HasSubstr("::warning ")));
}

}  // namespace
}  // namespace picket::sim
