#include "sim/tune/certification.h"

#include <gtest/gtest.h>

#include "tests/sim/tune/synthetic_evaluator.h"

namespace picket::sim {
namespace {

/// A search that tried policies of given truths: point i has its first coordinate at i.
struct Given {
  TunePlan plan = test::two_measures();
  std::vector<test::Truth> truths;
  std::uint32_t units = 1;

  test::SyntheticEvaluator evaluator(std::uint64_t seed, test::Truth reference = {5, 0.9}) const {
    return {[all = truths](const std::vector<double>& at) { return all[static_cast<std::size_t>(at[0])]; }, reference, seed, units};
  }
  SearchOutcome search(test::SyntheticEvaluator& evaluator) const {
    SearchOutcome out;
    out.reference = evaluator.evaluate_reference({0, 5}).samples.front();
    for (std::size_t i = 0; i < truths.size(); ++i) {
      TriedPoint tried;
      tried.point = {point_id(i), {static_cast<double>(i), 0.0}, false};
      tried.sample = evaluator.evaluate({tried.point}, {0, 5}).samples.front();
      out.points.push_back(std::move(tried));
    }
    return out;
  }
  CertificationOutcome certify_all(std::uint64_t seed, test::Truth reference = {5, 0.9}) const {
    test::SyntheticEvaluator of_seed = evaluator(seed, reference);
    const SearchOutcome searched = search(of_seed);
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < truths.size(); ++i) candidates.push_back(i);
    return certify(plan, searched, candidates, of_seed);
  }
};

TEST(Certification, a_good_policy_passes_and_a_bad_one_fails) {
  Given given;
  given.truths = {{1, 0.5}, {3, 0.9999}};
  const CertificationOutcome outcome = given.certify_all(1);
  ASSERT_EQ(outcome.points.size(), 2U);
  EXPECT_EQ(outcome.points[0].verdict, Verdict::kFail);
  EXPECT_EQ(outcome.points[1].verdict, Verdict::kPass);
  EXPECT_EQ(outcome.points[1].runs_missing.value(), 0U);
  EXPECT_EQ(outcome.cheapest.value(), 1U);
}

TEST(Certification, an_undecided_policy_says_how_many_runs_are_missing) {
  Given given;
  given.plan.section.certification.replications = 30;
  given.truths = {{1, 0.9999}};
  const CertificationOutcome outcome = given.certify_all(1);
  EXPECT_EQ(outcome.points[0].verdict, Verdict::kInconclusive);
  // 59 without a miss prove 0.95 of one candidate.
  EXPECT_EQ(outcome.points[0].runs_missing.value(), 29U);
  EXPECT_NE(outcome.points[0].says.find("about 29 more runs"), std::string::npos) << outcome.points[0].says;
  EXPECT_FALSE(outcome.cheapest.has_value());
}

// Five policies that are truly below the bound, tried together: at most 5 % of certifications let any of them pass. 200
// repetitions: 0.05 and three standard errors are 0.096.
TEST(Certification, policies_below_the_bound_seldom_pass) {
  for (const Multiplicity how : {Multiplicity::kHolm, Multiplicity::kFixedSequence}) {
    Given given;
    given.plan.section.certification.multiplicity = how;
    given.truths = {{1, 0.949}, {2, 0.949}, {3, 0.949}, {4, 0.949}, {5, 0.949}};
    int wrong = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) wrong += given.certify_all(seed).cheapest ? 1 : 0;
    EXPECT_LE(wrong, 19) << "seeds 1 to 200";
  }
}

TEST(Certification, a_fixed_sequence_ends_with_the_first_that_does_not_pass) {
  Given given;
  given.plan.section.certification.multiplicity = Multiplicity::kFixedSequence;
  // From the dearest, the last, down: it does not pass, so neither does the good one before it.
  given.truths = {{1, 0.9999}, {2, 0.9}};
  const CertificationOutcome outcome = given.certify_all(1);
  EXPECT_EQ(outcome.points[0].verdict, Verdict::kInconclusive);
  EXPECT_FALSE(outcome.cheapest.has_value());
  EXPECT_NE(outcome.points[0].says.find("before it did not pass"), std::string::npos) << outcome.points[0].says;
}

