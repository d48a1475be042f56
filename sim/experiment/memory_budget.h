#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Bytes that new processes can still have: the system's MemAvailable, or what a control group of ours leaves if that is
/// less. Nothing where the system does not tell.
/// Limits: control groups of version 2 that are mounted at /sys/fs/cgroup. `root` is for tests: it stands before the paths.
std::optional<std::uint64_t> available_memory(const std::string& root = "");

/// What a simulation may need at most, before one of its kind was measured: a process with its content, and states and
/// queues of each device under each policy. An estimate of ours: agents keep 2 to 30 kB a device (tests/bench/README.md);
/// the windows' events come on top and depend on the scenario.
struct MemoryEstimate {
  std::uint64_t process_bytes = 128'000'000;
  std::uint64_t device_policy_bytes = 40'000;
};
std::uint64_t estimated_memory(const Scenario& scenario, const MemoryEstimate& estimate = {});

/// How many processes of `each` bytes fit into `available`, leaving a tenth free; at least 1, at most `wanted`.
unsigned processes_that_fit(unsigned wanted, std::uint64_t available, std::uint64_t each);

}  // namespace picket::sim
