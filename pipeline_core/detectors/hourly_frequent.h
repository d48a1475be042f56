#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// The targets that have much of an hour's weight each, and at least how much, in constant space.
///
/// Model:  as many counters as kTargets. Weight of a counted target adds to its counter; that of another takes a free
///         counter, and where there is none it takes as much from every counter as from itself, until one is free or
///         nothing is left of it. A count never exceeds the target's true weight of that hour, and understates it by at most
///         the hour's weight over kTargets + 1: each unit taken from a target is taken from kTargets others as well. So
///         every target with more than that share of the hour is among the counted.
/// State:  28 bytes.
/// Errors: what belongs to an earlier hour than the open one is not counted. Weights stop at the largest number.
/// Source: Misra and Gries, "Finding repeated elements", 1982, with weights for repetitions. One counter is
///         hourly_majority.h.
class HourlyFrequent {
 public:
  static constexpr std::size_t kTargets = 3;

  /// The target's counted weight after adding, 0 if it is not counted or the hour is closed.
  std::uint64_t add(std::uint64_t target, std::uint32_t weight, Time time) {
    const auto hour = static_cast<std::int32_t>(time.unix_seconds() / 3600);
    if (hour < hour_) return 0;
    if (hour > hour_) {
      counters_ = {};
      hour_ = hour;
    }
    const auto short_target = static_cast<std::uint32_t>(target >> 32);
    for (Counter& counter : counters_) {
      if (counter.weight == 0 || counter.target != short_target) continue;
      counter.weight = weight > UINT32_MAX - counter.weight ? UINT32_MAX : counter.weight + weight;
      return counter.weight;
    }
    const auto least = std::min_element(counters_.begin(), counters_.end(),
                                        [](const Counter& a, const Counter& b) { return a.weight < b.weight; });
    const std::uint32_t taken = std::min(weight, least->weight);
    for (Counter& counter : counters_) counter.weight -= taken;
    if (weight == taken) return 0;
    *least = {short_target, weight - taken};
    return least->weight;
  }
  std::int32_t hour() const { return hour_; }

 private:
  struct Counter {
    std::uint32_t target = 0;
    std::uint32_t weight = 0;  ///< 0: free
  };
  std::array<Counter, kTargets> counters_{};
  std::int32_t hour_ = 0;
};
static_assert(sizeof(HourlyFrequent) == 28, "see State");

}  // namespace picket
