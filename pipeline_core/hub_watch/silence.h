#pragma once

#include <cstdint>
#include <optional>

#include "agent_core/base/time.h"

namespace picket {

/// Absence of a device: nothing heard for longer than its policy promises, or its security module
/// disconnected and did not come back. Records of connections may come late and out of order.
///
/// Model:  a message at t arms "silent at t + intervals * promised"; a disconnection at t arms
///         "silent at t + grace"; a connection disarms the latter. Each alarm fires once until the
///         device is heard again.
///         A device whose module stays away longer than the grace while the models learn (battery,
///         scheduled connections) is not watched for disconnections.
///         The promise is what `PipelineCore::register_device` was told of the device's policy; `LongSilence` and, through
///         this watch's alarm, `FleetSilence` have it from there too. hub_watch/README.md says why they are three.
/// Limits: an outage of the site looks the same as a killed agent.
struct SilenceWatch {
  struct Alarm {
    Time since;  ///< last sign of life
    Time at;     ///< when the silence became too long
    bool by_message = true;  ///< no message came; else the module did not come back
  };

  Duration allowed;  ///< zero: messages are not awaited
  Time last_heard;
  Time message_due = Time::max();
  Time disconnected;
  Time reconnect_due = Time::max();
  Time connected = Time::min();  ///< the latest connection known of
  bool raised = false;
  bool comes_and_goes = false;  ///< disconnections are this device's habit

  void start(Time now, Duration allowed_silence) {
    allowed = allowed_silence;
    last_heard = now;
    message_due = allowed > Duration() ? now + allowed : Time::max();
  }
  void on_message(Time now) {
    last_heard = now;
    message_due = allowed > Duration() ? now + allowed : Time::max();
    reconnect_due = Time::max();
    raised = false;
  }
  /// It disconnected at `at`, which became known at `now`.
  void on_disconnect(Time at, Time now, Duration grace) {
    if (at <= connected || at < last_heard || grace <= Duration() || allowed <= Duration() || raised || comes_and_goes) return;
    disconnected = at;
    reconnect_due = at + grace < now ? now : at + grace;
  }
  void on_connect(Time at) {
    if (at > connected) connected = at;
    if (at >= disconnected) reconnect_due = Time::max();
  }
  /// The earliest time at which `take` may give an alarm.
  Time due() const { return message_due < reconnect_due ? message_due : reconnect_due; }
  /// The alarm that was due at or before `now`, at most one per silence.
  std::optional<Alarm> take(Time now, bool learning) {
    if (due() > now) return std::nullopt;
    const bool by_message = message_due <= reconnect_due;
    if (learning && !by_message) {
      comes_and_goes = true;
      reconnect_due = Time::max();
      return std::nullopt;
    }
    const Alarm alarm{by_message ? last_heard : disconnected, due(), by_message};
    message_due = Time::max();
    reconnect_due = Time::max();
    if (raised) return std::nullopt;
    raised = true;
    return alarm;
  }
};

}  // namespace picket