TEST(Certification, every_constraint_counts) {
  Given given;
  TuneSection section = given.plan.section;
  TuneConstraint cheaper;
  cheaper.measure = "cost_usd_per_month";
  cheaper.at_most_of = "other";
  section.constraints.push_back(cheaper);
  const TunePlan one = given.plan;
  given.plan = plan_of(section);
  given.plan.variables = one.variables;
  // Both are detected; the reference costs 5.
  given.truths = {{4, 0.9999}, {6, 0.9999}};
  const CertificationOutcome outcome = given.certify_all(1);
  EXPECT_EQ(outcome.points[0].verdict, Verdict::kPass);
  EXPECT_EQ(outcome.points[1].verdict, Verdict::kFail);
  EXPECT_EQ(outcome.points[1].constraints[0].verdict, Verdict::kPass);
  EXPECT_EQ(outcome.points[1].constraints[1].verdict, Verdict::kFail);
}

TEST(Certification, dominance_is_better_in_every_objective) {
  Given given;
  given.plan = test::two_measures(false);
  given.truths = {{3, 0.99}, {3, 0.5}, {6, 0.99}};
  const CertificationOutcome outcome = given.certify_all(1, {5, 0.7});
  EXPECT_TRUE(outcome.points[0].dominance->dominates) << outcome.points[0].says;
  EXPECT_EQ(outcome.points[0].verdict, Verdict::kPass);
  EXPECT_FALSE(outcome.points[1].dominance->dominates);
  EXPECT_NE(outcome.points[1].says.find("worse in detected_by_deadline"), std::string::npos) << outcome.points[1].says;
  EXPECT_FALSE(outcome.points[2].dominance->dominates);
}

// Two of five policies are as the reference in truth: by chance none of them is called dominant too often.
TEST(Certification, equals_seldom_dominate) {
  Given given;
  given.plan = test::two_measures(false);
  given.plan.section.certification.replications = 30;
  given.plan.objectives.pop_back();
  given.truths = {{5, 0.9}, {5.0001, 0.9}};
  int wrong = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) wrong += given.certify_all(seed, {5, 0.9}).cheapest ? 1 : 0;
  EXPECT_EQ(wrong, 0) << "noise is common to all, so the differences have the sign of the truth";
}

// A false-alert budget against the reference with no alert on either side: 200 replications of a device-day are 200, and 0.01 more than
// the reference takes 3.1 / 0.01 = 311 of them. A sign test of values that do not vary would pass it.
TEST(Certification, a_rate_without_events_on_either_side_does_not_pass_for_that) {
  Given given;
  TuneSection section = given.plan.section;
  TuneConstraint alerts;
  alerts.measure = "false_alerts_per_device_day";
  alerts.at_most_of = "other";
  alerts.margin = 0.01;
  section.constraints = {alerts};
  section.objectives = {{.measure = "cost_usd_per_month"}};
  const std::vector<SearchVariable> variables = given.plan.variables;
  given.plan = plan_of(section);
  given.plan.variables = variables;
  given.truths = {{1, 0}};  // what detects in `Given` is here the rate of one device-day
  const CertificationOutcome outcome = given.certify_all(1, {5, 0});
  EXPECT_EQ(outcome.points[0].verdict, Verdict::kInconclusive) << outcome.points[0].says;
  EXPECT_EQ(outcome.points[0].runs_missing.value(), 111U) << outcome.points[0].says;
}

TEST(Certification, fresh_replications_are_those_of_the_plan) {
  Given given;
  given.truths = {{1, 0.7}};
  test::SyntheticEvaluator of_seed = given.evaluator(4);
  const SearchOutcome searched = given.search(of_seed);
  const CertificationOutcome outcome = certify(given.plan, searched, {0}, of_seed);
  const PointSample fresh = of_seed.sample({1, 0.7}, {1'000'000, test::kFresh});
  EXPECT_EQ(outcome.points[0].sample[0].values, fresh[0].values);
}

}  // namespace
}  // namespace picket::sim
