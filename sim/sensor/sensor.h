#pragma once

#include <cstdint>
#include <string_view>

#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/event/raw_event.h"
#include "agent_core/policy/policy.h"

namespace picket::sim {

/// Why the operating system did not show a raw event to the collector.
enum class SensorLoss : std::uint8_t {
  kNoSensor,       ///< the policy runs no sensor for this kind
  kNotHooked,      ///< the sensor cannot see this (raw-socket packets and auditd; fork and auditd; telnet login without PAM)
  kBacklog,        ///< kernel or user-space queue overflow (auditd)
  kTooShort,       ///< the process ended between two polls
  kCount_,
};
std::string_view to_string(SensorLoss loss);

/// What is left of a run after the sensor.
struct Sighting {
  std::uint32_t visible = 0;         ///< events of the run that remain (in `run`, which may be altered)
  Counts<SensorLoss> lost;           ///< the others
  bool blanked = false;              ///< the command line was not readable: shown empty
};

/// What auditd, the proc connector, polling, packet capture, utmp and PAM show of what happened.
/// Draws are keyed by (seed, replication, device, time, kind), so that equal policies see equal
/// losses and no state is needed. Source of the losses: workload survey, sections 0 and 1.1.
class Sensor {
 public:
  Sensor(const Policy& policy, std::uint64_t seed, std::uint32_t replication);
  /// Alters `run` to what is visible; if `visible` is 0, drop the run.
  Sighting see(DeviceId device, EventRun& run) const;

 private:
  Policy policy_;
  std::uint64_t key_;
};

}  // namespace picket::sim
