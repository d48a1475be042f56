// Claims on work in a shared folder: one holder at a time, whoever dies when.

#include "sim/results/claim.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "sim/results/manifest.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Runs `body` in a child; its exit code.
template <class Body>
int in_process(Body body) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(body());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void set_age(const std::string& path, long seconds) {
  timespec times[2] = {};
  ::clock_gettime(CLOCK_REALTIME, &times[0]);
  times[0].tv_sec -= seconds;
  times[1] = times[0];
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

double age_of(const std::string& path) {
  struct stat there {};
  EXPECT_EQ(::stat(path.c_str(), &there), 0);
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<double>(now.tv_sec - there.st_mtim.tv_sec);
}

class Claim : public ::testing::Test {
 protected:
  std::string claims() const { return folder_.file("claims"); }
  std::string lock() const { return claims() + "/r1.lock"; }
  ClaimState taken_by_another() const {
    return static_cast<ClaimState>(in_process([this] {
      ClaimFolder other(claims());
      return static_cast<int>(other.take("r1"));
    }));
  }
  /// As if a process of another machine had made it.
  void leave_foreign_claim() const {
    fs::create_directories(lock());
    std::ofstream(lock() + "/owner") << "another boot pid:[1]\n1\n1\nfridge\n";
  }
  TemporaryFolder folder_;
};

TEST_F(Claim, has_one_holder_and_can_be_had_again_when_it_is_given_back) {
  {
    ClaimFolder ours(claims());
    EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
    EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
    EXPECT_EQ(taken_by_another(), ClaimState::kOthers);
    EXPECT_THAT(holder_of(lock()), HasSubstr("process " + std::to_string(::getpid())));
    ours.release("r1");
    EXPECT_EQ(taken_by_another(), ClaimState::kOurs);
    EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
  }
  EXPECT_FALSE(fs::exists(claims()));  // nothing is left behind
}

// In a container process numbers begin anew: another of our number died between the two steps of giving a claim back.
TEST_F(Claim, is_given_back_though_a_remnant_is_in_the_way) {
  const std::string remnant = lock() + ".gone." + this_host().name + "." + std::to_string(::getpid());
  fs::create_directories(remnant);
  std::ofstream(remnant + "/owner") << "x";
  {
    ClaimFolder ours(claims());
    ASSERT_EQ(ours.take("r1"), ClaimState::kOurs);
    ours.release("r1");
    EXPECT_FALSE(fs::exists(lock()));
    EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
  }
  EXPECT_FALSE(fs::exists(remnant));
}

TEST_F(Claim, of_a_process_that_was_killed_is_free_at_once) {
  const int end = in_process([this]() -> int {
    static ClaimFolder dying(claims());
    if (dying.take("r1") != ClaimState::kOurs) return 1;
    ::_exit(7);  // nothing is given back
  });
  ASSERT_EQ(end, 7);
  ASSERT_TRUE(fs::exists(lock()));
  EXPECT_TRUE(is_stale_claim(lock(), {}));
  ClaimFolder ours(claims());
  EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
}

// An owner whose end is not certain is left to its heartbeat.
TEST(ClaimOwner, is_gone_only_if_the_kernel_says_so) {
  const ClaimOwner owner{"boot", "pid:[1]", 42, "700"};
  EXPECT_FALSE(is_certainly_gone(owner, {"boot", "pid:[1]", "700", false}));
  EXPECT_TRUE(is_certainly_gone(owner, {"boot", "pid:[1]", "", true}));
  EXPECT_TRUE(is_certainly_gone(owner, {"boot", "pid:[1]", "900", false})) << "its number is another's now";
  EXPECT_FALSE(is_certainly_gone(owner, {"boot", "pid:[1]", "", false})) << "hidden by hidepid";
  EXPECT_FALSE(is_certainly_gone(owner, {"boot", "pid:[2]", "", true})) << "numbers of another container";
  EXPECT_FALSE(is_certainly_gone(owner, {"another", "pid:[1]", "", true})) << "of another machine";
  EXPECT_FALSE(is_certainly_gone({"", "pid:[1]", 42, "700"}, {"", "pid:[1]", "", true})) << "both boots are unknown, and may differ";
  EXPECT_FALSE(is_certainly_gone({"boot", "-", 42, "700"}, {"boot", "-", "", true})) << "both namespaces are unknown";
  EXPECT_FALSE(is_certainly_gone({"boot", "pid:[1]", 42, ""}, {"boot", "pid:[1]", "900", false})) << "its own start is unknown";
}

// We live, and are of this machine; our start was not written.
TEST_F(Claim, of_a_living_process_whose_start_is_unknown_is_held) {
  {
    ClaimFolder ours(claims());
    ASSERT_EQ(ours.take("r1"), ClaimState::kOurs);
    const std::string owner = content_of(lock() + "/owner");
    const std::size_t process = owner.find('\n') + 1;
    const std::size_t start = owner.find('\n', process) + 1;
    std::ofstream(lock() + "/owner") << owner.substr(0, start) << owner.substr(owner.find('\n', start));
    EXPECT_FALSE(is_stale_claim(lock(), {}));
    std::ofstream(lock() + "/owner") << owner.substr(0, process) << "0\n\nfridge\n";
    EXPECT_FALSE(is_stale_claim(lock(), {}));
    EXPECT_EQ(holder_of(lock()), "an unknown process");
  }
}

TEST_F(Claim, of_another_machine_is_free_after_its_heartbeat_has_stopped_for_long) {
  leave_foreign_claim();
  ClaimFolder ours(claims());
  EXPECT_FALSE(is_stale_claim(lock(), {}));
  EXPECT_EQ(ours.take("r1"), ClaimState::kOthers);
  set_age(lock() + "/owner", 290);
  EXPECT_EQ(ours.take("r1"), ClaimState::kOthers);
  set_age(lock() + "/owner", 310);
  EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
}

// Its maker died between making the folder and writing its name.
TEST_F(Claim, without_an_owner_is_held_by_its_own_age) {
  fs::create_directories(lock());
  EXPECT_FALSE(is_stale_claim(lock(), {}));
  set_age(lock(), 310);
  EXPECT_TRUE(is_stale_claim(lock(), {}));
  ClaimFolder ours(claims());
  EXPECT_EQ(ours.take("r1"), ClaimState::kOurs);
}

TEST_F(Claim, is_shown_to_live_by_the_heartbeat) {
  ClaimFolder ours(claims(), {0, 300});
  ASSERT_EQ(ours.take("r1"), ClaimState::kOurs);
  set_age(lock() + "/owner", 200);
  EXPECT_GE(age_of(lock() + "/owner"), 199);
  ours.beat();
  EXPECT_LE(age_of(lock() + "/owner"), 2);
}

TEST_F(Claim, that_was_lost_in_a_long_absence_is_left_to_its_new_holder) {
  ClaimFolder ours(claims(), {0, 300});
  ASSERT_EQ(ours.take("r1"), ClaimState::kOurs);
  fs::remove_all(lock());
  leave_foreign_claim();
  set_age(lock() + "/owner", 100);
  ours.beat();
  EXPECT_GE(age_of(lock() + "/owner"), 99);
  ours.release("r1");
  EXPECT_THAT(holder_of(lock()), HasSubstr("host fridge"));
}

TEST_F(Claim, says_where_none_can_be_made) {
  std::ofstream(claims()) << "in the way";
  ClaimFolder ours(claims());
  EXPECT_EQ(ours.take("r1"), ClaimState::kNoFolder);
}

// Four processes want the same stale claim at the same time, fifty times, and none ends before all have tried: one has it.
TEST_F(Claim, that_is_stale_is_taken_over_by_one_of_many) {
  for (int round = 0; round < 50; ++round) {
    leave_foreign_claim();
    set_age(lock() + "/owner", 400);
    int start[2];
    int tried[2];
    int end[2];
    ASSERT_TRUE(::pipe(start) == 0 && ::pipe(tried) == 0 && ::pipe(end) == 0);
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
      const pid_t pid = ::fork();
      if (pid == 0) {
        ::close(start[1]);
        ::close(end[1]);
        char byte = 0;
        static_cast<void>(!::read(start[0], &byte, 1));  // returns when the parent closes its end
        static ClaimFolder own(claims());
        byte = own.take("r1") == ClaimState::kOurs ? 1 : 0;
        static_cast<void>(!::write(tried[1], &byte, 1));
        static_cast<void>(!::read(end[0], &byte, 1));
        ::_exit(0);
      }
      children.push_back(pid);
    }
    ::close(start[0]);
    ::close(start[1]);
    int holders = 0;
    for (int i = 0; i < 4; ++i) {
      char byte = 0;
      ASSERT_EQ(::read(tried[0], &byte, 1), 1);
      holders += byte;
    }
    EXPECT_EQ(holders, 1) << round;
    for (const int file : {tried[0], tried[1], end[0], end[1]}) ::close(file);
    for (const pid_t pid : children) ::waitpid(pid, nullptr, 0);
    fs::remove_all(claims());
  }
}

}  // namespace
}  // namespace picket::sim
