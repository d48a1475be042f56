#pragma once

#include <cstdint>
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

}  // namespace picket::sim
