#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/kernel/kernel.h"

namespace picket::sim {

/// One call of the kernel to its sink, in microseconds since the epoch of the run.
struct Told {
  std::int64_t at = 0;
  std::uint64_t cookie = 0;
  char what = 't';  ///< t: timer, d: delivered, f: failed
  bool operator==(const Told&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Told& t) {
  return out << "(" << t.at << " us, " << t.cookie << ", " << t.what << ")";
}

inline constexpr Time kEpoch = Time::from_unix_seconds(1'772'496'000);
inline Time at_us(std::int64_t us) {
  return kEpoch + Duration::microseconds(us);
}

/// Writes down what it is told, then does what the test wants.
class RecordingSink : public KernelSink {
 public:
  using React = std::function<void(const Told&)>;
  React react;
  bool record_timers = true;
  std::vector<Told> told;

  void on_timer(std::uint64_t cookie, Time now) override { note({us(now), cookie, 't'}); }
  void on_transfer(std::uint64_t cookie, Time now, bool delivered) override {
    note({us(now), cookie, delivered ? 'd' : 'f'});
  }

 private:
  static std::int64_t us(Time now) { return (now - kEpoch).count_microseconds(); }
  void note(const Told& t) {
    if (t.what != 't' || record_timers) told.push_back(t);
    if (react) react(t);
  }
};

/// Runs `body` with a kernel of its own in a child process, since a process can hold one kernel
/// only, and returns what the sink was told.
struct ForkedRun {
  Backend backend;
  Sharing sharing = Sharing::kFifo;
  std::vector<double> uplinks{1e6};  ///< bytes per second, one a site
  bool record_timers = true;
  std::vector<double> cells{};  ///< the same of each cell; site s is in cell s modulo their number, of the last third none

  std::vector<Told> operator()(const std::function<void(Kernel&, RecordingSink&)>& body) const {
    int fds[2];
    PICKET_CHECK(pipe(fds) == 0);
    std::fflush(nullptr);
    const pid_t child = fork();
    PICKET_CHECK(child >= 0);
    if (child == 0) {
      close(fds[0]);
      _exit(write_all(fds[1], told_by(body)) ? 0 : 1);
    }
    close(fds[1]);
    std::vector<Told> result;
    Told t;
    std::FILE* in = fdopen(fds[0], "rb");
    while (std::fread(&t, sizeof t, 1, in) == 1) result.push_back(t);
    std::fclose(in);
    int status = 0;
    PICKET_CHECK(waitpid(child, &status, 0) == child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the run's process ended with status " << status;
    return result;
  }

 private:
  std::uint32_t cell_of(std::size_t site) const {
    const bool alone = uplinks.size() >= 3 && 3 * site >= 2 * uplinks.size();
    return cells.empty() || alone ? Platform::kNoCell : static_cast<std::uint32_t>(site % cells.size());
  }
  std::vector<Told> told_by(const std::function<void(Kernel&, RecordingSink&)>& body) const {
    Platform platform;
    for (const double speed : uplinks) platform.sites.push_back({speed, cell_of(platform.sites.size())});
    for (const double speed : cells) platform.cells.push_back({speed});
    RecordingSink sink;
    sink.record_timers = record_timers;
    {
      Kernel kernel(platform, backend, sharing, kEpoch, sink);
      body(kernel, sink);
    }
    return sink.told;
  }
  static bool write_all(int fd, const std::vector<Told>& told) {
    const char* data = reinterpret_cast<const char*>(told.data());
    std::size_t left = told.size() * sizeof(Told);
    while (left > 0) {
      const ssize_t n = write(fd, data, left);
      if (n <= 0) return false;
      data += n;
      left -= static_cast<std::size_t>(n);
    }
    return true;
  }
};

}  // namespace picket::sim
