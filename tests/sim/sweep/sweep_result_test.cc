#include "sim/sweep/sweep_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/sweep/small_sweep.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

class SweepResults : public test::SweepFiles {};

PointRunsOutcome runs_with(std::vector<std::vector<std::string>> warnings) {
  PointRunsOutcome runs;
  for (std::vector<std::string>& of_point : warnings) {
    PointRuns point;
    point.replications = 2;
    point.result.warnings = std::move(of_point);
    runs.points.push_back(std::move(point));
  }
  return runs;
}

TEST_F(SweepResults, warnings_that_differ_in_numbers_alone_are_told_once) {
  const Study study = study_of(request("tiny.yaml", {"policy.g2_linux.medium=[30 min, 60 min, 90 min]", "policies=[{use: g2_linux}]"}));
  const auto points = points_of(study);
  ASSERT_EQ(points.size(), 3U);
  const SweepResult result = sweep_result(study, points, runs_with({{"7 peers were lost.", "alone"}, {"12 peers were lost."}, {"3 peers were lost.", "both 1"}}));
  EXPECT_THAT(result.warnings, ElementsAre("7 peers were lost. So it is at all points.", "alone", "both 1"));
  const SweepResult two = sweep_result(study, points, runs_with({{"7 lost."}, {"8 lost."}, {}}));
  EXPECT_THAT(two.warnings, ElementsAre("7 lost. So it is at 1 more point."));
}

TEST_F(SweepResults, says_what_varied_and_which_points_rest_on_less) {
  const Study study = study_of(request("tiny.yaml", {"policy.g2_linux.medium=[60 min, 30 min]", "policies=[{use: g2_linux}]"}));
  PointRunsOutcome runs = runs_with({{}, {}});
  runs.points[1].replications = 1;
  runs.points[1].failure = "replication 1 ended with signal 9 (Killed)";
  const SweepResult result = sweep_result(study, points_of(study), runs);
  ASSERT_EQ(result.parameters.size(), 1U);
  EXPECT_EQ(result.parameters[0].unit, "s");
  EXPECT_THAT(result.parameters[0].levels, ElementsAre("30 min", "60 min"));
  EXPECT_EQ(result.devices, 2U);
  EXPECT_EQ(result.points[1].replications, 1U);
  EXPECT_THAT(result.warnings, ElementsAre("Point p0002 rests on 1 of 2 replications: replication 1 ended with signal 9 (Killed)."));
}

}  // namespace
}  // namespace picket::sim
