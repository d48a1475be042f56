#include "sim/experiment/process_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <new>
#include <stdexcept>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// Counters that parent and children share.
struct Shared {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  std::atomic<int> ended{0};
};

class ProcessPool : public ::testing::Test {
 protected:
  ProcessPool() {
    void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(memory, MAP_FAILED);
    shared_ = new (memory) Shared;
  }
  ~ProcessPool() override { munmap(shared_, sizeof(Shared)); }

  Shared* shared_;
};

TEST_F(ProcessPool, tells_how_each_job_ended_in_the_order_of_the_jobs) {
  const auto ends = run_in_processes({[] { return 0; }, [] { return 7; }, []() -> int { raise(SIGKILL); return 0; },
                                      []() -> int { throw std::runtime_error("expected by the test"); }},
                                     2, {});
  ASSERT_EQ(ends.size(), 4U);
  EXPECT_TRUE(ends[0].ok());
  EXPECT_EQ(ends[1].exit_code, 7);
  EXPECT_EQ(ends[1].to_string(), "exit code 7");
  EXPECT_FALSE(ends[2].ok());
  EXPECT_EQ(ends[2].signal, SIGKILL);
  EXPECT_THAT(ends[2].to_string(), HasSubstr("signal 9"));
  EXPECT_EQ(ends[3].exit_code, 3);
}

// Whoever started us had SIGCHLD ignored, and that is inherited: the kernel takes ended children away by itself.
TEST_F(ProcessPool, how_jobs_ended_is_known_where_the_parent_ignored_its_children) {
  const auto ignoring = []() -> int {
    std::signal(SIGCHLD, SIG_IGN);
    const auto inner = run_in_processes({[] { return 0; }, [] { return 7; }}, 2, {});
    const bool known = inner[0].ok() && inner[1].exit_code == 7;
    return known && std::signal(SIGCHLD, SIG_DFL) == SIG_IGN ? 0 : 1;  // and the signal is as it was
  };
  PoolPlan plan;
  plan.timeout_seconds = 30;  // it used to wait for ever
  const auto ends = run_in_processes({ignoring}, plan);
  EXPECT_TRUE(ends.front().ok()) << ends.front().to_string();
}

