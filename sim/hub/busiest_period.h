#pragma once

#include <algorithm>
#include <cstdint>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Sums amounts over consecutive periods aligned to the epoch (clock seconds, UTC days) and keeps
/// the largest sum. Times must not go back by more than the current period.
/// Cost: no division but once a period.
class BusiestPeriod {
 public:
  explicit BusiestPeriod(Duration length) : length_(length.count_microseconds()) {}

  /// Makes the period of `now` current; true if that is a new one.
  bool advance(Time now) {
    if (now.unix_microseconds() < end_) return false;
    const std::int64_t us = now.unix_microseconds();
    const std::int64_t past = us % length_;
    end_ = us - past + (past < 0 ? 0 : length_);
    current_ = 0;
    return true;
  }
  void add(std::int64_t amount) {
    current_ += amount;
    largest_ = std::max(largest_, current_);
  }
  std::int64_t largest() const { return largest_; }

 private:
  std::int64_t length_;
  std::int64_t end_ = Time::min().unix_microseconds();
  std::int64_t current_ = 0;
  std::int64_t largest_ = 0;
};

}  // namespace picket::sim
