#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket {

/// Detections that no Sigma rule can express, since they compare with the past, with a list, or read
/// reports. Each stands in a file of its own in this folder.
enum class Detector : std::uint8_t {
  kUserAdded,          ///< local_users.h
  kUserGroupsLost,     ///< local_users.h
  kUserDeleted,        ///< local_users.h
  kTwinNotParsed,      ///< device_detectors.cc: a ConfigurationError of type TypeMismatch
  kLongSilence,        ///< long_silence.h
  kFloodSource,        ///< unanswered.h
  kRetries,            ///< unanswered.h
  kPeerLogin,          ///< known_contacts.h
  kOtMaster,           ///< known_contacts.h
  kOffhoursLogin,      ///< login_hours.h
  kClockJump,          ///< device_detectors.cc: an event from the future
  kVersionDecrease,    ///< version_order.h
  kUnapprovedPackage,  ///< approved_packages.h
  kNewPeripheral,      ///< fleet_detectors.h
  kFleetNewPeer,       ///< fleet_detectors.h
  kCount_,
};
inline constexpr std::size_t kDetectors = static_cast<std::size_t>(Detector::kCount_);

struct DetectorName {
  std::string_view word;   ///< for Finding::rule
  std::string_view alert;  ///< name or type in the catalogue
};
/// By Detector.
inline constexpr std::array<DetectorName, kDetectors> kDetectorNames{{
    {"users and groups", "Local user added to one or more groups"},
    {"users without a group", "Local user deleted from one or more groups"},
    {"users gone", "Local user deletion detected"},
    {"twin not parsed", "IoT agent attempted and failed to parse the module twin configuration"},
    {"long silence", "Device silent"},
    {"flood source", "sim.ddos_source"},
    {"retries", "sim.c2_retry"},
    {"peer login", "sim.peer_login"},
    {"control master", "sim.ot_new_master"},
    {"login hours", "sim.offhours_login"},
    {"clock jump", "sim.clock_jump"},
    {"version order", "sim.version_decrease"},
    {"approved packages", "sim.sbom_unapproved"},
    {"new peripheral", "sim.new_peripheral"},
    {"fleet's new peer", "sim.fleet_new_peer"},
}};

/// Thresholds of the detectors. All are our estimates unless a source is named.
struct DetectorSettings {
  /// Source: "no telemetry for 72 hours", defender.md 5.2.
  Duration long_silence = Duration::hours(72);
  std::uint64_t flood_bytes = 50'000'000;   ///< unanswered bytes to one public address within an hour
  std::uint32_t retries = 60;               ///< unanswered attempts at one address and port within an hour
  std::uint16_t login_hours_learned = 20;   ///< sign-ins that must be learned before hours are judged
  /// Source: tokens are refused when clocks differ by more, workloads.md A36.
  Duration clock_ahead = Duration::minutes(5);
  /// Items of lists of users whose times are no further apart are one list, in however many messages it came; it is
  /// whole so long after its first message. Estimate, as in RecommendationSettings.
  Duration report_parts_within = Duration::minutes(5);
  std::uint32_t fleet_devices = 10;         ///< devices that call the same new address, at least
  double fleet_share = 0.05;                ///< and this share of the fleet
  Duration fleet_window = Duration::hours(24);
  /// The fleet's peers must be learned for this long before one is new: jobs that run once a day have been by then.
  Duration fleet_learned = Duration::hours(24);
};

/// What a detector found in a message of one device.
struct Detection {
  Detector detector = Detector::kUserAdded;
  std::uint32_t observation = 0;  ///< index in the message; the one that completed it
  double value = 0;               ///< what was measured, in the detector's unit
  double limit = 0;               ///< what is allowed
};

}  // namespace picket
