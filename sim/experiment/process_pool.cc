#include "sim/experiment/process_pool.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <deque>
#include <exception>
#include <map>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

volatile std::sig_atomic_t interrupted = 0;
/// A terminal's SIGTSTP came while jobs run in groups of their own.
volatile std::sig_atomic_t pause_wanted = 0;
/// The process that lets an InterruptEnds live; 0: none.
volatile std::sig_atomic_t ending_process = 0;
/// Of the InterruptEnds that lives; null: there is nothing to remove.
void (*volatile tidy_up)() = nullptr;
constexpr char kInterrupted[] = "\ninterrupted: nothing was done\n";
constexpr int kInterruptedExit = 130;  // as shells count: 128 and the number of SIGINT

/// Notes SIGINT and SIGTERM while jobs run, and gives the signals back afterwards. Whoever started us may have had SIGCHLD
/// ignored, which is inherited: the kernel would then take our children away before we can ask how they ended.
class InterruptWatch {
 public:
  /// `own_groups`: what a terminal sends does not reach the jobs, so SIGHUP ends them too, and SIGTSTP lets them pause.
  explicit InterruptWatch(bool own_groups) {
    const auto end = [](int) { interrupted = 1; };
    take(SIGINT, end);
    take(SIGTERM, end);
    take(SIGCHLD, SIG_DFL);
    if (!own_groups) return;
    // nohup has SIGHUP ignored, and a shell without job control SIGTSTP: so it stays.
    if (!is_ignored(SIGHUP)) take(SIGHUP, end);
    take(SIGQUIT, end);
    if (!is_ignored(SIGTSTP)) take(SIGTSTP, [](int) { pause_wanted = 1; });
  }
  ~InterruptWatch() { give_back(); }
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  void give_back() const {
    for (const auto& [signal, before] : before_) sigaction(signal, &before, nullptr);
  }

 private:
  static bool is_ignored(int signal) {
    struct sigaction now {};
    return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
  }
  void take(int signal, void (*answer)(int)) {
    struct sigaction ours {};
    ours.sa_handler = answer;
    sigemptyset(&ours.sa_mask);
    sigaction(signal, &ours, &before_[signal]);
  }

  std::map<int, struct sigaction> before_;
};

/// A job in a group of its own that asked the terminal for input would be stopped, and waited for without end.
void leave_terminal() {
  setpgid(0, 0);
  if (const int nothing = ::open("/dev/null", O_RDONLY); nothing >= 0) {
    ::dup2(nothing, STDIN_FILENO);
    if (nothing != STDIN_FILENO) ::close(nothing);
  }
}

int run_job(const std::function<int()>& job) {
  try {
    return job();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
}

ProcessEnd end_of(int status) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0, ProcessFault::kNone};
  return {-1, WIFSIGNALED(status) ? WTERMSIG(status) : 0, ProcessFault::kNone};
}

void sleep_milliseconds(long ms) {
  const timespec pause{0, ms * 1'000'000};
  nanosleep(&pause, nullptr);
}

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// A job that waits for its start.
struct Waiting {
  std::size_t job;
  double not_before;
  bool tried;
};

struct RunningJob {
  std::size_t job;
  double began;
  bool over_time;
};

/// One call of run_in_processes.
class PoolRun {
 public:
  PoolRun(const std::vector<std::function<int()>>& jobs, const PoolPlan& plan)
      : watch_(plan.own_groups), jobs_(jobs), plan_(plan), concurrent_(plan.concurrent), ends_(jobs.size(), ProcessEnd{3, 0, ProcessFault::kNotStarted}) {
    for (std::size_t job = 0; job < jobs.size(); ++job) waiting_.push_back({job, 0, false});
  }

  std::vector<ProcessEnd> run() {
    while (!waiting_.empty() || !running_.empty()) {
      if (interrupted != 0) {
        waiting_.clear();
        for (const auto& [pid, job] : running_) send(pid, SIGKILL);
      }
      if (pause_wanted != 0) pause();
      start_what_may();
      int status = 0;
      rusage used{};
      const pid_t ended = running_.empty() ? 0 : wait4(-1, &status, WNOHANG, &used);
      if (ended > 0) {
        take_in(ended, status, used);
        continue;
      }
      kill_what_is_over_time();
      if (plan_.tick) plan_.tick();
      if (!waiting_.empty() || !running_.empty()) sleep_milliseconds(20);
    }
    if (plan_.tick) plan_.tick();
    return std::move(ends_);
  }

 private:
  void start_what_may() {
    for (std::size_t i = 0; i < waiting_.size() && running_.size() < allowed() && interrupted == 0;) {
      Waiting& next = waiting_[i];
      const double now = seconds_now();
      if (next.not_before > now) {
        ++i;
        continue;
      }
      const JobStart answer = next.tried || !plan_.may_start ? JobStart::kNow : plan_.may_start(next.job);
      if (answer == JobStart::kLater) {
        next.not_before = now + plan_.later_seconds;
        ++i;
        continue;
      }
      const std::size_t job = next.job;
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      if (answer == JobStart::kNow) start(job);
    }
  }

