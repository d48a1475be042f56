#include "sim/live/collect/file_changes.h"

#include <unistd.h>

#include <algorithm>

#include "tests/sim/live/collect/inotify_bytes.h"

namespace picket::sim {
namespace {

struct FilesWorld : CollectWorld {
  CollectFolder folder;
  FileChanges::Settings settings;
  std::unique_ptr<FileChanges> files;
  std::string problem;

  void open(std::vector<std::string> paths = {}) {
    settings.paths = paths.empty() ? std::vector{folder.path()} : std::move(paths);
    // Folders of tests may lie in memory: below /run or /dev/shm.
    settings.excluded = {folder.path("excluded")};
    auto opened = FileChanges::open(settings);
    if (opened)
      files = std::move(opened).value();
    else
      problem = opened.error();
  }
  /// "created a", "modified a": paths without the test's folder.
  std::vector<std::string> changes() {
    static constexpr std::string_view kWords[] = {"accessed", "modified", "changed", "closed",
                                                  "opened",   "moved",    "created", "deleted"};
    out.events.clear();
    files->read(second(1), out);
    std::vector<std::string> words;
    for (const FileRecord& record : all<FileRecord>()) {
      std::string path = text(record.path);
      if (path.starts_with(folder.path() + "/")) path.erase(0, folder.path().size() + 1);
      words.push_back(std::string(kWords[static_cast<std::size_t>(record.operation)]) + " " + path);
    }
    return words;
  }
  bool told(const std::vector<std::string>& words, const std::string& word) const {
    return std::find(words.begin(), words.end(), word) != words.end();
  }
};

TEST(FileChanges, tells_what_happens_to_files_of_a_folder) {
  FilesWorld w;
  w.folder.write("there", "x");
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  EXPECT_TRUE(w.changes().empty());
  w.folder.write("a", "x");
  EXPECT_EQ(w.changes(), (std::vector<std::string>{"created a", "modified a"}));
  std::filesystem::permissions(w.folder.path("a"), std::filesystem::perms::owner_read);
  std::filesystem::rename(w.folder.path("a"), w.folder.path("b"));
  std::filesystem::remove(w.folder.path("b"));
  EXPECT_EQ(w.changes(), (std::vector<std::string>{"changed a", "moved a", "moved b", "deleted b"}));
  EXPECT_EQ(w.files->missed().total(), 0U);
}

TEST(FileChanges, follows_folders_that_come_later) {
  FilesWorld w;
  std::filesystem::create_directories(w.folder.path("d/e"));
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  EXPECT_EQ(w.files->watches(), 3U);
  w.folder.write("d/e/f", "x");
  EXPECT_TRUE(w.told(w.changes(), "created d/e/f"));
  // What is put into a new folder before it is watched is told as well.
  std::filesystem::create_directory(w.folder.path("new"));
  w.folder.write("new/early", "x");
  auto words = w.changes();
  EXPECT_TRUE(w.told(words, "created new"));
  EXPECT_TRUE(w.told(words, "created new/early"));
  w.folder.append("new/early", "y");
  EXPECT_TRUE(w.told(w.changes(), "modified new/early"));
  EXPECT_EQ(w.files->watches(), 4U);
}

TEST(FileChanges, a_folder_that_is_moved_has_its_new_name_and_one_that_goes_takes_its_watch) {
  FilesWorld w;
  std::filesystem::create_directory(w.folder.path("d"));
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  std::filesystem::rename(w.folder.path("d"), w.folder.path("e"));
  EXPECT_EQ(w.changes(), (std::vector<std::string>{"moved d", "moved e"}));
  w.folder.write("e/f", "");
  EXPECT_EQ(w.changes(), (std::vector<std::string>{"created e/f"}));
  std::filesystem::remove_all(w.folder.path("e"));
  EXPECT_TRUE(w.told(w.changes(), "deleted e"));
  EXPECT_EQ(w.files->watches(), 1U);
}

TEST(FileChanges, without_recursion_folders_below_are_not_looked_into) {
  FilesWorld w;
  w.settings.recursive = false;
  std::filesystem::create_directory(w.folder.path("d"));
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  w.folder.write("d/f", "x");
  EXPECT_FALSE(w.told(w.changes(), "created d/f"));
  EXPECT_EQ(w.files->watches(), 1U);
}

TEST(FileChanges, a_file_is_watched_though_another_takes_its_place) {
  FilesWorld w;
  w.folder.write("passwd", "x");
  w.open({w.folder.path("passwd")});
  ASSERT_TRUE(w.files) << w.problem;
  w.folder.write("passwd.new", "y");
  std::filesystem::rename(w.folder.path("passwd.new"), w.folder.path("passwd"));
  EXPECT_EQ(w.changes(), (std::vector<std::string>{"moved passwd"}));
  w.folder.append("passwd", "z");
  EXPECT_EQ(w.changes(), (std::vector<std::string>{"modified passwd"}));
}

TEST(FileChanges, what_is_excluded_is_not_watched) {
  FilesWorld w;
  std::filesystem::create_directory(w.folder.path("excluded"));
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  w.folder.write("excluded/f", "x");
  EXPECT_FALSE(w.told(w.changes(), "created excluded/f"));
  EXPECT_EQ(w.files->missed().total(), 0U);
}

TEST(FileChanges, links_are_not_followed) {
  FilesWorld w;
  CollectFolder elsewhere;
  ASSERT_EQ(::symlink(elsewhere.path().c_str(), w.folder.path("link").c_str()), 0);
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  EXPECT_EQ(w.files->watches(), 1U);
}

TEST(FileChanges, opening_and_reading_are_told_only_where_they_are_wanted) {
  FilesWorld w;
  w.settings.reads = true;
  w.folder.write("a", "x");
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  std::ifstream(w.folder.path("a")).get();
  const auto words = w.changes();
  EXPECT_TRUE(w.told(words, "opened a"));
  EXPECT_TRUE(w.told(words, "accessed a"));
  EXPECT_TRUE(w.told(words, "closed a"));
}

TEST(FileChanges, folders_beyond_the_bound_are_counted) {
  FilesWorld w;
  w.settings.max_watches = 2;
  for (const char* name : {"a", "b", "c"}) std::filesystem::create_directory(w.folder.path(name));
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  EXPECT_EQ(w.files->watches(), 2U);
  EXPECT_EQ(w.files->missed()[Missed::kFolderNotWatched], 2U);
}

TEST(FileChanges, an_overflow_and_damaged_bytes_are_counted) {
  FilesWorld w;
  w.open();
  ASSERT_TRUE(w.files) << w.problem;
  w.files->take(kernel_bytes(inotify_bytes(-1, IN_Q_OVERFLOW)), second(1), w.out);
  w.files->take(kernel_bytes(inotify_bytes(1, IN_CREATE, "a")).first(20), second(1), w.out);
  w.files->take(kernel_bytes(inotify_bytes(4'711, IN_CREATE, "of no watch")), second(1), w.out);
  EXPECT_TRUE(w.out.events.empty());
  EXPECT_EQ(w.files->missed()[Missed::kOverflow], 1U);
  EXPECT_EQ(w.files->missed()[Missed::kDamaged], 1U);
}

TEST(FileChanges, says_that_nothing_can_be_watched) {
  FilesWorld w;
  w.open({"/nowhere/at/all"});
  EXPECT_EQ(w.problem, "file changes: none of its paths can be watched");
}

}  // namespace
}  // namespace picket::sim
