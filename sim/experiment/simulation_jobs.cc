#include "sim/experiment/simulation_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/run_files.h"

namespace picket::sim {
namespace {

constexpr int kTimeWasUp = 75;  ///< exit code of a job that came after it; EX_TEMPFAIL of sysexits.h

std::optional<LaneResult> read_lane(const Scenario& scenario, const ReplicationSettings& settings, const std::string& policy,
                                    std::uint32_t replication) {
  try {
    return read_run(settings.out_directory + "/" + settings.study_id + "/runs/" + run_key_of(settings, scenario, policy, false, replication));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

JobResult result_of(const SimulationJob& job, const ProcessEnd& end) {
  if (end.ok()) return {};
  if (end.exit_code == kTimeWasUp) return {JobEnd::kNotStarted, {}, {}};
  JobResult result{JobEnd::kBroken, fmt::format("replication {} ended with {}", job.replication, end.to_string()), {}};
  bool balance = true;
  for (const PolicyUse& policy : job.scenario->policies) {
    const std::optional<LaneResult> lane = read_lane(*job.scenario, *job.settings, policy.name, job.replication);
    if (!lane && result.policy.empty()) result.policy = policy.name;
    balance = balance && lane && lane->imbalances.empty();
  }
  if (result.policy.empty() && !balance) return {};
  return result;
}

}  // namespace

std::vector<JobResult> run_simulations(const std::vector<SimulationJob>& jobs, unsigned threads, const std::function<bool()>& out_of_time) {
  if (jobs.empty()) return {};
  const auto processes = static_cast<unsigned>(std::min<std::size_t>(threads, jobs.size()));
  const unsigned threads_each = std::max(1U, threads / processes);
  // A run's own progress is of no use here: many short ones follow each other.
  Progress unread(1);
  std::vector<std::function<int()>> work;
  for (const SimulationJob& job : jobs) {
    work.emplace_back([&job, threads_each, &unread, &out_of_time] {
      if (out_of_time()) return kTimeWasUp;
      ReplicationSettings each = *job.settings;
      each.threads = !job.repetition ? threads_each : threads_each == 1 ? 2 : 1;
      return run_replication(*job.scenario, job.replication, each, unread);
    });
  }
  const std::vector<ProcessEnd> ends = run_in_processes(work, processes, {});
  std::vector<JobResult> results;
  for (std::size_t j = 0; j < jobs.size(); ++j) results.push_back(result_of(jobs[j], ends[j]));
  return results;
}

ReplicationSettings for_repetition(ReplicationSettings settings) {
  settings.out_directory += "-again";
  return settings;
}

std::optional<std::vector<LaneResult>> read_replication(const Scenario& scenario, const ReplicationSettings& settings,
                                                        std::uint32_t replication) {
  std::vector<LaneResult> lanes;
  for (const PolicyUse& policy : scenario.policies) {
    std::optional<LaneResult> lane = read_lane(scenario, settings, policy.name, replication);
    if (!lane) return std::nullopt;
    lanes.push_back(std::move(*lane));
  }
  return lanes;
}

}  // namespace picket::sim
