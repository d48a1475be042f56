#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/fleet/fleet.h"

namespace picket::sim {

/// A device is infected from `start` until `end`: its restart, its cleaning, or the horizon.
struct Infection {
  DeviceId device;
  Time start;
  Time end;
};

struct SpreadSettings {
  double beta_per_hour = 0;  ///< contacts of an infected device with the vulnerable population
  double gamma_per_day = 0;  ///< cleaning, after which a device is immune
  std::uint32_t seeds = 1;
  bool cleared_by_restart = true;
  std::uint64_t key = 0;
};

/// Who infects whom, and when.
///
/// Model:  stochastic SIR over `vulnerable` in continuous time: each infected device contacts a
///         uniformly drawn member of the population at rate beta; a susceptible one that is on is
///         infected. So dI/dt = beta I (V - I) / V - gamma I - restarts. A restart clears
///         memory-only code and leaves the device open to infection again; cleaning does not.
/// Input:  `starts[i]` is when seed i is infected.
/// Output: infections by start.
/// Cost:   logarithmic per contact; about beta * horizon contacts for each infected device.
/// Source: workload survey 3.2; Mirai's early growth gives beta - gamma = 0.547/h.
std::vector<Infection> spread(const Fleet& fleet, const std::vector<DeviceId>& vulnerable,
                              const std::vector<Time>& starts, Time horizon, const SpreadSettings& settings);

}  // namespace picket::sim
