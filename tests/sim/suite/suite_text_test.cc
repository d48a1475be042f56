// What a suite says at a terminal, from a result made by hand.

#include "sim/suite/suite_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/suite/golden_text.h"
#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SuiteText, tells_the_tally_what_is_open_and_every_check) {
  test::expect_golden("terminal.txt", suite_text(test::made_suite(), "out/made", {}));
}

TEST(SuiteText, has_a_column_of_changes_only_against_a_baseline) {
  SuiteResult s = test::made_suite();
  s.baseline = "earlier (commit abc)";
  s.checks[0].change = test::estimate(-0.25, -0.4, -0.1, 6);
  const std::string text = suite_text(s, "out/made", {});
  EXPECT_THAT(text, HasSubstr("-25 points [-40, -10]"));
  EXPECT_THAT(text, HasSubstr("not compared"));
}

TEST(SuiteText, keeps_colours_and_nothing_else_that_a_terminal_obeys) {
  SuiteResult s = test::made_suite();
  s.title = "\x1b[31mred";
  s.cases[0].name = "\x1b[31mred";
  TableOptions coloured;
  coloured.colour = true;
  const std::string text = suite_text(s, "out/\x1b[31mred", coloured);
  EXPECT_THAT(text, HasSubstr("\x1b[1mverdict"));
  EXPECT_THAT(text, Not(HasSubstr("\\x1b[1m")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[31m")));
  EXPECT_THAT(text, HasSubstr("results: out/\\x1b[31mred"));
}

// The deadline lies after the end: what was detected by the end is no share by the deadline.
TEST(SuiteText, gives_no_share_by_a_deadline_after_the_end) {
  SuiteResult s = test::made_suite();
  s.cases[0].detections[0].measurable = false;
  const std::string text = suite_text(s, "out/made", {});
  EXPECT_THAT(text, HasSubstr("g2_linux  not measurable"));
  EXPECT_THAT(text, Not(HasSubstr("25 % [10, 60]")));
}

TEST(SuiteText, ranks_policies_over_enough_attacks) {
  SuiteResult s = test::made_suite();
  EXPECT_THAT(suite_text(s, "out/made", {}), Not(HasSubstr("mean ranks")));
  for (int a = 1; a < 5; ++a) {
    s.cases.push_back(s.cases.front());
    s.cases.back().attack += std::to_string(a);
  }
  EXPECT_THAT(suite_text(s, "out/made", {}),
              HasSubstr("\nOver 5 attacks by the share detected by the deadline, mean ranks: picket 1.0, g2_linux 2.0 (Friedman p = 0.025). picket comes "
                        "before g2_linux (p = 0.025 after Holm).\n"));
}

TEST(SuiteText, tells_of_a_broken_case_of_which_nothing_is_expected) {
  SuiteResult s = test::made_suite();
  std::erase_if(s.checks, [](const CheckResult& c) { return c.check.suite_case == 1; });
  EXPECT_THAT(suite_text(s, "out/made", {}), HasSubstr("ERROR broken: replication 2 ended with signal 9 (Killed)\n"));
}

TEST(SuitePlanText, tells_fleets_periods_and_the_most_that_may_run) {
  LoadedSuite suite;
  suite.cases.emplace_back();
  PreparedCase& one = suite.cases.back();
  one.name = "miner";
  one.scenario.fleet.push_back({});
  one.scenario.fleet.back().device_class = "kiosk";
  one.scenario.fleet.back().count = 12;
  one.scenario.attacks.push_back({});
  one.scenario.attacks.back().targets.count = 4;
  one.scenario.warm_up = Duration::hours(12);
  one.scenario.duration = Duration::minutes(280);
  one.scenario.replications = 20;
  const std::string text = suite_plan_text(suite, {});
  for (const char* part : {"miner", "12 kiosk", "4", "12 h", "280 min", "20"}) EXPECT_THAT(text, HasSubstr(part));
}

}  // namespace
}  // namespace picket::sim
