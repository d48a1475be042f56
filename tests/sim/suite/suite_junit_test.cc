// junit.xml as build servers read it: the counts, who fails under which choice for undecided checks, and escapes.

#include "sim/suite/suite_junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/suite/golden_text.h"
#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

using test::made_suite;
using ::testing::HasSubstr;

TEST(SuiteJunit, the_slowest_case_comes_first_and_every_check_and_invariant_is_a_test) {
  test::expect_golden("junit.xml", suite_junit(made_suite(), Inconclusive::kWarn));
}

TEST(SuiteJunit, undecided_checks_fail_pass_or_are_skipped) {
  EXPECT_THAT(suite_junit(made_suite(), Inconclusive::kFail), HasSubstr("tests=\"7\" failures=\"3\" errors=\"1\" skipped=\"1\""));
  EXPECT_THAT(suite_junit(made_suite(), Inconclusive::kPass), HasSubstr("tests=\"7\" failures=\"2\" errors=\"1\" skipped=\"1\""));
  EXPECT_THAT(suite_junit(made_suite(), Inconclusive::kWarn), HasSubstr("tests=\"7\" failures=\"2\" errors=\"1\" skipped=\"2\""));
}

TEST(SuiteJunit, a_broken_case_of_which_nothing_is_expected_is_an_error) {
  SuiteResult s = made_suite();
  std::erase_if(s.checks, [](const CheckResult& c) { return c.check.suite_case == 1; });
  const std::string xml = suite_junit(s, Inconclusive::kWarn);
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"broken\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\""));
  EXPECT_THAT(xml, HasSubstr("name=\"simulation\" time=\"30.000\">\n      <error message=\"replication 2 ended with signal 9 (Killed)\"/>"));
  EXPECT_THAT(xml, HasSubstr("tests=\"7\" failures=\"2\" errors=\"1\" skipped=\"2\""));
}

TEST(SuiteJunit, holds_no_character_that_xml_forbids) {
  SuiteResult s = made_suite();
  s.cases[0].name = "a\x01<b>&\"c\"";
  const std::string xml = suite_junit(s, Inconclusive::kWarn);
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_THAT(xml, HasSubstr("&lt;b&gt;&amp;&quot;c&quot;"));
}

}  // namespace
}  // namespace picket::sim
