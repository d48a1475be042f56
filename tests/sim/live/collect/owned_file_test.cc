#include "sim/live/collect/owned_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

bool is_open_fd(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

TEST(OwnedFile, closes_what_it_owns_once) {
  CollectFolder folder;
  folder.write("a", "x");
  int fd = -1;
  {
    OwnedFile first = open_to_read(AT_FDCWD, folder.path("a").c_str());
    ASSERT_TRUE(first);
    fd = first.fd();
    OwnedFile second = std::move(first);
    EXPECT_EQ(second.fd(), fd);
    EXPECT_TRUE(is_open_fd(fd));
  }
  EXPECT_FALSE(is_open_fd(fd));
}

TEST(OwnedFile, what_is_given_another_file_closes_its_own) {
  CollectFolder folder;
  folder.write("a", "x");
  OwnedFile file = open_to_read(AT_FDCWD, folder.path("a").c_str());
  const int before = file.fd();
  file = OwnedFile();
  EXPECT_FALSE(is_open_fd(before));
  EXPECT_FALSE(file);
}

TEST(OwnedFile, reads_the_start_of_a_file) {
  CollectFolder folder;
  folder.write("a", std::string(10'000, 'x'));
  EXPECT_EQ(read_start_of(folder.path("a"), 5'000).value().size(), 5'000U);
  EXPECT_EQ(read_start_of(folder.path("a"), 50'000).value().size(), 10'000U);
  EXPECT_FALSE(read_start_of(folder.path("missing"), 10).has_value());
}

// Opening a pipe for reading would wait for a writer.
TEST(OwnedFile, does_not_wait_for_the_writer_of_a_pipe) {
  CollectFolder folder;
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(open_to_read(AT_FDCWD, folder.path("pipe").c_str()));
}

TEST(OwnedFile, says_where_a_link_points) {
  CollectFolder folder;
  ASSERT_EQ(::symlink("socket:[7]", folder.path("3").c_str()), 0);
  EXPECT_EQ(link_target(AT_FDCWD, folder.path("3").c_str()), "socket:[7]");
  EXPECT_FALSE(link_target(AT_FDCWD, folder.path("4").c_str()).has_value());
}

}  // namespace
}  // namespace picket::sim
