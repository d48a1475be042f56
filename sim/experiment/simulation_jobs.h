#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/experiment/replication.h"
#include "sim/experiment/retry.h"
#include "sim/results/claim.h"
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
  kRan,         ///< here, by another process, or before
  kNotStarted,  ///< the time was up
  kBroken,
  kElsewhere,   ///< another process is at it, and was not waited for
};

struct JobResult {
  JobEnd end = JobEnd::kRan;
  std::string says;    ///< "replication 3 ended with signal 9 (Killed)"
  std::string policy;  ///< of a broken one: the first whose run is not complete; empty: all are
};

/// How simulations are run.
struct SimulationSettings {
  unsigned threads = 1;                 ///< processes and threads together
  std::function<bool()> out_of_time;    ///< asked before each; empty: never
  bool rerun = false;                   ///< also what is complete
  bool wait_for_others = true;          ///< for what other processes are at; else it is kElsewhere
  double timeout_seconds = 0;           ///< of a simulation: it is then kBroken; 0: none
  ClaimTiming claims;
  RetryPlan retry;
  std::string title;                    ///< of a line of progress; empty: none
  Progress* progress = nullptr;         ///< of the simulations themselves
  std::function<void()> tick;           ///< while waiting
};

/// Runs simulations in processes of their own, side by side.
///
/// Model:  before each its claim is taken, so that several processes that share a folder never run the same one, and it is
///         left out if all its runs are there. No more are run at a time than memory allows: by an estimate at first, then
///         by what the largest so far took. What its surroundings stopped is tried again, see RetryPlan; that is said on
///         stderr.
/// Output: by job. A run that ended with an error for nothing but counts that do not balance ran: an invariant judges it.
/// Limits: after an interruption (`was_interrupted`) the results mean nothing. Claims go by run keys: two folders that are
///         merged later may have run the same one. Memory is not limited for a single simulation: RLIMIT_AS counts what is
///         reserved and never touched; a control group (systemd-run -p MemoryMax=, sbatch --mem) does it right.
std::vector<JobResult> run_simulations(const std::vector<SimulationJob>& jobs, const SimulationSettings& settings);
/// The same with defaults.
std::vector<JobResult> run_simulations(const std::vector<SimulationJob>& jobs, unsigned threads, const std::function<bool()>& out_of_time);

/// Whether every run of a replication is there, on the fixed hub too, and from this very version and commit of the program.
bool is_complete(const Scenario& scenario, const ReplicationSettings& settings, std::uint32_t replication);

/// Simulated device-seconds of a replication, over all its policies: what its cost grows with.
double work_of(const Scenario& scenario);

/// Where the repetitions of runs go.
ReplicationSettings for_repetition(ReplicationSettings settings);

/// What every policy's run of a replication left, in the scenario's order; nothing if one is not there, or cut off.
std::optional<std::vector<LaneResult>> read_replication(const Scenario& scenario, const ReplicationSettings& settings,
                                                        std::uint32_t replication);

}  // namespace picket::sim