  unsigned allowed() const { return plan_.fit ? std::clamp(plan_.fit(), 1U, std::max(1U, concurrent_)) : concurrent_; }

  void start(std::size_t job) {
    if (plan_.starts) plan_.starts(job);
    std::fflush(nullptr);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid == 0) {
      watch_.give_back();
      if (plan_.own_groups) leave_terminal();
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(3);  // the parent died in between
      const int code = run_job(jobs_[job]);
      std::fflush(nullptr);
      _exit(code);
    }
    if (pid < 0) {
      settle(job, {3, 0, ProcessFault::kNoProcess}, 0);
    } else {
      // Here too: whoever of the two comes first, the group is there before anything is sent to it.
      if (plan_.own_groups) setpgid(pid, pid);
      running_.emplace(pid, RunningJob{job, seconds_now(), false});
    }
  }

  void take_in(pid_t ended, int status, const rusage& used) {
    const auto found = running_.find(ended);
    if (found == running_.end()) return;
    const RunningJob job = found->second;
    running_.erase(found);
    ProcessEnd end = end_of(status);
    end.peak_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1'024;  // with what it waited for: the larger (getrusage(2))
    if (job.over_time && !end.ok()) end.fault = ProcessFault::kTimeLimit;
    settle(job.job, end, seconds_now() - job.began);
  }

  void settle(std::size_t job, const ProcessEnd& end, double seconds) {
    ends_[job] = end;
    if (interrupted != 0) return;
    if (!end.ok() && plan_.again) {
      if (const std::optional<double> pause = plan_.again(job, end)) {
        if (end.signal == SIGKILL && concurrent_ > 1) --concurrent_;
        waiting_.push_back({job, seconds_now() + *pause, true});
        return;
      }
    }
    if (plan_.ended) plan_.ended(job, end, seconds);
  }

  void kill_what_is_over_time() {
    if (plan_.timeout_seconds <= 0) return;
    const double now = seconds_now();
    for (auto& [pid, job] : running_) {
      if (job.over_time || now - job.began <= plan_.timeout_seconds) continue;
      job.over_time = true;
      send(pid, SIGKILL);
    }
  }

  /// To the job, and to all that it began, if that is in a group with it.
  void send(pid_t pid, int signal) const { kill(plan_.own_groups ? -pid : pid, signal); }

  /// As a terminal would do it with one group. The pause does not count as the jobs' time.
  void pause() {
    pause_wanted = 0;
    for (const auto& [pid, job] : running_) send(pid, SIGSTOP);
    const double began = seconds_now();
    raise(SIGSTOP);
    for (auto& [pid, job] : running_) {
      job.began += seconds_now() - began;
      send(pid, SIGCONT);
    }
  }

  const InterruptWatch watch_;
  const std::vector<std::function<int()>>& jobs_;
  const PoolPlan& plan_;
  unsigned concurrent_;
  std::vector<ProcessEnd> ends_;
  std::deque<Waiting> waiting_;
  std::map<pid_t, RunningJob> running_;
};

}  // namespace

std::string ProcessEnd::to_string() const {
  if (fault == ProcessFault::kTimeLimit) return "its time limit";
  if (fault == ProcessFault::kNoProcess) return "no process to be had";
  if (signal != 0) return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  return "exit code " + std::to_string(exit_code);
}

std::vector<ProcessEnd> run_in_processes(const std::vector<std::function<int()>>& jobs, unsigned concurrent,
                                         const std::function<void()>& tick) {
  PoolPlan plan;
  plan.concurrent = concurrent;
  plan.tick = tick;
  return run_in_processes(jobs, plan);
}

std::vector<ProcessEnd> run_in_processes(const std::vector<std::function<int()>>& jobs, const PoolPlan& plan) {
  return PoolRun(jobs, plan).run();
}

bool was_interrupted() { return interrupted != 0; }

InterruptEnds::InterruptEnds(void (*tidy)()) {
  PICKET_CHECK(ending_process == 0, static_cast<int>(ending_process));
  tidy_up = tidy;
  ending_process = getpid();
  struct sigaction end {};
  end.sa_handler = [](int) {
    // A child has this answer too, and its parent speaks for it.
    if (getpid() == ending_process) {
      if (void (*const up)() = tidy_up; up != nullptr) up();
      static_cast<void>(!::write(STDERR_FILENO, kInterrupted, sizeof kInterrupted - 1));
    }
    _exit(kInterruptedExit);
  };
  sigemptyset(&end.sa_mask);
  sigaction(SIGINT, &end, &before_int_);
  sigaction(SIGTERM, &end, &before_term_);
}

InterruptEnds::~InterruptEnds() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
  ending_process = 0;
  tidy_up = nullptr;
}

}  // namespace picket::sim
