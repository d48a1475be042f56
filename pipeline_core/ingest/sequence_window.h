#pragma once

#include <cstdint>

namespace picket {

/// Which of a device's message numbers have been seen, within the last 64.
/// Limits: a number more than 63 behind the highest cannot be told from one that was lost on the way;
/// it is let through, since losing evidence is worse than reading it twice (retries come soon after).
class SequenceWindow {
 public:
  /// True if `sequence` is new; notes it.
  bool accept(std::uint32_t sequence) {
    if (!started_ || sequence > highest_) {
      const std::uint32_t ahead = started_ ? sequence - highest_ : 64;
      seen_ = ahead >= 64 ? 1 : seen_ << ahead | 1;
      highest_ = sequence;
      started_ = true;
      return true;
    }
    const std::uint32_t behind = highest_ - sequence;
    if (behind >= 64) return true;
    const std::uint64_t mark = 1ULL << behind;
    if ((seen_ & mark) != 0) return false;
    seen_ |= mark;
    return true;
  }

 private:
  std::uint64_t seen_ = 0;  ///< bit i: highest_ - i
  std::uint32_t highest_ = 0;
  bool started_ = false;
};

}  // namespace picket
