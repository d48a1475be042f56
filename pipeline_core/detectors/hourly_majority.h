#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// The target that has more than half of an hour's weight, and at least how much, in constant space.
///
/// Model:  majority vote with weights: weight of the counted target adds, weight of another takes away, and a
///         heavier other takes its place. The count never exceeds the target's true weight of that hour, and
///         the target with more than half of it is the counted one.
/// State:  16 bytes.
/// Errors: what belongs to an earlier hour than the open one is not counted.
/// Source: Boyer and Moore, "MJRTY: a fast majority vote algorithm", 1981, with weights for votes.
class HourlyMajority {
 public:
  /// The counted target's weight after adding, 0 if it is another one's or of a closed hour.
  std::uint64_t add(std::uint64_t target, std::uint32_t weight, Time time) {
    const auto hour = static_cast<std::int32_t>(time.unix_seconds() / 3600);
    if (hour < hour_) return 0;
    if (hour > hour_) *this = HourlyMajority{0, 0, hour};
    const auto short_target = static_cast<std::uint32_t>(target >> 32);
    if (short_target == target_) {
      weight_ += weight;
    } else if (weight > weight_) {
      weight_ = weight - weight_;
      target_ = short_target;
    } else {
      weight_ -= weight;
      return 0;
    }
    return weight_;
  }
  std::int32_t hour() const { return hour_; }

  HourlyMajority() = default;

 private:
  HourlyMajority(std::uint64_t weight, std::uint32_t target, std::int32_t hour)
      : weight_(weight), target_(target), hour_(hour) {}
  std::uint64_t weight_ = 0;
  std::uint32_t target_ = 0;
  std::int32_t hour_ = 0;
};

}  // namespace picket
