#include "sim/live/collect/process_connector.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/sim/live/collect/fake_proc.h"
#include "tests/sim/live/collect/proc_event_bytes.h"

namespace picket::sim {
namespace {

/// The connector of the kernel, whose datagrams a test may also make itself.
struct ConnectorWorld : CollectWorld {
  FakeProc proc;
  std::unique_ptr<ProcessConnector> connector;
  std::string problem;

  explicit ConnectorWorld(bool real_proc = false) {
    ProcessConnector::Settings settings;
    if (!real_proc) settings.proc = proc.path();
    auto opened = ProcessConnector::open(settings);
    if (opened)
      connector = std::move(opened).value();
    else
      problem = opened.error();
  }
  void take(const proc_event& raw, std::uint32_t sequence, std::uint32_t cpu = 4'000) {
    connector->take(kernel_bytes(proc_datagram(raw, sequence, cpu)), second(1), out);
  }
};

TEST(ProcessConnector, tells_fork_exec_and_exit) {
  ConnectorWorld w;
  if (!w.connector) GTEST_SKIP() << w.problem;
  w.proc.process(200, 100, 9, std::string_view("ls\0-l\0", 6), "/bin/ls", 33);
  w.take(fork_event(100, 200, 200), 1);
  w.take(exec_event(200), 2);
  w.take(exit_event(200, 200, 100), 3);
  const auto events = w.all<ProcessRecord>();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].operation, ProcessOperation::kFork);
  EXPECT_EQ(events[0].process_id, 200U);
  EXPECT_EQ(events[0].parent_process_id, 100U);
  EXPECT_EQ(events[1].operation, ProcessOperation::kExec);
  EXPECT_EQ(w.text(events[1].commandline), "ls -l");
  EXPECT_EQ(w.text(events[1].executable), "/bin/ls");
  EXPECT_EQ(events[1].user_id, 33U);
  EXPECT_EQ(events[1].parent_process_id, 100U);
  EXPECT_EQ(events[2].operation, ProcessOperation::kExit);
  EXPECT_EQ(events[2].parent_process_id, 100U);
  EXPECT_EQ(w.out.events[0].time, second(1));
  EXPECT_EQ(w.connector->missed().total(), 0U);
}

TEST(ProcessConnector, an_exec_that_is_gone_is_told_with_its_parent_and_counted) {
  ConnectorWorld w;
  if (!w.connector) GTEST_SKIP() << w.problem;
  w.take(fork_event(100, 200, 200), 1);
  w.take(exec_event(200), 2);
  const auto events = w.all<ProcessRecord>();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(events[1].commandline.empty());
  EXPECT_EQ(events[1].parent_process_id, 100U);
  EXPECT_EQ(w.connector->missed()[Missed::kGoneBeforeRead], 1U);
}

// Its parent has not waited for it: there is a stat with its parent, and neither command line nor program.
TEST(ProcessConnector, an_exec_that_has_ended_and_is_still_there_is_counted_alike) {
  ConnectorWorld w;
  if (!w.connector) GTEST_SKIP() << w.problem;
  w.proc.process(200, 55, 9, "", "", 33);
  w.take(exec_event(200), 2);
  const auto events = w.all<ProcessRecord>();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(events[0].commandline.empty());
  EXPECT_EQ(events[0].parent_process_id, 55U);
  EXPECT_EQ(events[0].user_id, 33U);
  EXPECT_EQ(w.connector->missed()[Missed::kGoneBeforeRead], 1U);
}

TEST(ProcessConnector, counts_what_the_kernel_left_out_and_passes_threads_over) {
  ConnectorWorld w;
  if (!w.connector) GTEST_SKIP() << w.problem;
  w.take(fork_event(100, 200, 200), 1);
  w.take(fork_event(100, 101, 100), 2);
  w.take(fork_event(100, 201, 201), 8);
  EXPECT_EQ(w.all<ProcessRecord>().size(), 2U);
  EXPECT_EQ(w.connector->missed()[Missed::kSequenceGap], 5U);
}

TEST(ProcessConnector, damaged_datagrams_are_counted_and_nothing_more) {
  ConnectorWorld w;
  if (!w.connector) GTEST_SKIP() << w.problem;
  const std::string whole = proc_datagram(fork_event(100, 200, 200), 1, 0);
  for (std::size_t length = 1; length < whole.size(); ++length) {
    w.connector->take(kernel_bytes(whole).first(length), second(1), w.out);
  }
  EXPECT_TRUE(w.out.events.empty());
  EXPECT_EQ(w.connector->missed()[Missed::kDamaged], whole.size() - 1);
}

// A child of this test runs a program with an argument that nobody else has.
TEST(ProcessConnector, sees_what_this_host_runs) {
  ConnectorWorld w(true);
  if (!w.connector) GTEST_SKIP() << w.problem;
  const std::string mark = "0.0" + std::to_string(::getpid());
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/bin/sleep", "sleep", mark.c_str(), static_cast<char*>(nullptr));
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  bool forked = false;
  bool exited = false;
  std::string commandline;
  for (int i = 0; i < 100 && !exited; ++i) {
    w.out.events.clear();
    w.connector->read(second(1), w.out);
    for (const ProcessRecord& event : w.all<ProcessRecord>()) {
      if (event.process_id != static_cast<std::uint32_t>(child)) continue;
      const bool ours = event.parent_process_id == static_cast<std::uint32_t>(::getpid());
      forked |= ours && event.operation == ProcessOperation::kFork;
      exited |= event.operation == ProcessOperation::kExit;
      if (event.operation == ProcessOperation::kExec) commandline = w.text(event.commandline);
    }
    if (!exited) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(forked);
  EXPECT_TRUE(exited);
  // It may have ended before we read its messages; then it has no command line, and that is counted.
  if (commandline.empty()) {
    EXPECT_GE(w.connector->missed()[Missed::kGoneBeforeRead], 1U);
  } else {
    EXPECT_EQ(commandline, "sleep " + mark);
  }
}

// Of a burst each exec is seen, or counted as missed.
TEST(ProcessConnector, every_exec_of_a_burst_is_seen_or_counted) {
  ConnectorWorld w(true);
  if (!w.connector) GTEST_SKIP() << w.problem;
  constexpr std::uint64_t kExecs = 1'000;
  std::vector<pid_t> children;
  for (std::uint64_t i = 0; i < kExecs; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl("/bin/true", "true", static_cast<char*>(nullptr));
      ::_exit(1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  std::sort(children.begin(), children.end());
  std::uint64_t seen = 0;
  w.out.enough = 1'000'000;
  for (int i = 0; i < 20; ++i) w.connector->read(second(1), w.out);
  for (const ProcessRecord& event : w.all<ProcessRecord>()) {
    const bool ours = std::binary_search(children.begin(), children.end(), static_cast<pid_t>(event.process_id));
    if (ours && event.operation == ProcessOperation::kExec) ++seen;
  }
  EXPECT_LE(seen, kExecs);
  EXPECT_GE(seen + w.connector->missed()[Missed::kSequenceGap], kExecs);
}

}  // namespace
}  // namespace picket::sim
