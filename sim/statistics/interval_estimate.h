#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace picket::sim {

/// Fewer replications than this give a value but no interval: with two to four of them Student's
/// t is so wide, and the normality behind it so uncheckable, that the interval misleads.
inline constexpr std::uint32_t kMinReplicationsForInterval = 5;

/// A closed interval; `high` is +infinity where no upper limit can be given.
struct Interval {
  double low = 0;
  double high = 0;

  double half_width() const { return (high - low) / 2; }
  bool contains(double x) const { return low <= x && x <= high; }
};

/// A value with the interval around it. `n` counts replications, the unit of inference.
struct IntervalEstimate {
  double value = 0;
  std::optional<Interval> interval;
  std::uint32_t n = 0;
};

/// Where bytes, rates, times and money lie.
inline constexpr Interval kNotNegative{0, std::numeric_limits<double>::infinity()};
/// Where a difference of two shares lies.
inline constexpr Interval kShareDifferences{-1, 1};

/// The same with the interval cut to where what is estimated must lie: Student's t knows no bounds, and an upper end of 103 %
/// is read as a mistake. What is cut off cannot hold the truth, so the interval covers as often as before.
inline IntervalEstimate cut_to(const Interval& range, IntervalEstimate estimate) {
  if (estimate.interval) {
    estimate.interval = Interval{std::max(range.low, estimate.interval->low), std::min(range.high, estimate.interval->high)};
  }
  return estimate;
}

}  // namespace picket::sim
