// Policies are evaluated by simulations of a fleet of two, which are kept and not repeated.

#include "sim/tune/simulation_evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/tune/tune_checks.h"
#include "tests/sim/sweep/small_sweep.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class SimulationEvaluatorTest : public test::SweepFiles {
 protected:
  SimulationEvaluatorTest() {
    StudyRequest wanted = request("tiny.yaml", {"fleet.kiosk.count=2..8:2"});
    wanted.for_search = true;
    wanted.constraints = {"fleet.kiosk.count <= 4"};
    study_ = study_of(wanted);
    TuneSection section;
    section.policy = "raw";
    section.reference = "g2_linux";
    section.objectives = {{.measure = "cost_usd_per_month"}, {.measure = "uplink_bytes_per_device_day"}};
    plan_ = plan_of(section);
    plan_.variables = search_variables(*study_);
  }
  SimulationEvaluator evaluator() const {
    PointRunSettings settings;
    settings.out_directory = file("out");
    settings.study_id = "study";
    settings.quiet = true;
    picket::test::add_rules(settings.rules.texts, settings.rules.names);
    return {*study_, plan_, {}, settings};
  }

  std::optional<Study> study_;
  TunePlan plan_;
  const TunePoint two_{"p0001", {0.1}, false};
  const TunePoint four_{"p0002", {0.4}, false};
};

TEST_F(SimulationEvaluatorTest, a_replication_runs_once_whoever_asks) {
  SimulationEvaluator first = evaluator();
  const EvaluationBatch batch = first.evaluate({two_, four_}, {0, 1});
  ASSERT_THAT(batch.samples, SizeIs(2));
  ASSERT_TRUE(batch.samples[0] && batch.samples[1]) << batch.failure;
  EXPECT_EQ(first.simulations(), 2U);
  EXPECT_THAT((*batch.samples[0])[0].values, SizeIs(1));
  EXPECT_GT((*batch.samples[0])[1].values[0], 0);
  EXPECT_THAT(first.prepared("p0002")->scenario.policies, SizeIs(1));
  EXPECT_EQ(first.prepared("p0002")->scenario.fleet[0].count, 4U);

  SimulationEvaluator second = evaluator();
  const EvaluationBatch more = second.evaluate({two_}, {0, 2});
  ASSERT_TRUE(more.samples[0]) << more.failure;
  EXPECT_EQ(second.simulations(), 1U);
  EXPECT_EQ(second.found(), 1U);
  EXPECT_EQ((*more.samples[0])[1].values[0], (*batch.samples[0])[1].values[0]);
}

TEST_F(SimulationEvaluatorTest, the_reference_is_run_as_it_stands) {
  SimulationEvaluator own = evaluator();
  const EvaluationBatch batch = own.evaluate_reference({0, 1});
  ASSERT_THAT(batch.samples, SizeIs(1));
  ASSERT_TRUE(batch.samples[0]) << batch.failure;
  // The tuned policy has no such share of the bytes: it sends what it sees as it is.
  const EvaluationBatch tuned = own.evaluate({two_}, {0, 1});
  ASSERT_TRUE(tuned.samples[0]) << tuned.failure;
  EXPECT_NE((*batch.samples[0])[1].values[0], (*tuned.samples[0])[1].values[0]);
}

// Levels 2, 4, 6 and 8, of which the constraint leaves two: the rest is not run, and the search is told before it asks.
TEST_F(SimulationEvaluatorTest, what_the_study_does_not_allow_is_known_before_a_run) {
  SimulationEvaluator own = evaluator();
  EXPECT_TRUE(own.allows({0.1}));
  EXPECT_TRUE(own.allows({0.4}));
  EXPECT_FALSE(own.allows({0.6}));
  EXPECT_FALSE(own.allows({0.9}));
  const EvaluationBatch batch = own.evaluate({TunePoint{"p0003", {0.9}, false}}, {0, 1});
  ASSERT_THAT(batch.samples, SizeIs(1));
  EXPECT_FALSE(batch.samples[0].has_value());
  EXPECT_THAT(own.problem_of("p0003"), HasSubstr("a constraint of the study"));
  EXPECT_EQ(own.simulations(), 0U);
  EXPECT_EQ(own.prepared("p0003"), nullptr);
}

}  // namespace
}  // namespace picket::sim
