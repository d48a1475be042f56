#include "sim/exchange/export_folder.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "sim/experiment/rule_content.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

const std::string kOurs = R"({"format":"picket_export"})";
/// The manifest of an export with one file.
std::string ours_with(const std::string& path) { return R"({"format":"picket_export","files":[{"path":")" + path + "\"}]}"; }

std::string why_refused(const std::string& directory, bool replace) {
  try {
    const ExportFolder folder(directory, replace);
  } catch (const WrongInput& error) {
    return error.what();
  }
  return "";
}

TEST(ExportFolder, takes_its_name_when_all_is_there_and_counts_lines) {
  const TemporaryFolder place;
  const std::string directory = place.file("a/b/");
  ExportFolder folder(directory, false);
  const std::size_t table = folder.add("labels/units.csv", "Units.");
  folder.header(table, "unit");
  folder.line(table, "0");
  folder.line(table, "1");
  EXPECT_FALSE(std::filesystem::exists(directory));
  EXPECT_EQ(folder.files().at(table).lines, 2U);
  EXPECT_EQ(folder.files().at(table).bytes, 9U);
  folder.finish(kOurs);
  EXPECT_EQ(content_of(directory + "/labels/units.csv"), "unit\n0\n1\n");
  EXPECT_EQ(content_of(directory + "/manifest.json"), kOurs);
  EXPECT_EQ(files_in(place.file("a")), 1U) << "nothing is left of the making";
}

TEST(ExportFolder, leaves_nothing_when_it_is_abandoned) {
  const TemporaryFolder place;
  {
    ExportFolder folder(place.file("a"), false);
    folder.line(folder.add("x", "X."), "1");
  }
  EXPECT_EQ(files_in(place.path()), 0U);
}

TEST(ExportFolder, replaces_an_export_only_when_told_and_nothing_else_ever) {
  const TemporaryFolder place;
  const std::string directory = place.file("a");
  {
    ExportFolder folder(directory, false);
    folder.line(folder.add("old", "Old."), "1");
    folder.finish(ours_with("old"));
  }
  EXPECT_THAT(why_refused(directory, false), HasSubstr("holds an export already\n  --force replaces it"));
  {
    ExportFolder folder(directory, true);
    folder.line(folder.add("new", "New."), "1");
    EXPECT_TRUE(std::filesystem::exists(directory + "/old")) << "until the new one is whole";
    folder.finish(kOurs);
  }
  EXPECT_FALSE(std::filesystem::exists(directory + "/old"));
  EXPECT_TRUE(std::filesystem::exists(directory + "/new"));
  const std::string other = place.file("photos");
  std::filesystem::create_directory(other);
  std::ofstream(other + "/cat.jpg") << "cat";
  EXPECT_THAT(why_refused(other, true), HasSubstr("is no export of a run; it is not overwritten"));
  std::ofstream(other + "/manifest.json") << "{}";
  EXPECT_THAT(why_refused(other, true), HasSubstr("is no export of a run; it is not overwritten"));
  EXPECT_THAT(why_refused(other + "/cat.jpg", true), HasSubstr("is no export of a run; it is not overwritten"));
  EXPECT_EQ(content_of(other + "/cat.jpg"), "cat");
}

TEST(ExportFolder, with_anything_else_in_it_is_not_replaced) {
  const TemporaryFolder place;
  const std::string directory = place.file("a");
  {
    ExportFolder folder(directory, false);
    folder.line(folder.add("labels/units.csv", "Units."), "1");
    folder.finish(ours_with("labels/units.csv"));
  }
  EXPECT_EQ(why_refused(directory, true), "") << "the export alone";
  std::ofstream(directory + "/labels/notes.txt") << "mine";
  EXPECT_THAT(why_refused(directory, true), HasSubstr("holds 'labels/notes.txt', which is no part of the export; nothing is replaced\n  move it away"));
  std::filesystem::remove(directory + "/labels/notes.txt");
  std::filesystem::create_directory(directory + "/mine");
  EXPECT_THAT(why_refused(directory, true), HasSubstr("holds 'mine'"));
  std::filesystem::remove(directory + "/mine");
  // What comes while the new one is made counts as well.
  ExportFolder folder(directory, true);
  std::ofstream(directory + "/late.txt") << "mine";
  EXPECT_THROW(folder.finish(kOurs), std::runtime_error);
  EXPECT_EQ(content_of(directory + "/late.txt"), "mine");
  EXPECT_EQ(content_of(directory + "/labels/units.csv"), "1\n");
}

TEST(ExportFolder, leaves_nothing_when_a_signal_ends_it) {
  const TemporaryFolder place;
  ExportFolder::remove_interrupted();
  ExportFolder folder(place.file("a"), false);
  folder.line(folder.add("deep/er/x", "X."), "1");
  folder.line(folder.add("y", "Y."), "1");
  EXPECT_EQ(files_in(place.path()), 1U);
  ExportFolder::remove_interrupted();
  EXPECT_EQ(files_in(place.path()), 0U);
}

TEST(ExportFolder, that_is_whole_is_not_removed_by_a_signal) {
  const TemporaryFolder place;
  ExportFolder folder(place.file("a"), false);
  folder.line(folder.add("x", "X."), "1");
  folder.finish(ours_with("x"));
  ExportFolder::remove_interrupted();
  EXPECT_EQ(content_of(place.file("a") + "/x"), "1\n");
}

TEST(ExportFolder, may_be_an_empty_one) {
  const TemporaryFolder place;
  std::filesystem::create_directory(place.file("a"));
  ExportFolder folder(place.file("a"), false);
  folder.finish(kOurs);
  EXPECT_EQ(files_in(place.file("a")), 1U);
}

}  // namespace
}  // namespace picket::sim
