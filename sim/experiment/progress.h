#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace picket::sim {

/// How far a study is, in simulated device-seconds; shared by all its processes.
class Progress {
 public:
  /// Errors: throws std::runtime_error if no shared memory can be had.
  explicit Progress(double total_device_seconds);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Safe from any process and thread.
  void add(double device_seconds) { done_->fetch_add(static_cast<std::uint64_t>(device_seconds)); }
  double share() const;

 private:
  double total_;
  std::atomic<std::uint64_t>* done_;
};

/// Writes progress to stderr: one line that is rewritten on a terminal, a plain line at every
/// tenth elsewhere, nothing if quiet, and nothing of work that is done within `patience_seconds`.
class ProgressLine {
 public:
  ProgressLine(const Progress& progress, std::string title, bool quiet, double patience_seconds = 0);
  void update();
  void finish();

 private:
  const Progress& progress_;
  std::string title_;
  bool quiet_;
  bool terminal_;
  double patience_;
  double started_;
  double last_written_ = 0;
  int last_tenth_ = 0;
};

/// Seconds of a monotonic clock, for the wall times of reports.
double wall_clock_seconds();

}  // namespace picket::sim
