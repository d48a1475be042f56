#include "sim/results/atomic_file.h"

#include "sim/results/manifest.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

TEST(AtomicFile, replaces_the_whole_file_and_leaves_nothing_behind) {
  const TemporaryFolder folder;
  EXPECT_FALSE(write_file(folder.file("a.txt"), "a longer first text"));
  EXPECT_FALSE(write_file(folder.file("a.txt"), "second"));
  EXPECT_EQ(content_of(folder.file("a.txt")), "second");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(AtomicFile, reports_a_folder_that_does_not_exist) {
  const TemporaryFolder folder;
  const auto error = write_file(folder.file("none/a.txt"), "x");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->text(), folder.file("none/a.txt") + ": No such file or directory");
}

TEST(AtomicFile, keeps_the_old_content_when_it_cannot_write) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("taken"));  // a folder cannot be replaced by a file
  std::ofstream(folder.file("taken/inside")) << "old";
  EXPECT_TRUE(write_file(folder.file("taken"), "x"));
  EXPECT_EQ(content_of(folder.file("taken/inside")), "old");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(AtomicFile, puts_nothing_in_the_place_of_a_device) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/dev/null", folder.file("null"));
  const auto error = write_file(folder.file("null"), "x");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, "Not a regular file");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("null")));
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(AtomicFile, reports_a_full_disk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  const TemporaryFolder folder;
  // The temporary name is known, so it can be made to lead to a device that is always full.
  std::filesystem::create_symlink("/dev/full", folder.file("a.txt.tmp." + this_host().name + "." + std::to_string(::getpid())));
  const auto error = write_file(folder.file("a.txt"), "x");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, "No space left on device");
  EXPECT_EQ(error->error_number, ENOSPC);
  EXPECT_EQ(files_in(folder.path()), 0U);
}

}  // namespace
}  // namespace picket::sim
