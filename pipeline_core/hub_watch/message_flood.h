#pragma once

#include <algorithm>
#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// All numbers are estimates.
struct FloodSettings {
  Duration window = Duration::minutes(5);
  std::uint32_t floor_messages = 300;      ///< windows with no more never alert
  double factor = 4;                       ///< over the busiest window seen
  double growth = 1.25;                    ///< a window raises the busiest one seen by this factor at most
  Duration backlog = Duration::hours(12);  ///< the longest silence whose queue is taken into account
};

/// Device-to-cloud messages of one device, accepted or refused, by window of arrival.
///
/// Model:  alert when a window's count > max(floor, factor * m), m the busiest window so far. After a silence g
///         longer than a window the device may send what it has queued: ceil(g / window) * m messages more than
///         that, once. m is learnt; afterwards a window raises it by `growth` at most (from 1 where nothing was
///         learnt), so a flood does not make itself normal.
/// State:  32 bytes.
/// Limits: a device that keeps silent earns itself the burst of its queue. A flood below factor * m is not seen.
struct MessageFlood {
  Time last = Time::min();
  std::uint32_t window = 0;  ///< number since 1970
  std::uint32_t count = 0;
  std::uint32_t busiest = 0;
  std::uint32_t credit = 0;  ///< queued messages that may still come
  bool raised = false;

  /// `now` does not go back. True: this message made it a flood.
  bool add(Time now, std::uint32_t messages, bool learning, const FloodSettings& settings) {
    const std::int64_t size = settings.window.count_microseconds();
    const auto index = static_cast<std::uint32_t>(std::max<std::int64_t>(now.unix_microseconds(), 0) / size);
    if (last == Time::min()) {
      last = now;
      window = index;
    }
    if (index != window) {
      close(learning, settings);
      window = index;
      count = 0;
      raised = false;
    }
    const Duration gap = std::min(now - last, settings.backlog);
    if (gap > settings.window) {
      const std::int64_t windows = (gap.count_microseconds() + size - 1) / size;
      credit = static_cast<std::uint32_t>(std::min<std::int64_t>(windows * busiest, UINT32_MAX));
    }
    last = now;
    const std::uint32_t before = count;
    count = messages > UINT32_MAX - count ? UINT32_MAX : count + messages;
    if (learning || raised) return false;
    const std::uint32_t limit = limit_of(settings);
    if (count <= limit) return false;
    const std::uint32_t beyond = count - std::max(before, limit);
    if (beyond <= credit) {
      credit -= beyond;
      return false;
    }
    credit = 0;
    raised = true;
    return true;
  }

 private:
  std::uint32_t limit_of(const FloodSettings& settings) const {
    const double limit = std::min(settings.factor * busiest, 4e9);
    return std::max(settings.floor_messages, static_cast<std::uint32_t>(limit));
  }
  void close(bool learning, const FloodSettings& settings) {
    const double most = learning ? 4e9 : std::max(settings.growth * busiest, busiest + 1.0);
    busiest = std::max(busiest, std::min(count, static_cast<std::uint32_t>(std::min(most, 4e9))));
  }
};

}  // namespace picket
