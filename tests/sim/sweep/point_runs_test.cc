// Points are run once: after an interruption, by shards, and where two are the same scenario.

#include "sim/sweep/point_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "sim/experiment/study_merge.h"
#include "sim/sweep/sweep_json.h"
#include "sim/sweep/sweep_result.h"
#include "sim/sweep/sweep_tables.h"
#include "tests/sim/sweep/small_sweep.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;
namespace fs = std::filesystem;

class PointRunsTest : public test::SweepFiles {
 protected:
  PointRunsTest() : study_(study_of(request("tiny.yaml", {"fleet.kiosk.count=[2, 3]"}))), points_(points_of(study_)) {}
  PointRunSettings settings(const std::string& out, Shard shard = {}) const {
    PointRunSettings each;
    each.out_directory = file(out);
    each.study_id = "study";
    each.quiet = true;
    each.shard = shard;
    picket::test::add_rules(each.rules.texts, each.rules.names);
    return each;
  }
  Study study_;
  std::vector<SweepPoint> points_;
};

TEST_F(PointRunsTest, shards_that_are_merged_equal_the_whole_and_nothing_is_repeated) {
  const PointRunsOutcome whole = run_points(points_, 0, 2, settings("whole"));
  ASSERT_EQ(whole.exit_code, 0);
  EXPECT_EQ(whole.simulations, 4U);
  ASSERT_THAT(whole.points, SizeIs(2));
  for (const std::uint32_t i : {0U, 1U}) {
    const PointRunsOutcome part = run_points(points_, 0, 2, settings("part" + std::to_string(i), {i, 2}));
    EXPECT_EQ(part.exit_code, 0);
    EXPECT_EQ(part.simulations, 2U);
    EXPECT_TRUE(part.points.empty());
  }
  fs::copy(file("part1"), file("part0"), fs::copy_options::recursive | fs::copy_options::skip_existing);
  const PointRunsOutcome merged = run_points(points_, 0, 2, settings("part0"));
  EXPECT_EQ(merged.simulations, 0U);
  EXPECT_EQ(merged.found, 4U);
  ASSERT_THAT(merged.points, SizeIs(2));
  for (std::size_t p = 0; p < 2; ++p) {
    EXPECT_EQ(merged.points[p].result.digest, whole.points[p].result.digest);
    EXPECT_EQ(merged.points[p].replications, 2U);
  }
}

/// Everything that a sweep writes of its runs.
struct Written {
  std::string json;
  std::string measures;
  std::string points;
};

Written written(const Study& study, const std::vector<SweepPoint>& points, const PointRunsOutcome& runs) {
  const SweepResult result = sweep_result(study, points, runs);
  return {sweep_result_json(result), sweep_measures_csv(result), sweep_points_csv(result)};
}

// Fifteen points of two replications, as a whole and in four shards on four machines: sixty simulations in all.
TEST_F(PointRunsTest, four_shards_that_are_merged_write_what_the_whole_writes_to_the_byte) {
  StudyRequest wanted = request("tiny.yaml", {"policy.g2_linux.medium=30 min..240 min:15 min"});
  wanted.policies = {"g2_linux"};
  const Study study = study_of(wanted);
  const std::vector<SweepPoint> points = points_of(study);
  ASSERT_THAT(points, SizeIs(15));
  PointRunSettings how = settings("whole");
  how.threads = 8;  // each mostly waits for its children
  const PointRunsOutcome whole = run_points(points, 0, 2, how);
  ASSERT_EQ(whole.exit_code, 0);
  EXPECT_EQ(whole.simulations, 30U);
  std::vector<std::string> parts;
  std::uint32_t simulations = 0;
  for (std::uint32_t i = 0; i < 4; ++i) {
    PointRunSettings part = settings("part" + std::to_string(i), {i, 4});
    part.threads = 8;
    const PointRunsOutcome ran = run_points(points, 0, 2, part);
    EXPECT_EQ(ran.exit_code, 0);
    simulations += ran.simulations;
    parts.push_back(file("part" + std::to_string(i)));
  }
  EXPECT_EQ(simulations, 30U) << "none is left out, and none is run twice";
  const StudyMerge copied = merge_studies(file("all"), parts);
  EXPECT_TRUE(copied.problems.empty());
  EXPECT_EQ(copied.copied, 30U);
  const PointRunsOutcome merged = run_points(points, 0, 2, settings("all"));
  EXPECT_EQ(merged.simulations, 0U);
  const Written of_whole = written(study, points, whole);
  const Written of_parts = written(study, points, merged);
  EXPECT_GT(of_whole.measures.size(), 10'000U);
  EXPECT_EQ(of_parts.measures, of_whole.measures);
  EXPECT_EQ(of_parts.points, of_whole.points);
  EXPECT_EQ(of_parts.json, of_whole.json);
}

TEST_F(PointRunsTest, only_what_is_missing_is_simulated) {
  EXPECT_EQ(run_points(points_, 0, 1, settings("out")).simulations, 2U);
  const PointRunsOutcome more = run_points(points_, 0, 2, settings("out"));
  EXPECT_EQ(more.simulations, 2U);
  EXPECT_EQ(more.found, 2U);
  // As a kill leaves it: a run without its last file.
  fs::directory_iterator runs(file("out/study/runs"));
  fs::remove(runs->path() / "measures.json");
  const PointRunsOutcome again = run_points(points_, 0, 2, settings("out"));
  EXPECT_EQ(again.simulations, 1U);
  EXPECT_EQ(again.points[0].result.digest, more.points[0].result.digest);
  EXPECT_EQ(again.points[1].result.digest, more.points[1].result.digest);
}

TEST_F(PointRunsTest, measures_have_a_value_for_each_replication_and_misses_are_the_rest_of_detections) {
  std::size_t called = 0;
  PointRunSettings with = settings("out");
  with.on_lanes = [&](std::size_t, const std::vector<LaneResult>& lanes) {
    ++called;
    EXPECT_EQ(lanes.size(), 4U);
  };
  const PointRunsOutcome outcome = run_points(points_, 0, 2, with);
  EXPECT_EQ(called, 2U);
  ASSERT_THAT(outcome.points[0].measures, SizeIs(2));
  EXPECT_EQ(outcome.points[0].measures[0].first, "g2_linux");
  for (const auto& [policy, measures] : outcome.points[0].measures) {
    for (const Measure& measure : measures) EXPECT_EQ(measure.per_replication.size(), 2U) << measure.name;
  }
}

TEST_F(PointRunsTest, go_replication_by_replication_and_the_same_scenario_once) {
  std::vector<SweepPoint> points = points_;
  points.push_back(points.front());
  points.back().id = "p0003";
  EXPECT_THAT(runs_of(points, 0, 2, {}), ElementsAre(Pair(0, 0), Pair(1, 0), Pair(0, 1), Pair(1, 1)));
  EXPECT_THAT(runs_of(points, 5, 1, {}), ElementsAre(Pair(0, 5), Pair(1, 5)));
  EXPECT_THAT(runs_of(points, 0, 2, {1, 3}), ElementsAre(Pair(1, 0)));
  const PointRunsOutcome outcome = run_points(points, 0, 1, settings("out"));
  EXPECT_EQ(outcome.simulations, 2U);
  EXPECT_EQ(outcome.points[2].result.digest, outcome.points[0].result.digest);
}

}  // namespace
}  // namespace picket::sim
