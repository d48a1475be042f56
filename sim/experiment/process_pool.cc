#include "sim/experiment/process_pool.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <map>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

volatile std::sig_atomic_t interrupted = 0;
/// The process that lets an InterruptEnds live; 0: none.
volatile std::sig_atomic_t ending_process = 0;
/// Of the InterruptEnds that lives; null: there is nothing to remove.
void (*volatile tidy_up)() = nullptr;
constexpr char kInterrupted[] = "\ninterrupted: nothing was done\n";
constexpr int kInterruptedExit = 130;  // as shells count: 128 and the number of SIGINT

/// Notes SIGINT and SIGTERM while jobs run, and gives the signals back afterwards.
class InterruptWatch {
 public:
  InterruptWatch() {
    struct sigaction note {};
    note.sa_handler = [](int) { interrupted = 1; };
    sigemptyset(&note.sa_mask);
    sigaction(SIGINT, &note, &before_int_);
    sigaction(SIGTERM, &note, &before_term_);
  }
  ~InterruptWatch() { give_back(); }
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  void give_back() const {
    sigaction(SIGINT, &before_int_, nullptr);
    sigaction(SIGTERM, &before_term_, nullptr);
  }

 private:
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
};

int run_job(const std::function<int()>& job) {
  try {
    return job();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
}

ProcessEnd end_of(int status) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
  return {-1, WIFSIGNALED(status) ? WTERMSIG(status) : 0};
}

void sleep_milliseconds(long ms) {
  const timespec pause{0, ms * 1'000'000};
  nanosleep(&pause, nullptr);
}

}  // namespace

std::string ProcessEnd::to_string() const {
  if (signal != 0) return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  return "exit code " + std::to_string(exit_code);
}

std::vector<ProcessEnd> run_in_processes(const std::vector<std::function<int()>>& jobs, unsigned concurrent,
                                         const std::function<void()>& tick) {
  const InterruptWatch watch;
  std::vector<ProcessEnd> ends(jobs.size(), ProcessEnd{3, 0});
  std::map<pid_t, std::size_t> running;
  std::size_t next = 0;
  while (next < jobs.size() || !running.empty()) {
    if (interrupted != 0) {
      next = jobs.size();
      for (const auto& [pid, job] : running) kill(pid, SIGKILL);
    }
    while (next < jobs.size() && running.size() < concurrent) {
      std::fflush(nullptr);
      const pid_t parent = getpid();
      const pid_t pid = fork();
      if (pid == 0) {
        watch.give_back();
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(3);  // the parent died in between
        const int code = run_job(jobs[next]);
        std::fflush(nullptr);
        _exit(code);
      }
      if (pid < 0) {
        ends[next] = {3, 0};
      } else {
        running.emplace(pid, next);
      }
      ++next;
    }
    int status = 0;
    const pid_t ended = running.empty() ? 0 : waitpid(-1, &status, WNOHANG);
    if (ended > 0) {
      const auto found = running.find(ended);
      if (found != running.end()) {
        ends[found->second] = end_of(status);
        running.erase(found);
      }
      continue;
    }
    if (tick) tick();
    sleep_milliseconds(running.empty() ? 0 : 20);
  }
  if (tick) tick();
  return ends;
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
