#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "agent_core/base/time.h"

namespace picket {

/// The targets that have much of an hour's weight each, and at least how much, in constant space.
///
/// Model:  as many counters as kTargets. Weight of a counted target adds to its counter; that of another takes a free
///         counter, and where there is none it takes as much from every counter as from itself, until one is free or
///         nothing is left of it. A count never exceeds the target's true weight of that hour, and understates it by at most
///         the hour's weight over kTargets + 1: each unit taken from a target is taken from kTargets others as well. So
///         every target with more than that share of the hour is among the counted. One counter is a majority vote.
/// State:  16 bytes for one target in 64 bits, 28 for three in 32.
/// Errors: what belongs to an earlier hour than the open one is not counted. Weights stop at the largest number.
/// Source: Misra and Gries, "Finding repeated elements", 1982, with weights for repetitions; of one counter Boyer and Moore,
///         "MJRTY: a fast majority vote algorithm", 1981.
template <std::size_t kTargets, class Weight>
class HourlyFrequent {
 public:
  /// The target's counted weight after adding, 0 if it is not counted or the hour is closed.
  std::uint64_t add(std::uint64_t target, std::uint32_t weight, Time time) {
    const auto hour = static_cast<std::int32_t>(time.unix_seconds() / 3600);
    if (hour < hour_) return 0;
    if (hour > hour_) {
      weights_ = {};
      hour_ = hour;
    }
    const auto short_target = static_cast<std::uint32_t>(target >> 32);
    for (std::size_t i = 0; i < kTargets; ++i) {
      if (weights_[i] == 0 || targets_[i] != short_target) continue;
      weights_[i] = weight > kMost - weights_[i] ? kMost : weights_[i] + weight;
      return weights_[i];
    }
    const auto least = static_cast<std::size_t>(std::min_element(weights_.begin(), weights_.end()) - weights_.begin());
    const Weight taken = std::min<Weight>(weight, weights_[least]);
    for (Weight& counted : weights_) counted -= taken;
    if (weight == taken) return 0;
    targets_[least] = short_target;
    weights_[least] = weight - taken;
    return weights_[least];
  }
  std::int32_t hour() const { return hour_; }

 private:
  static constexpr Weight kMost = std::numeric_limits<Weight>::max();
  // Two arrays: pairs of a wide weight and a narrow target would be padded.
  std::array<Weight, kTargets> weights_{};  ///< 0: free
  std::array<std::uint32_t, kTargets> targets_{};
  std::int32_t hour_ = 0;
};
static_assert(sizeof(HourlyFrequent<1, std::uint64_t>) == 16, "see State");
static_assert(sizeof(HourlyFrequent<3, std::uint32_t>) == 28, "see State");

}  // namespace picket
