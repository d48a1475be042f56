#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Finds what lies in a stretch of time of a list that only grows and whose times are nearly in order.
/// Cost: 16 bytes an element; `within` takes log n and what it finds, `add` constant time if the element is the latest.
class TimeIndex {
 public:
  /// The list's next element.
  void add(Time time) {
    const auto position = static_cast<std::uint32_t>(by_time_.size());
    const auto later = std::upper_bound(by_time_.begin(), by_time_.end(), std::pair(time, position));
    by_time_.insert(later, {time, position});
  }
  std::size_t size() const { return by_time_.size(); }
  /// Positions of the elements from `from` to `until`, both included, in the list's order; valid until the next call.
  std::span<const std::uint32_t> within(Time from, Time until) {
    found_.clear();
    for (auto at = std::lower_bound(by_time_.begin(), by_time_.end(), std::pair(from, std::uint32_t{0}));
         at != by_time_.end() && at->first <= until; ++at) {
      found_.push_back(at->second);
    }
    std::sort(found_.begin(), found_.end());
    return found_;
  }

 private:
  std::vector<std::pair<Time, std::uint32_t>> by_time_;
  std::vector<std::uint32_t> found_;
};

}  // namespace picket::sim
