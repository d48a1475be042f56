#pragma once

#include <array>
#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// All numbers are estimates.
struct EgressSettings {
  double factor = 4;                       ///< over the largest hour seen
  std::uint64_t floor_bytes = 20'000'000;  ///< hours below never alert
  std::uint32_t min_hours = 12;            ///< learned hours needed
  double growth = 1.25;                    ///< an hour raises the learned maximum by this factor at most
};

/// Outbound bytes of one device by hour of event time.
///
/// Model:  alert when an hour's sum > max(floor, factor * m), m the largest completed hour so far.
///         After learning m grows per hour by `growth` at most, so one alerting hour cannot make the
///         next one normal.
/// State:  3 hours stay open for late observations, 3 largest contributions are kept as evidence.
/// Errors: an observation older than the open hours is not added; `add` says so.
/// Limits: a leak below factor * m, or spread over many days, is not seen here (`behaviour.h` has sim.egress_slow).
///         Aggregation windows over an hour put their bytes into one hour, in learning as well.
struct EgressVolume {
  /// Packed, since a device keeps nine of them.
  struct Part {
    std::uint32_t bytes_low = 0;
    std::uint16_t bytes_high = 0;  ///< up to 2^48 bytes in one observation
    std::uint16_t observation = 0;
    std::uint32_t sequence = 0;
    std::uint64_t bytes() const { return std::uint64_t{bytes_high} << 32 | bytes_low; }
  };
  struct Hour {
    std::uint64_t bytes = 0;
    std::int32_t hour = -1;  ///< since 1970; -1: unused
    bool alerted = false;
    std::array<Part, 3> largest{};
  };
  enum class Added : std::uint8_t { kNormal, kAlert, kTooOld };

  std::uint64_t largest_hour = 0;
  std::uint32_t hours = 0;
  std::uint8_t last = 0;  ///< index in `open` of the hour last added to
  std::array<Hour, 3> open{};

  /// While frozen no hour is learned, whatever it held.
  Added add(Time event_time, std::uint64_t bytes, std::uint32_t sequence, std::uint16_t observation, bool learning,
            bool frozen, const EgressSettings& settings);
  /// What `factor` is held against: bytes of the hour last added to over the largest hour, at most kLargestRatio.
  /// 0 where no factor would let it alert.
  double ratio(const EgressSettings& settings) const;
  static constexpr double kLargestRatio = 1e6;
  /// What an hour may hold, in bytes.
  double limit(const EgressSettings& settings) const;

 private:
  void close(const Hour& hour, bool learning, const EgressSettings& settings);
};

}  // namespace picket
