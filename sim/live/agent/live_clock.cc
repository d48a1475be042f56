#include "sim/live/agent/live_clock.h"

#include <ctime>

namespace picket::sim {
namespace {

Duration read_clock(clockid_t clock) {
  timespec at{};
  ::clock_gettime(clock, &at);
  return Duration::seconds(at.tv_sec) + Duration::microseconds(at.tv_nsec / 1'000);
}

Time time_of_day() { return Time::from_unix_microseconds(read_clock(CLOCK_REALTIME).count_microseconds()); }

}  // namespace

LiveClock::LiveClock() : begin_(time_of_day()), begin_boot_(read_clock(CLOCK_BOOTTIME)) {}

Time LiveClock::now() const { return begin_ + (read_clock(CLOCK_BOOTTIME) - begin_boot_); }

Duration LiveClock::offset() const {
  const Duration moved = time_of_day() - now();
  return moved < kLeastStep && -moved < kLeastStep ? Duration() : moved;
}

}  // namespace picket::sim
