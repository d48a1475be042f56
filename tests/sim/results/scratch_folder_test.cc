#include "sim/results/scratch_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::StartsWith;
namespace fs = std::filesystem;

TEST(ScratchFolder, is_made_below_its_parent_and_removed_with_what_it_holds) {
  const TemporaryFolder folder;
  const fs::path parent = fs::path(folder.path()) / "out" / "deep";
  std::string path;
  {
    const ScratchFolder scratch(parent, ".calibration-");
    const ScratchFolder another(parent, ".calibration-");
    path = scratch.path();
    EXPECT_NE(path, another.path());
    EXPECT_THAT(path, StartsWith((parent / ".calibration-").string()));
    EXPECT_TRUE(fs::is_directory(path));
    fs::create_directories(fs::path(path) / "below");
    std::ofstream(fs::path(path) / "below" / "file") << "x";
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(fs::is_empty(parent));
}

TEST(ScratchFolder, that_cannot_be_made_says_why) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("file")) << "x";
  EXPECT_THROW(ScratchFolder(folder.file("file"), "a_"), fs::filesystem_error);
}

}  // namespace
}  // namespace picket::sim
