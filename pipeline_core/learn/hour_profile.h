#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace picket {

/// What a feature usually is above its mean at an hour of the UTC day.
///
/// Model:  residual[h] moves by `weight` of what is left after it; kept in steps of 1/32. The sum of all hours
///         is kept below one step each, so that a drift of the whole day stays in the level, where
///         it is looked for, and is not explained away here.
/// Input:  value less mean, on a log scale.
/// State:  24 bytes.
/// Limits: range -4 to 3.97 (a factor of 50 up or down). What is left and below 1 / (64 weight) no
///         longer moves it (0.08 at weight 0.2). Weekdays are not told from Sundays.
/// Source: additive seasonal component of Holt-Winters (Winters 1960) with a fixed point of our own.
class HourProfile {
 public:
  static constexpr double kStep = 1.0 / 32;

  double at(std::uint32_t hour_of_day) const { return residual_[hour_of_day % 24] * kStep; }
  void learn(std::uint32_t hour_of_day, double above_mean, double weight) {
    std::int8_t& residual = residual_[hour_of_day % 24];
    const double left = above_mean - residual * kStep;
    const double moved = residual + std::round(weight * left / kStep);
    residual = static_cast<std::int8_t>(std::clamp(moved, -128.0, 127.0));
    const int sum = std::accumulate(residual_.begin(), residual_.end(), 0);
    const int excess = sum / static_cast<int>(residual_.size());
    if (excess == 0) return;
    for (std::int8_t& r : residual_) r = static_cast<std::int8_t>(std::clamp(r - excess, -128, 127));
  }

 private:
  std::array<std::int8_t, 24> residual_{};
};

}  // namespace picket
