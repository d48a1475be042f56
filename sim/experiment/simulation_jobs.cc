#include "sim/experiment/simulation_jobs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "agent_core/base/utf8.h"
#include "sim/experiment/memory_budget.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/run_files.h"
#include "sim/experiment/simulations_line.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

std::string folder_of_run(const Scenario& scenario, const ReplicationSettings& settings, const std::string& policy, bool fixed_hub,
                          std::uint32_t replication) {
  return settings.out_directory + "/" + settings.study_id + "/runs/" + run_key_of(settings, scenario, policy, fixed_hub, replication);
}

std::optional<LaneResult> read_lane(const Scenario& scenario, const ReplicationSettings& settings, const std::string& policy,
                                    std::uint32_t replication) {
  try {
    return read_run(folder_of_run(scenario, settings, policy, false, replication));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

JobResult result_of(const SimulationJob& job, const ProcessEnd& end) {
  if (end.ok()) return {};
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

/// What an earlier program, or an earlier attempt, left of a replication that is about to run is complete no more: should the simulation
/// break, its old runs would be taken for new ones.
void forget_runs(const SimulationJob& job) {
  for (const PolicyUse& use : job.scenario->policies) {
    for (const bool fixed : {false, true}) {
      ::unlink((folder_of_run(*job.scenario, *job.settings, use.name, fixed, job.replication) + "/measures.json").c_str());
    }
  }
}

/// What runs of a replication are claimed by.
std::string claim_of(const SimulationJob& job) {
  Digest digest;
  for (const PolicyUse& use : job.scenario->policies) digest.add(run_key_of(*job.settings, *job.scenario, use.name, false, job.replication));
  return fmt::format("r{}-{}", job.replication, digest.hex());
}

bool is_from_this_program(const std::string& folder) {
  std::ifstream file(folder + "/manifest.json", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const auto manifest = parse_manifest(text.str());
  return manifest && manifest->version == this_build().version && manifest->commit == this_build().commit;
}

/// One call of run_simulations: it answers the pool's questions.
class SimulationRun {
 public:
  SimulationRun(const std::vector<SimulationJob>& jobs, const SimulationSettings& settings)
      : jobs_(jobs),
        settings_(settings),
        processes_(static_cast<unsigned>(std::min<std::size_t>(std::max(1U, settings.threads), jobs.size()))),
        available_(available_memory()),
        line_(settings.title, works_of(jobs), processes_),
        answers_(jobs.size()),
        attempts_(jobs.size(), 0),
        memory_(estimates_of(jobs)) {}

  std::vector<JobResult> run() {
    const unsigned threads_each = std::max(1U, settings_.threads / processes_);
    // Their own progress is of no use where many short ones follow each other.
    Progress unread(1);
    Progress& progress = settings_.progress != nullptr ? *settings_.progress : unread;
    std::vector<std::function<int()>> work;
    for (const SimulationJob& job : jobs_) {
      work.emplace_back([&job, threads_each, &progress] {
        ReplicationSettings each = *job.settings;
        each.threads = !job.repetition ? threads_each : threads_each == 1 ? 2 : 1;
        return run_replication(*job.scenario, job.replication, each, progress);
      });
    }
    PoolPlan plan;
    plan.concurrent = processes_;
    plan.timeout_seconds = settings_.timeout_seconds;
    plan.fit = [this] { return fit(); };
    plan.tick = [this] { tick(); };
    plan.may_start = [this](std::size_t j) { return may_start(j); };
    plan.starts = [this](std::size_t j) {
      forget_runs(jobs_[j]);
      ++attempts_[j];
      line_.started(j, wall_clock_seconds());
    };
    plan.again = [this](std::size_t j, const ProcessEnd& end) { return again(j, end); };
    plan.ended = [this](std::size_t j, const ProcessEnd& end, double seconds) { ended(j, end, seconds); };
    const std::vector<ProcessEnd> ends = run_in_processes(work, plan);
    line_.finish();
    std::vector<JobResult> results;
    for (std::size_t j = 0; j < jobs_.size(); ++j) results.push_back(answers_[j] ? *answers_[j] : result_of(jobs_[j], ends[j]));
    return results;
  }

 private:
  static std::vector<double> works_of(const std::vector<SimulationJob>& jobs) {
    std::vector<double> works;
    for (const SimulationJob& job : jobs) works.push_back(work_of(*job.scenario));
    return works;
  }

  static std::vector<std::uint64_t> estimates_of(const std::vector<SimulationJob>& jobs) {
    std::vector<std::uint64_t> estimates;
    for (const SimulationJob& job : jobs) estimates.push_back(estimated_memory(*job.scenario));
    return estimates;
  }

  JobStart leave_out(std::size_t j, JobEnd end) {
    answers_[j] = JobResult{end, {}, {}};
    memory_.ended(j, std::nullopt);
    line_.ended(j, std::nullopt);
    return JobStart::kNever;
  }

  ClaimFolder& claims_of(const SimulationJob& job) {
    const std::string folder = job.settings->out_directory + "/" + job.settings->study_id + "/claims";
    auto& claims = claims_[folder];
    if (!claims) claims = std::make_unique<ClaimFolder>(folder, settings_.claims);
    return *claims;
  }

  JobStart may_start(std::size_t j) {
    const SimulationJob& job = jobs_[j];
    if (settings_.out_of_time && settings_.out_of_time()) return leave_out(j, JobEnd::kNotStarted);
    const std::string claim = claim_of(job);
    switch (claims_of(job).take(claim)) {
      case ClaimState::kOthers: return left_to_others(j, claims_of(job).path() + "/" + claim + ".lock");
      case ClaimState::kNoFolder: break;  // the simulation will say what is wrong with the folder
      case ClaimState::kOurs: break;
    }
    // Only now: another may have ended it just before we had the claim.
    if (!settings_.rerun && is_complete(*job.scenario, *job.settings, job.replication)) {
      if (settings_.progress != nullptr) settings_.progress->add(work_of(*job.scenario));
      claims_of(job).release(claim);
      return leave_out(j, JobEnd::kRan);
    }
    return JobStart::kNow;
  }

  JobStart left_to_others(std::size_t j, const std::string& lock) {
    if (!settings_.wait_for_others) return leave_out(j, JobEnd::kElsewhere);
    if (!said_waiting_) {
      said_waiting_ = true;
      std::fprintf(stderr, "note: another process (%s) runs replication %u: waiting for it\n", printable(holder_of(lock)).c_str(),
                   jobs_[j].replication);
    }
    return JobStart::kLater;
  }

  std::optional<double> again(std::size_t j, const ProcessEnd& end) {
    const std::string why = why_again(end);
    if (why.empty() || attempts_[j] > settings_.retry.more_times) return std::nullopt;
    const double pause = settings_.retry.pause_seconds * (1U << (attempts_[j] - 1));
    std::fprintf(stderr, "warning: replication %u ended with %s (%s): attempt %u of %u in %.0f s\n", jobs_[j].replication,
                 end.to_string().c_str(), why.c_str(), attempts_[j] + 1, settings_.retry.more_times + 1, pause);
    return pause;
  }

  void ended(std::size_t j, const ProcessEnd& end, double seconds) {
    claims_of(jobs_[j]).release(claim_of(jobs_[j]));
    line_.ended(j, end.ok() ? std::optional(seconds) : std::nullopt);
    // The estimate was made without knowing how much happens in the scenario.
    // And a quarter for pages of its own in the process that the measuring one came from.
    const bool measured = end.ok() && end.peak_bytes > 0;
    memory_.ended(j, measured ? std::optional(end.peak_bytes + end.peak_bytes / 4) : std::nullopt);
  }

  unsigned fit() {
    if (!available_) return processes_;
    const std::uint64_t each = memory_.each();
    const unsigned n = processes_that_fit(processes_, *available_, each);
    if (n < processes_ && !said_) {
      said_ = true;
      std::fprintf(stderr, "note: %u of %u simulations at a time: %.1f GB of memory are free, and one may take %.1f GB (%s)\n", n, processes_,
                   1e-9 * static_cast<double>(*available_), 1e-9 * static_cast<double>(each), memory_.is_measured() ? "measured" : "an estimate");
    }
    return n;
  }

  void tick() {
    for (auto& [folder, claims] : claims_) claims->beat();
    line_.update(wall_clock_seconds());
    if (settings_.tick) settings_.tick();
  }

  const std::vector<SimulationJob>& jobs_;
  const SimulationSettings& settings_;
  unsigned processes_;
  std::optional<std::uint64_t> available_;
  bool said_ = false;
  bool said_waiting_ = false;
  SimulationsLine line_;
  std::vector<std::optional<JobResult>> answers_;  ///< of those that were not started
  std::vector<unsigned> attempts_;
  MemoryNeed memory_;
  std::map<std::string, std::unique_ptr<ClaimFolder>> claims_;  ///< by folder
};

}  // namespace

std::vector<JobResult> run_simulations(const std::vector<SimulationJob>& jobs, const SimulationSettings& settings) {
  if (jobs.empty()) return {};
  return SimulationRun(jobs, settings).run();
}

std::vector<JobResult> run_simulations(const std::vector<SimulationJob>& jobs, unsigned threads, const std::function<bool()>& out_of_time) {
  SimulationSettings settings;
  settings.threads = threads;
  settings.out_of_time = out_of_time;
  return run_simulations(jobs, settings);
}

bool is_complete(const Scenario& scenario, const ReplicationSettings& settings, std::uint32_t replication) {
  for (const PolicyUse& use : scenario.policies) {
    for (const bool fixed : {false, true}) {
      if (fixed && !on_fixed_hub(scenario, replication)) continue;
      const std::string folder = folder_of_run(scenario, settings, use.name, fixed, replication);
      if (!is_from_this_program(folder)) return false;
      try {
        static_cast<void>(read_run(folder));
      } catch (const std::exception&) {
        return false;
      }
    }
  }
  return true;
}

double work_of(const Scenario& scenario) {
  double devices = 0;
  for (const FleetGroup& group : scenario.fleet) devices += group.count;
  return (scenario.warm_up + scenario.duration).to_seconds() * devices * static_cast<double>(scenario.policies.size());
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
