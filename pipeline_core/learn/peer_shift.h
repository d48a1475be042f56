#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/ids.h"

namespace picket {

/// All numbers are estimates.
struct PeerShiftSettings {
  double share = 0.20;             ///< of the class's devices, shifted in the same way on one day: the class changed
  std::uint32_t min_devices = 3;   ///< that many must have
  std::uint32_t max_devices = 20;  ///< and so many are enough, however large the class
  std::uint32_t days =
      8;  ///< that the class is then taken as changed: longer than a device takes to adopt its new level
};

/// Tells a device that changed from a class that changed (a firmware rollout).
///
/// Model:  by kind of shift and UTC day, the devices of a class that shifted, each once. Up to
///         limit = clamp(share n, min_devices, max_devices) each is alone; the next one makes the class
///         changed, for `days`.
/// State:  at most `max_devices` numbers by kind, shared by a class. Moves in stage two only.
/// Limits: a worm that reaches more than the limit on one day is told once for the class and for the
///         first devices, as a rollout is; who infects fewer a day stays below. Around midnight the limit
///         counts twice.
/// Source: peer groups as in UEBA; quarantine of a whole group: detection.md 4.4.
class PeerShift {
 public:
  enum class Verdict : std::uint8_t { kAlone, kBecomesClass, kClass };
  void add_device() { ++devices_; }
  Verdict note(std::size_t kind, DeviceId device, std::int64_t day, const PeerShiftSettings& settings);

 private:
  struct Kind {
    std::int64_t day = -1;
    std::int64_t changed_until = -1;  ///< last day
    std::vector<std::uint32_t> shifted;
  };
  std::uint32_t devices_ = 0;
  std::vector<Kind> kinds_;
};

}  // namespace picket
