#include "sim/live/collect/socket_owners.h"

#include "tests/sim/live/collect/fake_proc.h"

namespace picket::sim {
namespace {

TEST(SocketOwners, a_link_names_a_socket_by_its_inode) {
  EXPECT_EQ(socket_inode_of("socket:[4711]"), 4'711U);
  for (const std::string_view other : {"", "socket:[]", "socket:[x]", "socket:[1", "pipe:[1]", "/tmp/socket:[1]"}) {
    EXPECT_FALSE(socket_inode_of(other).has_value()) << other;
  }
}

TEST(SocketOwners, finds_the_first_process_that_has_a_socket_open) {
  const FakeProc proc;
  proc.process(20, 1, 1, std::string_view("sshd\0-D\0", 8), "/usr/sbin/sshd", 0);
  proc.process(30, 1, 1, "web", "/bin/web", 0);
  proc.open_socket(20, 3, 100);
  proc.open_socket(30, 3, 100);
  proc.open_socket(30, 4, 101);
  MissedCounts missed;
  const auto owners = socket_owners(ProcFolder(proc.path()), {101, 100, 999, 100}, missed);
  ASSERT_EQ(owners.size(), 2U);
  EXPECT_EQ(owners.at(100)->process, 20U);
  EXPECT_EQ(owners.at(100)->commandline, "sshd -D");
  EXPECT_EQ(owners.at(101)->executable, "/bin/web");
  EXPECT_EQ(missed.total(), 0U);
}

TEST(SocketOwners, looks_nowhere_if_nothing_is_wanted) {
  MissedCounts missed;
  EXPECT_TRUE(socket_owners(ProcFolder("/nowhere"), {}, missed).empty());
  EXPECT_EQ(missed.total(), 0U);
}

}  // namespace
}  // namespace picket::sim
