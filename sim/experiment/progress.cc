#include "sim/experiment/progress.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <new>
#include <stdexcept>

namespace picket::sim {
namespace {

std::string clock_text(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  char text[32];
  if (s >= 3600) {
    std::snprintf(text, sizeof text, "%ldh%02ldm", s / 3600, s / 60 % 60);
  } else if (s >= 60) {
    std::snprintf(text, sizeof text, "%ldm%02lds", s / 60, s % 60);
  } else {
    std::snprintf(text, sizeof text, "%lds", s);
  }
  return text;
}

}  // namespace

double wall_clock_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Progress::Progress(double total_device_seconds) : total_(std::max(1.0, total_device_seconds)) {
  void* memory = mmap(nullptr, sizeof(*done_), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no shared memory for the progress counter");
  done_ = new (memory) std::atomic<std::uint64_t>(0);
}

Progress::~Progress() { munmap(done_, sizeof(*done_)); }

double Progress::share() const { return std::min(1.0, static_cast<double>(done_->load()) / total_); }

ProgressLine::ProgressLine(const Progress& progress, std::string title, bool quiet, double patience_seconds)
    : progress_(progress),
      title_(std::move(title)),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      patience_(patience_seconds),
      started_(wall_clock_seconds()) {}

void ProgressLine::update() {
  if (quiet_) return;
  const double now = wall_clock_seconds();
  const double share = progress_.share();
  const double elapsed = now - started_;
  if (elapsed < patience_) return;
  if (terminal_) {
    if (now - last_written_ < 0.2) return;
    last_written_ = now;
    constexpr int kWidth = 30;
    const int filled = static_cast<int>(share * kWidth);
    std::string bar(static_cast<std::size_t>(filled), '=');
    bar.resize(kWidth, ' ');
    // No estimate before there is something to estimate from.
    const std::string eta = share > 0.02 ? clock_text(elapsed / share - elapsed) : "?";
    std::fprintf(stderr, "\r%s [%s] %3.0f %%  %s elapsed, %s to go   ", title_.c_str(), bar.c_str(), share * 100,
                 clock_text(elapsed).c_str(), eta.c_str());
    return;
  }
  const int tenth = static_cast<int>(share * 10);
  if (tenth <= last_tenth_) return;
  last_tenth_ = tenth;
  std::fprintf(stderr, "%s: %d %% after %s, about %s to go\n", title_.c_str(), tenth * 10, clock_text(elapsed).c_str(),
               clock_text(share > 0 ? elapsed / share - elapsed : 0).c_str());
}

void ProgressLine::finish() {
  if (!quiet_ && terminal_ && wall_clock_seconds() - started_ >= patience_) std::fprintf(stderr, "\r%s: done in %s%50s\n", title_.c_str(), clock_text(wall_clock_seconds() - started_).c_str(), "");
}

}  // namespace picket::sim
