#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/live/fit/hit_times.h"

namespace picket::sim {

/// Counts of events over time in at most kMost bins, which become twice as wide whenever time outgrows them.
///
/// Model:  bin i of level l is [i, i + 1) * kFinest * 2^l since 1970, so bins of all devices lie alike, and hours and days begin with one
///         (up to level 7). What is spread over a stretch is spread evenly over the bins that it touches.
/// Cost:   4 bytes a bin that was reached.
/// Limits: counts are floats: exact up to 16 million a bin where events are whole.
class TimeBins {
 public:
  static constexpr std::size_t kMost = 96;
  static constexpr Duration kFinest = Duration::seconds(225);
  static constexpr unsigned kMostLevels = 24;  ///< 119 years a bin

  static constexpr Duration width_of(unsigned level) { return kFinest * (std::int64_t{1} << level); }
  static constexpr std::int64_t bin_at(Time time, unsigned level) { return floor_div(time.unix_microseconds(), width_of(level).count_microseconds()); }
  static constexpr Time start_of(std::int64_t bin, unsigned level) { return Time::from_unix_microseconds(bin * width_of(level).count_microseconds()); }

  /// Adds what of the hits lies at `begin` or later. Output: what lies before it.
  double add(const HitTimes& times, Time begin);
  /// Adds an amount evenly over [first, last]; both the same: at that moment.
  void add(Time first, Time last, double amount);
  /// Makes bins wider, never narrower.
  void widen(unsigned level);

  unsigned level() const { return level_; }
  std::int64_t first_bin() const { return first_; }
  const std::vector<float>& counts() const { return counts_; }
  bool empty() const { return counts_.empty(); }
  /// Of bins below `end`, a number of bins of this level.
  double total_before(std::int64_t end) const;

 private:
  static constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && a < 0 ? 1 : 0); }
  void reach(std::int64_t from, std::int64_t to);
  unsigned level_ = 0;
  std::int64_t first_ = 0;
  std::vector<float> counts_;
};

}  // namespace picket::sim
