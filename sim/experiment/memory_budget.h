#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

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

/// What one of the simulations that are left may need, as some of them end and are measured.
///
/// Model:  before a measurement, the largest estimate of those that are left. Then what the largest so far took, and, if one is left
///         that is estimated to be larger than every one that was measured, the difference of the two estimates on top: the first runs
///         of a study over the size of its fleet are often its smallest.
class MemoryNeed {
 public:
  /// By simulation, see estimated_memory.
  explicit MemoryNeed(std::vector<std::uint64_t> estimates);
  /// A simulation has ended, with its measured bytes, if there are any.
  void ended(std::size_t simulation, std::optional<std::uint64_t> measured);
  std::uint64_t each() const;
  bool is_measured() const { return measured_ > 0; }

 private:
  std::vector<std::uint64_t> estimates_;
  std::multiset<std::uint64_t> left_;      ///< estimates of those that have not ended
  std::uint64_t measured_ = 0;             ///< the most so far
  std::uint64_t largest_measured_ = 0;     ///< the largest estimate of those that were measured
};

}  // namespace picket::sim
