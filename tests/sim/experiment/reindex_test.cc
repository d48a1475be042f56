// The index is made from run folders alone, and its values are those of the study's own result.

#include "sim/experiment/reindex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/experiment/study_list.h"
#include "sim/results/manifest.h"
#include "tests/sim/experiment/two_kiosks.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(Reindex, needs_the_run_folders_alone) {
  const TemporaryFolder folder;
  const Scenario scenario = test::two_kiosks();
  const StudyOutcome outcome = run_study(scenario, test::settings_for(scenario, folder.path()));
  ASSERT_EQ(outcome.exit_code, 0);
  for (const auto& entry : fs::directory_iterator(outcome.directory)) {
    if (entry.is_regular_file()) fs::remove(entry.path());
  }
  const Reindexed index = reindex(folder.path());
  EXPECT_THAT(index.left_out, ::testing::IsEmpty());
  ASSERT_EQ(index.rows.runs.size(), 4U);
  EXPECT_EQ(index.rows.runs.front().scenario, "kiosks");
  EXPECT_EQ(index.rows.runs.front().study, outcome.result.study_id);
  std::size_t compared = 0;
  for (const PolicyResult& policy : outcome.result.policies) {
    for (const Measure& measure : policy.measures) {
      if (measure.per_replication.size() != 2) continue;
      for (const IndexedMeasure& row : index.rows.measures) {
        if (row.policy != policy.policy || row.measure != measure.name) continue;
        const double value = measure.per_replication.at(row.replication);
        EXPECT_TRUE(row.value == value || (std::isnan(row.value) && std::isnan(value))) << row.measure;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 20U);
  EXPECT_EQ(compared, index.rows.measures.size());
  ASSERT_EQ(index.rows.verdicts.size(), outcome.result.verdict.size());
  for (std::size_t i = 0; i < index.rows.verdicts.size(); ++i) EXPECT_EQ(index.rows.verdicts[i].says, outcome.result.verdict[i]);
}

TEST(Reindex, takes_replications_that_every_policy_has_and_says_what_it_leaves_out) {
  const TemporaryFolder folder;
  const std::string study = test::run_two_kiosks(folder.path());
  const std::vector<std::string> runs = complete_runs(study);  // agentless r0, r1, raw r0, r1
  fs::remove(runs.back() + "/measures.json");
  std::ofstream(runs[2] + "/manifest.json") << "{}";
  const Reindexed index = reindex(folder.path());
  EXPECT_EQ(index.rows.runs.size(), 2U);
  EXPECT_TRUE(index.rows.measures.empty());
  ASSERT_EQ(index.left_out.size(), 2U);
  EXPECT_THAT(index.left_out[0], HasSubstr("manifest"));
  EXPECT_THAT(index.left_out[1], HasSubstr("no replication has a run of every policy"));
}

// As two programs leave it in a shared folder: the second replication is of another commit.
TEST(Reindex, keeps_runs_of_several_versions_apart_and_says_so) {
  const TemporaryFolder folder;
  const std::string study = test::run_two_kiosks(folder.path());
  const std::string commit = this_build().commit;
  for (const std::string& run : complete_runs(study)) {
    if (run.find("-r1-") == std::string::npos) continue;
    std::string manifest = content_of(run + "/manifest.json");
    const std::size_t at = manifest.find(commit);
    ASSERT_NE(at, std::string::npos);
    std::ofstream(run + "/manifest.json") << manifest.replace(at, commit.size(), "elder");
  }
  const Reindexed index = reindex(folder.path());
  ASSERT_EQ(index.mixed.size(), 1U);
  EXPECT_THAT(index.mixed.front(), HasSubstr("runs are of several versions of the program, and stay apart: "));
  EXPECT_THAT(index.mixed.front(), HasSubstr("2 of " + this_build().version + " (elder)"));
  EXPECT_THAT(index.mixed.front(), HasSubstr("2 of " + this_build().version + " (" + commit + ")"));
  std::set<std::string> studies;
  for (const IndexedMeasure& row : index.rows.measures) studies.insert(row.study.substr(row.study.find('#')));
  EXPECT_EQ(studies, (std::set<std::string>{"#1", "#2"}));
}

}  // namespace
}  // namespace picket::sim
