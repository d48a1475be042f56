// Runs of several folders become one study: each once, checked by digest, with the result of a study that ran in one place.

#include "sim/experiment/study_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/experiment/study_list.h"
#include "tests/sim/experiment/two_kiosks.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(StudyMerge, of_two_parts_equals_the_study_that_ran_in_one_place) {
  const TemporaryFolder folder;
  const std::string whole = test::run_two_kiosks(folder.file("whole"));
  const std::string first = test::run_two_kiosks(folder.file("a"), {0, 2});
  test::run_two_kiosks(folder.file("b"), {1, 2});
  // An out folder and a study by itself.
  const StudyMerge merged = merge_studies(folder.file("all"), {first, folder.file("b")});
  EXPECT_THAT(merged.problems, ::testing::IsEmpty());
  EXPECT_EQ(merged.copied, 4U);
  EXPECT_EQ(merged.there, 0U);
  const StudyMerge again = merge_studies(folder.file("all"), {folder.file("a"), folder.file("b"), folder.file("whole")});
  EXPECT_EQ(again.copied, 0U);
  EXPECT_EQ(again.there, 8U);

  const std::string all = folder.file("all") + "/" + fs::path(whole).filename().string();
  const auto before = fs::last_write_time(complete_runs(all).front() + "/measures.json");
  EXPECT_EQ(test::run_two_kiosks(folder.file("all")), all);
  EXPECT_EQ(fs::last_write_time(complete_runs(all).front() + "/measures.json"), before);  // nothing is simulated again
  EXPECT_EQ(content_of(all + "/measures.csv"), content_of(whole + "/measures.csv"));
}

TEST(StudyMerge, of_runs_that_differ_names_both_and_copies_nothing) {
  const TemporaryFolder folder;
  test::run_two_kiosks(folder.file("a"), {0, 2});
  fs::copy(folder.file("a"), folder.file("b"), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  test::run_two_kiosks(folder.file("b"), {1, 2});
  const std::string study = folders_with_runs(folder.file("b")).front();
  const std::string run = complete_runs(folder.file("b") + "/" + study).front();
  std::string manifest = content_of(run + "/manifest.json");
  const std::size_t at = manifest.find("\"digest\": \"");
  ASSERT_NE(at, std::string::npos);
  manifest.replace(at + 11, 4, "xxxx");
  std::ofstream(run + "/manifest.json") << manifest;
  const StudyMerge merged = merge_studies(folder.file("a"), {folder.file("b")});
  ASSERT_EQ(merged.problems.size(), 1U);
  EXPECT_THAT(merged.problems.front(), HasSubstr(run));
  EXPECT_THAT(merged.problems.front(), HasSubstr(folder.file("a") + "/" + study));
  EXPECT_THAT(merged.problems.front(), HasSubstr("digest xxxx"));
  EXPECT_EQ(merged.copied, 0U);
  EXPECT_EQ(complete_runs(folder.file("a") + "/" + study).size(), 2U);
}

TEST(StudyMerge, leaves_out_what_is_incomplete_and_names_folders_without_runs) {
  const TemporaryFolder folder;
  const std::string study = test::run_two_kiosks(folder.file("a"), {0, 2});
  fs::remove(complete_runs(study).front() + "/measures.json");
  const StudyMerge merged = merge_studies(folder.file("all"), {folder.file("a")});
  EXPECT_EQ(merged.copied, 1U);
  EXPECT_EQ(merged.incomplete, 1U);
  fs::create_directories(folder.file("empty"));
  EXPECT_THAT(merge_studies(folder.file("all"), {folder.file("empty")}).problems.front(), HasSubstr("holds no runs"));
}

}  // namespace
}  // namespace picket::sim
