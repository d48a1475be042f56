#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "sim/exchange/alert_reader.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/unit_windows.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// What has to agree for an alert of another system to be about an attack on a device.
enum class AlertMatch : std::uint8_t {
  kDevice,         ///< the device, and the time
  kDeviceAndType,  ///< and its type is one that the attack expects, where the catalogue knows the type
};

/// Alerts of one type, by what they turned out to be; they sum to `alerts`.
struct TypeScore {
  std::uint64_t alerts = 0;
  std::uint64_t detections = 0;
  std::uint64_t related = 0;  ///< in an attack's time, but of a type that it does not expect
  std::uint64_t notices = 0;  ///< of the product's notice types, on benign life
  std::uint64_t false_alerts = 0;
  bool known = false;         ///< to the catalogue
};

/// One replication, as another system's alerts judge it.
struct AlertScore {
  /// As if another pipeline had read the same messages: units with their detections and all that is about alerts; the rest
  /// is the run's own.
  LaneResult lane;
  std::map<std::string, TypeScore> types;
  std::uint64_t judged = 0;
  /// Of the judged: those that name evidence to compare, and of these those that detect and those that name nothing of what
  /// the attacks did in whose time they are.
  std::uint64_t with_evidence = 0;
  std::uint64_t detections_by_evidence = 0;
  std::uint64_t of_other_evidence = 0;
  /// Judged by device and time since what they name is beyond the kMostNamed of their device; not among `with_evidence`.
  std::uint64_t evidence_not_compared = 0;
  /// By unit: its first alert names what its attack did. False: credited by device and time, or not detected.
  std::vector<bool> by_evidence;
  std::uint64_t outside = 0;          ///< before or after the measured period
  std::uint64_t about_hubs = 0;       ///< about a hub and no device
  std::uint64_t unknown_devices = 0;  ///< about something that the run does not have
  std::vector<std::string> unknown_names;  ///< some of them
};

/// Judges alerts by the rules that the run's own are judged by, as far as they can be known from outside.
///
/// Model:  an alert is about every unit of its device whose window (see UnitWindow) holds its time and, with
///         kDeviceAndType, whose attack expects its type; a type that the catalogue does not know agrees with every attack.
///         One that names evidence (alert_evidence.h) is about those of these units alone whose attack shows any of it
///         (attack_evidence.h); if none does it is about no attack. Where all that it names may be the device's own (a
///         private address, its name) and no attack shows it, device and time decide as they do without evidence; so they do for
///         what lies, by time, beyond the first kMostNamed different ones named on a device. The first of a unit detects it. All others are false, but for notices; undetected units are censored at the horizon.
/// Input:  `own`: the run's result. Devices by name, or by the last part of a resource id that is one ("/.../devices/NAME").
/// Errors: throws WrongInput if the world is not the run's.
/// Limits: an alert without evidence may be about benign life of an attacked device, and counts for the attack all the same:
///         detections by device and time are an upper bound, false alerts a lower one. What both an attack and benign life
///         do, such as running /bin/sh, is evidence of the attack. An alert about a gateway is about the gateway.
AlertScore score_alerts(const World& world, const PipelineContent& content, const LaneResult& own,
                        const std::vector<ForeignAlert>& alerts, AlertMatch match);

}  // namespace picket::sim
