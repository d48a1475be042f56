// What lies in a folder of results.

#include "sim/experiment/study_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/sim/experiment/two_kiosks.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

TEST(StudyList, names_each_study_with_what_is_there_of_it) {
  const TemporaryFolder folder;
  const std::string whole = test::run_two_kiosks(folder.path());
  test::run_two_kiosks(folder.file("deeper"), {1, 2}, "9");
  const std::vector<ListedStudy> studies = list_studies(folder.path());
  ASSERT_EQ(studies.size(), 2U);  // `latest` is a link
  const ListedStudy& part = studies[0];
  EXPECT_TRUE(part.folder.starts_with("deeper/kiosks-s9-")) << part.folder;
  EXPECT_EQ(part.seed.value(), 9U);
  EXPECT_EQ(part.replications, 1U);
  EXPECT_EQ(part.runs, 2U);
  EXPECT_EQ(part.state, "partial: shards are running");
  const ListedStudy& all = studies[1];
  EXPECT_EQ(all.folder, fs::path(whole).filename().string());
  EXPECT_EQ(all.name, "kiosks");
  EXPECT_EQ(all.replications, 2U);
  EXPECT_EQ(all.runs, 4U);
  EXPECT_EQ(all.state, "complete");
  EXPECT_LT(all.age_seconds, 600);
  EXPECT_GT(all.bytes, 10'000U);
  EXPECT_EQ(folders_with_runs(whole), std::vector<std::string>{"."});
}

TEST(StudyList, tells_what_runs_from_what_was_stopped) {
  const TemporaryFolder folder;
  fs::create_directories(folder.file("one/runs/raw-r0-aa"));
  std::ofstream(folder.file("one/partial")) << "running";
  EXPECT_EQ(list_studies(folder.path()).front().state, "stopped");
  EXPECT_EQ(list_studies(folder.path()).front().runs, 0U);
  ClaimFolder claims(folder.file("one/claims"));
  ASSERT_EQ(claims.take("r0-aa"), ClaimState::kOurs);
  EXPECT_EQ(list_studies(folder.path()).front().state, "running");
}

TEST(StudyList, a_result_of_any_command_is_complete) {
  const TemporaryFolder folder;
  for (const char* name : {"result.json", "sweep.json", "tune.json"}) {
    const std::string study = folder.file(name) + "_study";
    fs::create_directories(study + "/runs");
    std::ofstream(study + "/" + name) << "{}";
  }
  const std::vector<ListedStudy> studies = list_studies(folder.path());
  ASSERT_EQ(studies.size(), 3U);
  for (const ListedStudy& study : studies) EXPECT_EQ(study.state, "complete") << study.folder;
}

TEST(StudyList, takes_what_it_cannot_read_as_it_is) {
  const TemporaryFolder folder;
  fs::create_directories(folder.file("odd/runs/raw-r0-aa"));
  std::ofstream(folder.file("odd/runs/raw-r0-aa/manifest.json")) << "\xff{";
  std::ofstream(folder.file("odd/runs/raw-r0-aa/measures.json")) << "";
  const ListedStudy odd = list_studies(folder.path()).front();
  EXPECT_EQ(odd.runs, 1U);
  EXPECT_EQ(odd.replications, 0U);
  EXPECT_FALSE(odd.seed);
  EXPECT_EQ(odd.state, "no result");
  EXPECT_TRUE(list_studies(folder.file("none")).empty());
}

}  // namespace
}  // namespace picket::sim
