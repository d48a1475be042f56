#include "sim/live/collect/tailed_file.h"

#include <sys/stat.h>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

struct TailWorld : CollectFolder {
  TailedFile file{path("log")};
  MissedCounts missed;
  bool anew = false;
  std::string read() { return std::string(text_of(file.read(anew, missed))); }
};

TEST(TailedFile, gives_what_is_appended_and_not_what_was_there) {
  TailWorld w;
  w.write("log", "old\n");
  EXPECT_EQ(w.read(), "");
  w.append("log", "one\n");
  EXPECT_EQ(w.read(), "one\n");
  EXPECT_EQ(w.read(), "");
  w.append("log", "two\n");
  EXPECT_EQ(w.read(), "two\n");
  EXPECT_EQ(w.missed.total(), 0U);
}

TEST(TailedFile, a_file_that_comes_later_is_new_from_its_start) {
  TailWorld w;
  EXPECT_EQ(w.read(), "");
  EXPECT_FALSE(w.file.is_open());
  w.write("log", "first\n");
  EXPECT_EQ(w.read(), "first\n");
  EXPECT_TRUE(w.anew);
}

// As logrotate does it: move, create, and the writer goes on in the old one for a while.
TEST(TailedFile, reads_the_old_file_to_its_end_before_the_new_one) {
  TailWorld w;
  w.write("log", "old\n");
  w.read();
  std::filesystem::rename(w.path("log"), w.path("log.1"));
  w.append("log.1", "last\n");
  EXPECT_EQ(w.read(), "last\n");
  EXPECT_EQ(w.read(), "");
  w.write("log", "new\n");
  w.append("log.1", "later still\n");
  EXPECT_EQ(w.read(), "later still\n");
  EXPECT_EQ(w.read(), "new\n");
  EXPECT_TRUE(w.anew);
  EXPECT_EQ(w.missed.total(), 0U);
}

TEST(TailedFile, a_file_that_was_cut_begins_anew) {
  TailWorld w;
  w.write("log", "a long line of text\n");
  w.read();
  w.write("log", "new\n");
  EXPECT_EQ(w.read(), "new\n");
  EXPECT_TRUE(w.anew);
  EXPECT_EQ(w.missed[Missed::kFileCut], 1U);
}

TEST(TailedFile, gives_much_in_parts) {
  TailWorld w;
  w.read();
  w.write("log", std::string(TailedFile::kMaxRead + 10, 'x'));
  EXPECT_EQ(w.read().size(), TailedFile::kMaxRead);
  EXPECT_TRUE(w.file.more());
  EXPECT_EQ(w.read().size(), 10U);
  EXPECT_FALSE(w.file.more());
}

TEST(TailedFile, what_is_old_ends_with_a_whole_piece) {
  CollectFolder folder;
  folder.write("log", "aaaabbbbcc");
  TailedFile file(folder.path("log"), 4);
  MissedCounts missed;
  bool anew = false;
  EXPECT_EQ(text_of(file.read(anew, missed)), "cc");
}

TEST(TailedFile, neither_a_folder_nor_a_pipe_is_a_log) {
  TailWorld w;
  ASSERT_EQ(::mkfifo(w.path("log").c_str(), 0600), 0);
  EXPECT_EQ(w.read(), "");
  EXPECT_FALSE(w.file.is_open());
}

}  // namespace
}  // namespace picket::sim
