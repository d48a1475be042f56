#pragma once

#include <cstdint>

#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/custom_alerts.h"

namespace picket {

/// One device's activities under one time-window rule.
///
/// Model:  windows are [k * size, (k + 1) * size) since 1970, on event time. More than the maximum fires at the
///         activity that passes it, once a window; fewer than the minimum fires when the window closes. A window
///         closes `lateness` after its end, before another size has gone by, so that two windows are open at most. The
///         window in which the device joined its group is not held to the minimum.
/// State:  20 bytes.
/// Errors: an activity of a closed window is not counted; `add` says so.
/// Limits: a burst that straddles two windows counts in each by its part. Whether the service's windows tumble or
///         slide is not published.
/// Source: customizable alerts of the device security group.
class WindowCount {
 public:
  enum class Added : std::uint8_t { kWithin, kAbove, kTooLate };
  /// A closed window whose count stayed below the minimum.
  struct Below {
    Time start;
    Time end;
    Time closed;
    std::uint32_t count = 0;
  };

  /// The device joined the group at `now`, or the rule changed.
  void start(Time now, const TimeWindowRule& rule) {
    *this = {};
    newest_ = index_of(now, rule);
    next_ = newest_ + 1;
  }
  /// `now`: when it became known; windows that closed before are to be taken from `close` first.
  Added add(Time event_time, std::uint32_t activities, Time now, const TimeWindowRule& rule, Duration lateness) {
    const std::uint32_t index = index_of(event_time, rule);
    if (closed_at(index, rule, lateness) < now || index + 1 < newest_) return Added::kTooLate;
    if (index > newest_) {
      counts_[1] = index == newest_ + 1 ? counts_[0] : 0;
      above_ = static_cast<std::uint8_t>(index == newest_ + 1 ? above_ << 1 & 2 : 0);
      counts_[0] = 0;
      newest_ = index;
    }
    const std::uint32_t at = newest_ - index;
    counts_[at] = activities > UINT32_MAX - counts_[at] ? UINT32_MAX : counts_[at] + activities;
    if (counts_[at] <= rule.max_threshold || (above_ >> at & 1) != 0) return Added::kWithin;
    above_ = static_cast<std::uint8_t>(above_ | 1U << at);
    return Added::kAbove;
  }
  /// When the next window closes whose count matters for the minimum; Time::max() without a minimum.
  Time due(const TimeWindowRule& rule, Duration lateness) const {
    return rule.min_threshold == 0 ? Time::max() : closed_at(next_, rule, lateness);
  }
  /// Closes the window that is due first. True: it stayed below the minimum.
  bool close(const TimeWindowRule& rule, Duration lateness, Below& below) {
    const std::uint32_t index = next_++;
    const std::uint32_t count = index > newest_ || index + 1 < newest_ ? 0 : counts_[newest_ - index];
    below = {start_of(index, rule), start_of(index + 1, rule), closed_at(index, rule, lateness), count};
    return count < rule.min_threshold;
  }
  /// Activities so far in the window of that time, one of the two that are open.
  std::uint32_t count_at(Time event_time, const TimeWindowRule& rule) const {
    const std::uint32_t age = newest_ - index_of(event_time, rule);
    return age < 2 ? counts_[age] : 0;
  }
  static Time window_start(Time event_time, const TimeWindowRule& rule) {
    return start_of(index_of(event_time, rule), rule);
  }

 private:
  static std::uint32_t index_of(Time time, const TimeWindowRule& rule) {
    const std::int64_t us = time.unix_microseconds();
    return us < 0 ? 0 : static_cast<std::uint32_t>(us / rule.time_window_size.count_microseconds());
  }
  static Time start_of(std::uint32_t index, const TimeWindowRule& rule) {
    return Time::from_unix_microseconds(index * rule.time_window_size.count_microseconds());
  }
  static Time closed_at(std::uint32_t index, const TimeWindowRule& rule, Duration lateness) {
    const Duration longest = rule.time_window_size - Duration::microseconds(1);
    return start_of(index + 1, rule) + (lateness < longest ? lateness : longest);
  }

  std::uint32_t newest_ = 0;  ///< window of counts_[0]
  std::uint32_t next_ = 0;    ///< the first window that is not closed yet
  std::uint32_t counts_[2] = {};
  std::uint8_t above_ = 0;  ///< bit i: counts_[i] has fired
};
static_assert(sizeof(WindowCount) == 20);

}  // namespace picket
