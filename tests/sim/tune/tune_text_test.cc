#include "sim/tune/tune_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/tune/made_result.h"

namespace picket::sim {
namespace {

using testing::HasSubstr;

TEST(TuneText, answers_first_and_then_says_what_it_rests_on) {
  const std::string text = tune_text(test::made_result(), "out/made", {});
  EXPECT_THAT(text, HasSubstr("A made tune\n\nPASS: p00"));
  EXPECT_THAT(text, HasSubstr("It keeps at 95 % confidence: detected_by_deadline at least 0.95"));
  EXPECT_THAT(text, HasSubstr("certified on fresh random numbers"));
  EXPECT_THAT(text, HasSubstr("front of the search"));
  EXPECT_THAT(text, HasSubstr("may change: policy.own.x in log(1 s..10 s), as it stands 5 s"));
  EXPECT_THAT(text, HasSubstr("200 fresh replications each (from number 1000000)"));
  EXPECT_THAT(text, HasSubstr("results: out/made"));
}

TEST(TuneText, an_open_answer_says_how_to_close_it) {
  TunePlan plan = test::two_measures();
  plan.section.certification.replications = 40;
  const std::string text = tune_text(test::made_result(plan), "out/made", {});
  EXPECT_THAT(text, HasSubstr("INCONCLUSIVE: no candidate is certified"));
  EXPECT_THAT(text, HasSubstr("more runs are missing"));
  EXPECT_THAT(text, HasSubstr("tune.certification.first_replication=2000000"));
}

TEST(TuneText, a_plan_counts_its_runs) {
  TuneResult result;
  result.name = "made";
  result.plan = test::two_measures();
  result.devices = 10;
  const std::string text = tune_plan_text(result, {});
  EXPECT_THAT(text, HasSubstr("made: tunes own, against other"));
  EXPECT_THAT(text, HasSubstr("85 simulations: 16 policies x 5 replications, and the reference"));
  EXPECT_THAT(text, HasSubstr("nothing was run"));
}

}  // namespace
}  // namespace picket::sim
