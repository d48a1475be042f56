#pragma once

#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// A firmware update that comes to the devices of a class in stages. Ordinary life: nothing of it is labelled.
///
/// Model:  each device belongs to the first stage whose share its own draw does not exceed, and to none if it exceeds
///         the last. Stage k begins `hold` after stage k - 1. A device of it begins to install at a moment drawn evenly
///         from the next 02:00 to 05:00 of its local day, or without `at_night` from the `spread` after the stage's begin:
///         it does what its class does at the timing `update`, restarts `install` later whatever is left of that,
///         and reports `firmware_version` from then on, but for `failed_share` of the devices, which go on with the old.
/// Limits: a device that is off when it is to restart is left out; one that is off before does not do what its class does at
///         the timing `update`, and restarts with the version all the same. Packages stay as they were.
struct FirmwareRollout {
  std::string name;
  std::string device_class;
  Duration at;
  std::vector<double> stages{0.01, 0.05, 0.2, 1};
  Duration hold = Duration::hours(24);
  bool at_night = true;
  Duration spread = Duration::minutes(30);
  Distribution install{Distribution::Kind::kLognormal, 300, 0.5, 1'800};
  std::string firmware_version;
  double failed_share = 0.01;
};

template <class Visitor>
void describe(Visitor& v, FirmwareRollout& r) {
  v.field("name", r.name, {.says = "Name of the rollout; its draws come from it.", .required = true});
  v.field("device_class", r.device_class, {.says = "Class of the devices.", .required = true, .refers_to = "class"});
  v.field("at", r.at,
          {.says = "Begin of the first stage, from the start of the measured period.", .min = 0, .max = 366 * 86'400.0});
  v.field("stages", r.stages,
          {.says = "Share of the class that has got it with each stage, rising.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.6: 1, 5, 20, 100 %"});
  v.field("hold", r.hold,
          {.says = "Time from the begin of one stage to that of the next.",
           .min = 0,
           .max = 366 * 86'400.0,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.6: 24 h",
           .plausible = {6 * 3'600.0, 72 * 3'600.0}});
  v.field("at_night", r.at_night,
          {.says = "Devices wait for their next 02:00 to 05:00 local time, and install at any moment of it.",
           .grade = Grade::kEstimated,
           .source = "workload survey 1.6"});
  v.field("spread", r.spread,
          {.says = "Without at_night: devices of a stage begin within this time of it.", .min = 0, .max = 31 * 86'400.0});
  v.field("install", r.install,
          {.says = "Time from the begin of an installation to the restart.",
           .min = 1,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .plausible = {120, 900},
           .unit = "s"});
  v.field("firmware_version", r.firmware_version,
          {.says = "Version that the devices report afterwards; empty: the one that they had."});
  v.field("failed_share", r.failed_share,
          {.says = "Share of the devices that go on with the version that they had.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.6: 0.5 to 2 %",
           .plausible = {0.005, 0.02}});
}

/// What a rollout does to one device.
struct DeviceUpdate {
  Time start;
  Time restart;
  Text firmware_version;  ///< from the end of the restart on; the empty text: as it was
};

/// A rollout made ready.
class CompiledRollout {
 public:
  CompiledRollout(const FirmwareRollout& rollout, Time start_utc, TextTable& texts);
  /// Appends what it does to the device of this key; nothing if it does not reach it.
  void append(std::uint64_t device_key, Duration utc_offset, std::vector<DeviceUpdate>& out) const;
  const std::string& device_class() const { return source_.device_class; }

 private:
  FirmwareRollout source_;
  std::uint64_t salt_;
  Time begin_;
  Text version_;
};

}  // namespace picket::sim
