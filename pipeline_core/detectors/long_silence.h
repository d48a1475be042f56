#pragma once

#include <optional>

#include "agent_core/base/time.h"

namespace picket {

/// The classic alert "Device silent": nothing came for a fixed, long time, whatever the policy promises.
///
/// Model:  armed by a device's registration and by each of its messages; fires once, `limit` after the last. Only devices
///         whose policy promises messages at all are watched, as by `SilenceWatch`.
/// State:  16 bytes a device.
/// Limits: an outage of the site looks the same as a dead device.
/// Source: "no telemetry for 72 hours", defender.md 5.2.
struct LongSilence {
  Time heard = Time::max();  ///< max: not watched
  Time due = Time::max();

  void hear(Time now, Duration limit) {
    heard = now;
    due = now + limit;
  }
  /// The moment at which the silence became too long, once.
  std::optional<Time> take(Time now) {
    if (due > now) return std::nullopt;
    const Time at = due;
    due = Time::max();
    return at;
  }
};

}  // namespace picket
