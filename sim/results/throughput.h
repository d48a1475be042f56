#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// Throughput of one place (a site's uplink, a hub's ingress): peaks over a second, a minute and an
/// hour, and a series for a plot.
///
/// Model:  a transfer's bytes are spread evenly over its time and summed by clock second. Minutes and
///         hours are sums of seconds. All periods are aligned to the clock, so a peak is exact for
///         aligned periods; a window that slides freely could hold up to twice as much.
/// Input:  transfers in about the order of their ends.
/// Cost:   constant for a transfer within a second, else by its seconds; 0.6 kB and the series.
/// Limits: the last 64 seconds stay open. Bytes older than that are booked on the oldest open second
///         and counted as late.
class ThroughputMeter {
 public:
  /// Bytes before `from` are left out. `series_step` is a whole number of seconds; `series_points` 0
  /// keeps no series; beyond the last point bytes still count for the peaks.
  ThroughputMeter(Time from, Duration series_step, std::size_t series_points);

  void add(Time begin, Time end, Bytes bytes);
  /// Closes all open periods; nothing may be added afterwards.
  void finish();

  // Valid after `finish`. Peaks are the bytes of the busiest period.
  Bytes total() const { return Bytes(total_); }
  Bytes late() const { return Bytes(late_); }
  Bytes peak_second() const { return Bytes(second_peak_); }
  Bytes peak_minute() const { return Bytes(minute_.peak); }
  Bytes peak_hour() const { return Bytes(hour_.peak); }
  /// Mean bytes per second of each step up to `until`; the last step may be shorter.
  Series series(std::string name, Time until) const;

 private:
  static constexpr std::int64_t kOpenSeconds = 64;
  struct Period {
    std::int64_t seconds;
    std::int64_t index = 0;
    std::int64_t sum = 0;
    std::int64_t peak = 0;
    void add(std::int64_t second, std::int64_t bytes);
    void close();
  };
  void book(std::int64_t second, std::int64_t bytes);
  void move_to(std::int64_t oldest);
  void close_second(std::int64_t second);

  Time from_;
  std::int64_t step_seconds_;
  std::int64_t oldest_;  ///< first open second
  std::array<std::int64_t, kOpenSeconds> open_{};
  std::int64_t second_peak_ = 0;
  Period minute_{60};
  Period hour_{3'600};
  std::int64_t total_ = 0;
  std::int64_t late_ = 0;
  std::vector<std::int64_t> series_;
  bool finished_ = false;
};

/// The shortest of 1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10, 15, 30 min, 1, 2, 3, 6, 12, 24 h, else whole
/// days, with which `duration` takes at most `points` steps.
Duration series_step(Duration duration, std::size_t points);

/// Points of a series that is shown, such as a hub's; a plot needs no more.
inline constexpr std::size_t kPlotPoints = 1'440;

/// The meters of all sites, small enough for 20,000 of them: 128 points each.
class SiteThroughput {
 public:
  SiteThroughput(std::size_t sites, Time from, Duration duration, std::size_t points = 128);
  ThroughputMeter& at(std::size_t site) { return meters_[site]; }
  const ThroughputMeter& at(std::size_t site) const { return meters_[site]; }
  std::size_t size() const { return meters_.size(); }
  void finish();
  /// Index of the site with the largest minute, the first among equals; 0 if there is none.
  std::size_t busiest() const;

 private:
  std::vector<ThroughputMeter> meters_;
};

}  // namespace picket::sim
