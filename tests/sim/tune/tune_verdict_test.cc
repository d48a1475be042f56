#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/tune/made_result.h"

namespace picket::sim {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The one candidate is undecided, and so many runs are missing.
TuneResult undecided(std::uint32_t missing, std::uint32_t replications, std::uint32_t first) {
  TunePlan plan = test::two_measures();
  plan.section.certification.replications = 40;
  TuneResult result = test::made_result(plan);
  result.plan.section.certification.replications = replications;
  result.plan.section.certification.first_replication = first;
  CertificationOutcome& certification = result.outcome.certification;
  certification.points.resize(1);
  certification.points[0].verdict = Verdict::kInconclusive;
  certification.points[0].runs_missing = missing;
  certification.cheapest.reset();
  return result;
}

TEST(TuneVerdict, what_is_missing_is_asked_for_with_other_replications) {
  const std::string first = tune_verdict(undecided(90, 60, 1'000'000)).front();
  EXPECT_THAT(first, AllOf(HasSubstr("INCONCLUSIVE"), HasSubstr("about 90 more runs"), HasSubstr("tune.certification.replications=150"),
                           HasSubstr("tune.certification.first_replication=2000000")));
}

// 4,000,000,000 is the last that can be asked for: beyond it the suggestion would be refused.
TEST(TuneVerdict, what_it_asks_for_can_be_asked_for) {
  EXPECT_THAT(tune_verdict(undecided(90, 60, 3'999'500'000)).front(), HasSubstr("first_replication=3998500000"));
  EXPECT_EQ(fresh_first_replication({.first_replication = 3'999'000'000}), 4'000'000'000);
  EXPECT_EQ(fresh_first_replication({.first_replication = 100'000}), 1'100'000U);
  const std::string too_many = tune_verdict(undecided(200'000, 60, 1'000'000)).front();
  EXPECT_THAT(too_many, AllOf(HasSubstr("about 200000 more runs"), HasSubstr("has 100000 at most"), Not(HasSubstr("--set"))));
}

TEST(TuneVerdict, failed_and_hopeless_are_told_apart) {
  TuneResult result = undecided(0, 60, 1'000'000);
  result.outcome.certification.points[0].runs_missing.reset();
  EXPECT_THAT(tune_verdict(result).front(), HasSubstr("none would be by more runs at the means seen"));
  result.outcome.certification.points[0].verdict = Verdict::kFail;
  EXPECT_THAT(tune_verdict(result).front(), StartsWith("FAIL: no candidate keeps the constraints"));
}

TEST(TuneVerdict, a_pass_names_the_policy_its_value_and_what_it_keeps) {
  const TuneResult result = test::made_result();
  ASSERT_TRUE(result.outcome.certification.cheapest.has_value());
  const std::vector<std::string> all = tune_verdict(result);
  EXPECT_THAT(all.front(), AllOf(StartsWith("PASS: p00"), HasSubstr("is the best certified policy by cost_usd_per_month"), HasSubstr("other has"),
                                 HasSubstr("It keeps at 95 % confidence: detected_by_deadline at least 0.95.")));
  EXPECT_THAT(all, Contains(HasSubstr("16 policies were tried, 16 of them possible")));
}

TEST(TuneVerdict, without_certification_it_says_so) {
  TunePlan plan = test::two_measures();
  plan.section.certification.candidates = 0;
  EXPECT_THAT(tune_verdict(test::made_result(plan)), Contains(HasSubstr("Nothing was certified: the front is an estimate")));
}

TEST(TuneVerdict, methods_name_the_family_of_claims_and_the_sequence) {
  EXPECT_THAT(tune_methods(test::made_result()), AllOf(HasSubstr("one family, by closed testing"), HasSubstr("replications 0 to 4"), HasSubstr("seed 3")));
  TunePlan plan = test::two_measures();
  plan.section.certification.multiplicity = Multiplicity::kFixedSequence;
  EXPECT_THAT(tune_methods(test::made_result(plan)), HasSubstr("fixed sequence"));
}

}  // namespace
}  // namespace picket::sim
