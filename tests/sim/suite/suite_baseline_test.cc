// Comparison with an earlier result: paired by replication, one-sided, corrected over what is compared.

#include "sim/suite/suite_baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/statistics/reference_distributions.h"
#include "sim/suite/suite_result_json.h"
#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// One check with these values now.
SuiteResult now(const std::vector<double>& values) {
  SuiteResult s = test::made_suite();
  s.checks = {test::made_check(0, "picket", Verdict::kPass, 0.5)};
  s.checks[0].values = values;
  return s;
}

SuiteBaseline before(const std::vector<double>& values) {
  SuiteBaseline baseline;
  baseline.suite_id = "earlier";
  baseline.seed = 1;
  baseline.values[{"a09_miner", "picket", "detected within 125 min: at least 80 %"}] = values;
  return baseline;
}

TEST(SuiteBaseline, reads_what_a_suite_wrote) {
  const SuiteResult s = test::made_suite();
  const auto baseline = read_suite_baseline(suite_result_json(s));
  ASSERT_TRUE(baseline.ok());
  EXPECT_EQ(baseline.value().suite_id, "made-s1-00000000");
  EXPECT_EQ(baseline.value().seed, 1U);
  EXPECT_EQ(baseline.value().values.at({"a09_miner", "g2_linux", "detected within 125 min: at least 80 %"}), (std::vector<double>{0.25, 0.25}));
  EXPECT_FALSE(read_suite_baseline("{}").ok());
  EXPECT_FALSE(read_suite_baseline("no json").ok());
  EXPECT_FALSE(read_suite_baseline(R"({"suite_id": 3})").ok());
}

// Differences -0.5, -0.25, -0.25, -0.5, -0.5: mean -0.4, s = sqrt(0.075 / 4), t = -0.4 / (s / sqrt(5)) = -6.532, 4 degrees.
TEST(SuiteBaseline, what_got_worse_fails_with_the_change) {
  SuiteResult s = now({0.5, 0.75, 0.75, 0.5, 0.5});
  compare_with_baseline(before({1, 1, 1, 1, 1}), s);
  const CheckResult& check = s.checks[0];
  EXPECT_EQ(check.verdict, Verdict::kFail);
  EXPECT_NEAR(check.change->value, -0.4, 1e-12);
  EXPECT_NEAR(check.p_worse, student_t_two_sided_p(-0.4 / std::sqrt(0.075 / 4 / 5), 4) / 2, 1e-12);
  EXPECT_THAT(check.why, HasSubstr("worse than earlier by -40 points ["));
}

TEST(SuiteBaseline, what_got_better_or_stayed_keeps_its_verdict) {
  SuiteResult better = now({1, 1, 0.75, 1, 1});
  compare_with_baseline(before({0.5, 0.25, 0.5, 0.5, 0.25}), better);
  EXPECT_EQ(better.checks[0].verdict, Verdict::kPass);
  EXPECT_GT(better.checks[0].change->value, 0);
  SuiteResult same = now({1, 1, 0.75, 1, 1});
  compare_with_baseline(before({1, 1, 0.75, 1, 1}), same);
  EXPECT_EQ(same.checks[0].verdict, Verdict::kPass);
  EXPECT_DOUBLE_EQ(same.checks[0].p_worse, 1);
  SuiteResult unclear = now({1, 0.5, 1, 1, 0.75});
  compare_with_baseline(before({1, 1, 0.75, 1, 1}), unclear);
  EXPECT_EQ(unclear.checks[0].verdict, Verdict::kPass);
}

TEST(SuiteBaseline, a_difference_that_never_varies_is_judged_by_its_sign_from_five_replications_on) {
  SuiteResult s = now({0, 0, 0, 0, 0});
  compare_with_baseline(before({1, 1, 1, 1, 1}), s);
  EXPECT_EQ(s.checks[0].verdict, Verdict::kFail);
  EXPECT_DOUBLE_EQ(s.checks[0].p_worse, 1 / 32.0);
  SuiteResult few = now({0, 0, 0, 0});
  compare_with_baseline(before({1, 1, 1, 1, 1}), few);
  EXPECT_EQ(few.checks[0].verdict, Verdict::kPass);
  EXPECT_DOUBLE_EQ(few.checks[0].change->value, -1);
  EXPECT_FALSE(few.checks[0].change->ci_low.has_value());
}

TEST(SuiteBaseline, what_the_baseline_does_not_have_is_not_compared) {
  SuiteResult s = now({0, 0, 0, 0, 0});
  SuiteBaseline other = before({});
  other.values[{"another", "picket", "x"}] = {1, 1, 1, 1, 1};
  compare_with_baseline(other, s);
  EXPECT_FALSE(s.checks[0].change.has_value());
  EXPECT_EQ(s.checks[0].verdict, Verdict::kPass);
}

TEST(SuiteBaselineDeathTest, another_seed_is_another_world) {
  SuiteBaseline other = before({1, 1});
  other.seed = 2;
  SuiteResult s = now({1, 1});
  EXPECT_DEATH(compare_with_baseline(other, s), "seeds");
}

}  // namespace
}  // namespace picket::sim
