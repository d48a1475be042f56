#include "sim/live/collect/process_polling.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/sim/live/collect/fake_proc.h"

namespace picket::sim {
namespace {

struct PollingWorld : CollectWorld {
  FakeProc proc;
  ProcessPolling polling{Duration::milliseconds(100), proc.path()};
  std::int64_t looks = 0;

  /// What a look shows.
  std::vector<ProcessRecord> look() {
    out.events.clear();
    polling.read(second(++looks), out);
    return all<ProcessRecord>();
  }
};

TEST(ProcessPolling, what_runs_at_the_first_look_is_no_event) {
  PollingWorld w;
  w.proc.process(10, 1, 5, "init", "/sbin/init", 0);
  EXPECT_TRUE(w.look().empty());
  EXPECT_EQ(w.polling.next_read(), second(1) + Duration::milliseconds(100));
}

TEST(ProcessPolling, a_process_that_is_new_is_an_exec) {
  PollingWorld w;
  w.proc.process(10, 1, 5, "init", "/sbin/init", 0);
  w.look();
  w.proc.process(11, 10, 6, std::string_view("nc\0-l\0", 6), "/bin/nc", 5);
  w.proc.forks(1);
  const auto events = w.look();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].operation, ProcessOperation::kExec);
  EXPECT_EQ(w.text(events[0].commandline), "nc -l");
  EXPECT_EQ(events[0].process_id, 11U);
  EXPECT_EQ(events[0].parent_process_id, 10U);
  EXPECT_EQ(events[0].user_id, 5U);
  EXPECT_EQ(w.polling.missed().total(), 0U);
}

TEST(ProcessPolling, one_that_has_become_another_program_by_the_second_look_is_told_again) {
  PollingWorld w;
  w.look();
  w.proc.process(11, 10, 6, "sh", "/bin/sh", 0);
  w.proc.forks(1);
  EXPECT_EQ(w.look().size(), 1U);
  w.proc.process(11, 10, 6, "wget", "/bin/wget", 0);
  const auto events = w.look();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(w.text(events[0].commandline), "wget");
  EXPECT_TRUE(w.look().empty());
}

TEST(ProcessPolling, a_number_that_was_given_again_is_another_process) {
  PollingWorld w;
  w.proc.process(11, 10, 6, "sh", "/bin/sh", 0);
  w.look();
  w.proc.end(11);
  w.proc.process(11, 10, 99, "sh", "/bin/sh", 0);
  w.proc.forks(1);
  EXPECT_EQ(w.look().size(), 1U);
}

TEST(ProcessPolling, threads_of_the_kernel_are_none) {
  PollingWorld w;
  w.look();
  w.proc.process(12, 2, 6, "", "", 0);
  w.proc.forks(1);
  EXPECT_TRUE(w.look().empty());
  EXPECT_EQ(w.polling.missed().total(), 0U);
  // One of another parent is a process that has ended and waits for its parent to ask.
  w.proc.process(13, 10, 6, "", "", 0);
  w.proc.forks(2);
  EXPECT_TRUE(w.look().empty());
  EXPECT_EQ(w.polling.missed()[Missed::kGoneBeforeRead], 1U);
}

// Five begun, one of them seen: four came and went. Two begun, two threads more in a process that was there: none.
TEST(ProcessPolling, counts_what_came_and_went_between_two_looks) {
  PollingWorld w;
  w.proc.process(10, 1, 5, "init", "/sbin/init", 0, 1);
  w.look();
  w.proc.process(11, 10, 6, "a", "/a", 0);
  w.proc.forks(5);
  w.look();
  EXPECT_EQ(w.polling.missed()[Missed::kBetweenReads], 4U);
  w.proc.process(10, 1, 5, "init", "/sbin/init", 0, 3);
  w.proc.forks(7);
  w.look();
  EXPECT_EQ(w.polling.missed()[Missed::kBetweenReads], 4U);
}

// The count is read before the folder: what begins in between is seen now and counted at the next look.
TEST(ProcessPolling, what_is_seen_before_it_is_counted_is_not_missed_later) {
  PollingWorld w;
  w.look();
  w.proc.process(11, 10, 6, "a", "/a", 0);
  w.proc.process(12, 10, 6, "b", "/b", 0);
  w.proc.forks(1);
  EXPECT_EQ(w.look().size(), 2U);
  w.proc.forks(2);
  w.look();
  EXPECT_EQ(w.polling.missed()[Missed::kBetweenReads], 0U);
}

TEST(ProcessPolling, finds_a_child_of_this_test) {
  CollectWorld w;
  ProcessPolling polling;
  polling.read(second(1), w.out);
  // Returns once the child runs the program.
  std::string words[] = {"sleep", "60"};
  char* const arguments[] = {words[0].data(), words[1].data(), nullptr};
  pid_t child = 0;
  ASSERT_EQ(::posix_spawn(&child, "/bin/sleep", nullptr, nullptr, arguments, environ), 0);
  bool found = false;
  for (int i = 0; i < 100 && !found; ++i) {
    w.out.events.clear();
    polling.read(second(2), w.out);
    for (const ProcessRecord& event : w.all<ProcessRecord>()) {
      found |= event.process_id == static_cast<std::uint32_t>(child) && w.text(event.commandline) == "sleep 60" &&
               event.parent_process_id == static_cast<std::uint32_t>(::getpid());
    }
    if (!found) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace picket::sim
