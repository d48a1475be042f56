#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/experiment/replication.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// A simulation that is wanted: a replication of a scenario under its policies.
struct SimulationJob {
  std::size_t of = 0;                             ///< what the caller runs it for: an index of its own
  const Scenario* scenario = nullptr;
  const ReplicationSettings* settings = nullptr;  ///< where its runs go; `threads` is set here
  std::uint32_t replication = 0;
  bool repetition = false;                        ///< with another number of threads than the first time
};

enum class JobEnd : std::uint8_t {
  kRan,
  kNotStarted,  ///< the time was up
  kBroken,
};

struct JobResult {
  JobEnd end = JobEnd::kRan;
  std::string says;    ///< "replication 3 ended with signal 9 (Killed)"
  std::string policy;  ///< of a broken one: the first whose run is not complete; empty: all are
};

/// Runs simulations in processes of their own, side by side; `out_of_time` is asked before each.
/// Output: by job. A run that ended with an error for nothing but counts that do not balance ran: an invariant judges it.
/// Limits: after an interruption (`was_interrupted`) the results mean nothing.
std::vector<JobResult> run_simulations(const std::vector<SimulationJob>& jobs, unsigned threads, const std::function<bool()>& out_of_time);

/// Where the repetitions of runs go.
ReplicationSettings for_repetition(ReplicationSettings settings);

/// What every policy's run of a replication left, in the scenario's order; nothing if one is not there, or cut off.
std::optional<std::vector<LaneResult>> read_replication(const Scenario& scenario, const ReplicationSettings& settings,
                                                        std::uint32_t replication);

}  // namespace picket::sim
