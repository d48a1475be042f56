#include "sim/results/run_directory.h"

#include <set>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

TEST(RunDirectory, lays_out_a_study_and_its_runs) {
  const TemporaryFolder folder;
  const auto study = StudyDirectory::create(folder.file("out"), "mirai-1");
  ASSERT_TRUE(study.ok());
  EXPECT_FALSE(study.value().write("study.json", "{}"));
  const auto run = study.value().run("raw-r0-0123456789abcdef");
  ASSERT_TRUE(run.ok());
  EXPECT_FALSE(run.value().write("manifest.json", "{}"));
  EXPECT_TRUE(fs::exists(folder.file("out/mirai-1/study.json")));
  EXPECT_TRUE(fs::exists(folder.file("out/mirai-1/runs/raw-r0-0123456789abcdef/manifest.json")));
}

TEST(RunDirectory, points_latest_at_the_newest_study) {
  const TemporaryFolder folder;
  for (const char* id : {"first", "second"}) {
    const auto study = StudyDirectory::create(folder.path(), id);
    ASSERT_TRUE(study.ok());
    EXPECT_FALSE(study.value().point_latest());
    EXPECT_EQ(fs::read_symlink(folder.file("latest")), id);
  }
  EXPECT_EQ(files_in(folder.path()), 3U);
}

TEST(RunDirectory, leaves_a_folder_named_latest_alone) {
  const TemporaryFolder folder;
  fs::create_directory(folder.file("latest"));
  const auto study = StudyDirectory::create(folder.path(), "a");
  const auto error = study.value().point_latest();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, "exists and is no symbolic link");
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(folder.file("latest"))));
}

TEST(RunDirectory, reports_a_place_where_nothing_can_be_made) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("file")) << "x";
  const auto study = StudyDirectory::create(folder.file("file"), "a");
  ASSERT_FALSE(study.ok());
  EXPECT_EQ(study.error().path, folder.file("file/a/runs"));
}

TEST(RunDirectory, marks_a_partial_study) {
  const TemporaryFolder folder;
  const auto study = StudyDirectory::create(folder.path(), "a");
  EXPECT_FALSE(study.value().is_partial());
  EXPECT_FALSE(study.value().mark_partial("disk full"));
  EXPECT_TRUE(study.value().is_partial());
  EXPECT_EQ(content_of(study.value().file("partial")), "disk full");
  study.value().clear_partial();
  EXPECT_FALSE(study.value().is_partial());
}

TEST(RunDirectory, makes_names_safe) {
  EXPECT_EQ(safe_name("Grand Policy/1"), "Grand_Policy_1");
  EXPECT_EQ(safe_name("../x"), "_._x");
  EXPECT_EQ(safe_name(""), "_");
  EXPECT_TRUE(is_safe_name("g2_default-r0"));
  EXPECT_FALSE(is_safe_name(""));
  EXPECT_FALSE(is_safe_name(".."));
  EXPECT_FALSE(is_safe_name("a/b"));
  EXPECT_FALSE(is_safe_name(std::string(129, 'a')));
  EXPECT_TRUE(is_safe_name(safe_name(std::string(500, '/'))));
}

TEST(RunDirectory, a_key_names_everything_that_decides_the_result) {
  const std::set<std::string> keys{run_key("scenario", "raw", 1, 0, "1"),  run_key("scenario ", "raw", 1, 0, "1"),
                                   run_key("scenario", "raw2", 1, 0, "1"), run_key("scenario", "raw", 2, 0, "1"),
                                   run_key("scenario", "raw", 1, 1, "1"),  run_key("scenario", "raw", 1, 0, "2")};
  EXPECT_EQ(keys.size(), 6U);
  EXPECT_EQ(run_key("s", "my policy", 1, 3, "1").substr(0, 13), "my_policy-r3-");
  EXPECT_TRUE(is_safe_name(run_key("s", std::string(200, '?'), 1, 3, "1")));
}

}  // namespace
}  // namespace picket::sim