TEST_F(ProcessPool, an_interrupt_ends_the_children_and_starts_no_more) {
  // In a process of its own: that it was interrupted stays true.
  const auto interrupted = [this]() -> int {
    const std::function<int()> endless = [this]() -> int {
      ++shared_->running;
      for (;;) usleep(100'000);
    };
    const auto tick = [this] {
      if (shared_->running == 2) raise(SIGINT);
    };
    const auto ends = run_in_processes({endless, endless, endless}, 2, tick);
    const bool killed = ends[0].signal == SIGKILL && ends[1].signal == SIGKILL;
    return killed && ends[2].exit_code == 3 && was_interrupted() ? 0 : 1;
  };
  EXPECT_TRUE(run_in_processes({interrupted}, 1, {}).front().ok());
  EXPECT_EQ(shared_->running, 2);
  EXPECT_FALSE(was_interrupted());
}

// Within run_in_processes its own answer holds, and before and after it the process ends.
TEST_F(ProcessPool, work_that_leaves_nothing_behind_ends_with_130) {
  const auto within = []() -> int {
    const InterruptEnds interruption;
    bool raised = false;
    const auto tick = [&raised] {
      if (!raised) raise(SIGINT);
      raised = true;
    };
    const auto ends = run_in_processes({[]() -> int { for (;;) usleep(100'000); }}, 1, tick);
    return !ends.front().ok() && was_interrupted() ? 7 : 1;
  };
  const auto after = []() -> int {
    const InterruptEnds interruption;
    if (!run_in_processes({[] { return 0; }}, 1, {}).front().ok()) return 1;
    raise(SIGTERM);
    return 2;
  };
  const auto tidied = []() -> int {
    const InterruptEnds interruption(+[] { _exit(42); });
    raise(SIGINT);
    return 2;
  };
  const auto ends = run_in_processes({within, after, tidied}, 1, {});
  EXPECT_EQ(ends[0].exit_code, 7);
  EXPECT_EQ(ends[1].exit_code, 130);
  EXPECT_EQ(ends[2].exit_code, 42) << "what was made is tidied away first";
}

/// A job like a script: what it starts knows nothing of us, and goes on for as long as `seconds` after it. Whoever of them
/// lives holds the pipe open.
class Script {
 public:
  explicit Script(std::atomic<int>& started) : started_(started) { EXPECT_EQ(pipe(ends_), 0); }
  ~Script() { close(ends_[0]); }
  int operator()() const {
    if (fork() == 0) {
      close(ends_[0]);
      ++started_;
      usleep(10'000'000);
      _exit(0);
    }
    for (;;) usleep(100'000);
  }
  /// Asked once.
  bool is_gone() const {
    close(ends_[1]);
    pollfd end{ends_[0], POLLIN, 0};
    return poll(&end, 1, 3'000) == 1 && (end.revents & POLLHUP) != 0;
  }

 private:
  std::atomic<int>& started_;
  int ends_[2] = {-1, -1};
};

TEST_F(ProcessPool, what_a_job_began_ends_with_it_at_its_time_limit) {
  const Script script(shared_->running);
  PoolPlan plan;
  plan.own_groups = true;
  plan.timeout_seconds = 3;  // long enough for it to begin
  EXPECT_EQ(run_in_processes({std::ref(script)}, plan).front().fault, ProcessFault::kTimeLimit);
  EXPECT_EQ(shared_->running, 1);
  EXPECT_TRUE(script.is_gone());
}

// A terminal sends its signals to our group, in which such a job is not.
TEST_F(ProcessPool, what_a_job_began_ends_with_it_at_an_interrupt_and_at_a_hangup) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    shared_->running = 0;
    const auto interrupted = [this, signal]() -> int {
      std::signal(signal, SIG_DFL);  // whoever started the tests may ignore it
      const Script script(shared_->running);
      PoolPlan plan;
      plan.own_groups = true;
      plan.tick = [this, signal] {
        if (shared_->running == 1 && !was_interrupted()) raise(signal);
      };
      const auto ends = run_in_processes({std::ref(script)}, plan);
      return ends.front().signal == SIGKILL && was_interrupted() && script.is_gone() ? 0 : 1;
    };
    EXPECT_TRUE(run_in_processes({interrupted}, 1, {}).front().ok()) << signal;
  }
}

TEST_F(ProcessPool, a_hangup_that_is_ignored_stays_ignored) {
  const auto nohup = []() -> int {
    std::signal(SIGHUP, SIG_IGN);
    PoolPlan plan;
    plan.own_groups = true;
    bool raised = false;
    plan.tick = [&raised] {
      if (!raised) raise(SIGHUP);
      raised = true;
    };
    return run_in_processes({[] { usleep(50'000); return 0; }}, plan).front().ok() && !was_interrupted() ? 0 : 1;
  };
  EXPECT_TRUE(run_in_processes({nohup}, 1, {}).front().ok());
}

// `most` counts for as long as the job runs. Whoever looks on lets the two pause, and go on.
TEST_F(ProcessPool, pauses_with_its_jobs_and_goes_on_with_them) {
  const auto paused = [this]() -> int {
    std::signal(SIGTSTP, SIG_DFL);
    bool raised = false;
    PoolPlan plan;
    plan.own_groups = true;
    plan.timeout_seconds = 3;  // less than all of it: the pause does not count
    plan.tick = [this, &raised] {
      if (raised) shared_->ended = 1;
      if (raised || shared_->most < 3) return;
      raised = true;
      shared_->running = getpid();
      raise(SIGTSTP);
    };
    const auto counts = [this]() -> int {
      while (shared_->ended == 0) {
        ++shared_->most;
        usleep(2'000);
      }
      return 0;
    };
    return run_in_processes({counts}, plan).front().ok() ? 0 : 1;
  };
  int looks = 0;
  int before = 0;
  const auto look = [this, &looks, &before] {
    if (shared_->running == 0) return;
    ++looks;
    if (looks == 25) before = shared_->most;
    if (looks != 200) return;  // four seconds
    EXPECT_EQ(shared_->most, before) << "it paused too";
    kill(shared_->running, SIGCONT);
  };
  EXPECT_TRUE(run_in_processes({paused}, 1, look).front().ok());
  EXPECT_GE(looks, 200);
}

TEST_F(ProcessPool, never_runs_more_at_a_time_than_it_may) {
  std::vector<std::function<int()>> jobs(7, [this] {
    const int now = ++shared_->running;
    int most = shared_->most;
    while (now > most && !shared_->most.compare_exchange_weak(most, now)) {
    }
    usleep(30'000);
    --shared_->running;
    ++shared_->ended;
    return 0;
  });
  const auto ends = run_in_processes(jobs, 3, {});
  EXPECT_EQ(ends.size(), 7U);
  EXPECT_EQ(shared_->ended, 7);
  EXPECT_LE(shared_->most, 3);
  EXPECT_GE(shared_->most, 1);
}

TEST_F(ProcessPool, keeps_a_child_s_memory_to_itself_and_ticks_at_the_end) {
  int mine = 1;
  int ticks = 0;
  const auto ends = run_in_processes({[&mine] { return ++mine; }}, 1, [&ticks] { ++ticks; });
  EXPECT_EQ(ends.front().exit_code, 2);
  EXPECT_EQ(mine, 1);
  EXPECT_GE(ticks, 1);
  EXPECT_TRUE(run_in_processes({}, 1, {}).empty());
}

TEST_F(ProcessPool, kills_a_job_at_its_time_limit_and_says_so) {
  PoolPlan plan;
  plan.concurrent = 2;
  plan.timeout_seconds = 0.1;
  const auto ends = run_in_processes({[]() -> int { for (;;) usleep(100'000); }, [] { return 0; }}, plan);
  EXPECT_EQ(ends[0].fault, ProcessFault::kTimeLimit);
  EXPECT_EQ(ends[0].to_string(), "its time limit");
  EXPECT_FALSE(ends[0].ok());
  EXPECT_TRUE(ends[1].ok());
}

// A job that waits does not hold back those behind it, and one that is not wanted is told apart from a failure.
TEST_F(ProcessPool, asks_before_each_job_whether_it_may_start) {
  PoolPlan plan;
  plan.later_seconds = 0.02;
  int asked = 0;
  std::vector<std::size_t> order;
  plan.may_start = [&asked](std::size_t job) {
    if (job == 1) return JobStart::kNever;
    return job == 0 && asked++ < 3 ? JobStart::kLater : JobStart::kNow;
  };
  plan.starts = [&order](std::size_t job) { order.push_back(job); };
  std::vector<std::size_t> ended;
  plan.ended = [&ended](std::size_t job, const ProcessEnd& end, double seconds) {
    EXPECT_TRUE(end.ok());
    EXPECT_GE(seconds, 0);
    ended.push_back(job);
  };
  const auto ends = run_in_processes({[] { return 0; }, [] { return 0; }, [] { return 0; }}, plan);
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(order, (std::vector<std::size_t>{2, 0}));
  EXPECT_EQ(ended, order);
  EXPECT_TRUE(ends[0].ok());
  EXPECT_EQ(ends[1].fault, ProcessFault::kNotStarted);
  EXPECT_FALSE(ends[1].ok());
}

TEST_F(ProcessPool, tries_again_behind_the_rest_what_it_is_told_to) {
  PoolPlan plan;
  std::vector<std::size_t> order;
  plan.starts = [&order](std::size_t job) { order.push_back(job); };
  int failures = 0;
  plan.again = [&failures](std::size_t, const ProcessEnd& end) -> std::optional<double> {
    EXPECT_EQ(end.signal, SIGKILL);
    return ++failures < 3 ? std::optional(0.0) : std::nullopt;
  };
  const auto ends = run_in_processes({[]() -> int { raise(SIGKILL); return 0; }, [] { return 0; }}, plan);
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 0, 0}));
  EXPECT_EQ(ends[0].signal, SIGKILL);
  EXPECT_TRUE(ends[1].ok());
}

}  // namespace
}  // namespace picket::sim
