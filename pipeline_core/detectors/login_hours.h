#pragma once

#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// Hours of the day at which people sign in at a device.
///
/// Model:  the UTC hours with a sign-in, as 24 bits; an hour is usual if it or a neighbour has one. Judged
///         only after `login_hours_learned` sign-ins; an unusual hour is learned, too.
/// State:  8 bytes a device.
/// Limits: on a device that people hardly use nothing is judged; work at new hours raises once for each hour.
///         Agents' windows blur: the hour is that of the last sign-in of an aggregate.
/// Source: A30 of workloads.md 3.3; the rule is ours.
class LoginHours {
 public:
  /// True if the hour is unusual for this device.
  bool observe(Time time, std::uint32_t sign_ins, bool learning, std::uint16_t enough) {
    const auto hour = static_cast<unsigned>((time.unix_seconds() / 3600 % 24 + 24) % 24);
    const std::uint32_t near = 1U << hour | 1U << (hour + 1) % 24 | 1U << (hour + 23) % 24;
    const bool unusual = !learning && learned_ >= enough && (hours_ & near) == 0;
    hours_ |= 1U << hour;
    learned_ = static_cast<std::uint16_t>(learned_ + sign_ins < 0xffffU ? learned_ + sign_ins : 0xffffU);
    return unusual;
  }

 private:
  std::uint32_t hours_ = 0;
  std::uint16_t learned_ = 0;
};

}  // namespace picket
