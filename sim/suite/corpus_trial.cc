#include "sim/suite/corpus_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "sim/experiment/process_pool.h"
#include "sim/results/shell_word.h"
#include "sim/scenario/load.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

/// One run that known failures ask for.
struct Trial {
  Scenario scenario;
  ReplicationSettings settings;
  ReplicationSettings again;
  std::uint32_t replication = 0;
  std::vector<LaneResult> lanes;
  std::vector<InvariantTally> invariants;  ///< by lane, of this run alone
  std::string crash;
  std::string crash_policy;  ///< empty: it is not known whose
  bool tried = false;
};
using TrialKey = std::tuple<std::size_t, std::uint64_t, std::uint32_t>;  ///< case, seed, replication

class CorpusTrials {
 public:
  CorpusTrials(const SuiteCorpus& corpus, const std::vector<TrialCase>& cases) : corpus_(corpus), cases_(cases) {
    for (std::size_t c = 0; c < cases.size(); ++c) gather(c);
    out_.crashes.resize(cases.size());
  }

  CorpusTrial run(unsigned threads, const std::function<bool()>& out_of_time) {
    std::vector<SimulationJob> jobs;
    std::vector<Trial*> of_job;
    for (auto& [key, trial] : trials_) {
      const std::size_t c = std::get<0>(key);
      const auto want = [&, &trial = trial](const ReplicationSettings& settings, bool repetition) {
        if (is_complete(trial.scenario, settings, trial.replication)) return;
        jobs.push_back({c, &trial.scenario, &settings, trial.replication, repetition});
        of_job.push_back(&trial);
      };
      want(trial.settings, false);
      if (cases_[c].invariants->wants_repetition()) want(trial.again, true);
    }
    const std::vector<JobResult> ends = run_simulations(jobs, threads, out_of_time);
    if (was_interrupted()) return std::move(out_);
    for (std::size_t j = 0; j < ends.size(); ++j) {
      if (ends[j].end == JobEnd::kRan) ++out_.simulations;
      if (ends[j].end == JobEnd::kNotStarted) out_.out_of_time = true;
      if (ends[j].end != JobEnd::kBroken) continue;
      of_job[j]->crash = ends[j].says;
      of_job[j]->crash_policy = ends[j].policy;
      std::string& first = out_.crashes[jobs[j].of];
      if (first.empty()) first = fmt::format("seed {}, {}", of_job[j]->scenario.seed, ends[j].says);
    }
    for (auto& [key, trial] : trials_) take_in(std::get<0>(key), trial);
    for (std::size_t c = 0; c < cases_.size(); ++c) report(c);
    return std::move(out_);
  }

 private:
  void gather(std::size_t c) {
    const PreparedCase& source = *cases_[c].source;
    for (const PolicyUse& policy : source.scenario.policies) {
      for (const KnownFailure& failure : corpus_.failures(source.name, policy.name)) {
        const auto [found, added] = trials_.try_emplace(TrialKey{c, failure.seed, failure.replication});
        Trial& trial = found->second;
        if (added) prepare(cases_[c], failure, trial);
        const auto has = [&](const PolicyUse& p) { return p.name == policy.name; };
        if (std::none_of(trial.scenario.policies.begin(), trial.scenario.policies.end(), has)) trial.scenario.policies.push_back(policy);
      }
    }
  }

  static void prepare(const TrialCase& one, const KnownFailure& failure, Trial& trial) {
    trial.scenario = one.source->scenario;
    trial.scenario.seed = failure.seed;
    trial.replication = failure.replication;
    trial.settings = one.settings;
    if (failure.seed != one.source->scenario.seed) {
      trial.settings.resolved_scenario = write_scenario_yaml(with_kept_feeds(trial.scenario, one.settings.feeds));
      trial.settings.out_directory = fmt::format("{}/seeds/{}", fs::path(one.settings.out_directory).parent_path().string(), failure.seed);
    }
    trial.again = for_repetition(trial.settings);
    trial.scenario.policies.clear();
  }

  void take_in(std::size_t c, Trial& trial) {
    const std::optional<std::vector<LaneResult>> lanes = read_replication(trial.scenario, trial.settings, trial.replication);
    if (!lanes) return;
    InvariantTally& invariants = *cases_[c].invariants;
    const auto again = invariants.wants_repetition() ? read_replication(trial.scenario, trial.again, trial.replication) : std::nullopt;
    for (std::size_t p = 0; p < lanes->size(); ++p) {
      trial.invariants.emplace_back(static_cast<std::uint32_t>(c), cases_[c].source->invariants);
      for (InvariantTally* tally : {&invariants, &trial.invariants.back()}) {
        tally->judge(trial.scenario, (*lanes)[p]);
        if (again) tally->compare(trial.scenario, (*lanes)[p], (*again)[p]);
      }
    }
    trial.lanes = *lanes;
    trial.tried = true;
  }

  void report(std::size_t c) {
    const TrialCase& one = cases_[c];
    for (const PolicyUse& policy : one.source->scenario.policies) {
      for (const KnownFailure& failure : corpus_.failures(one.source->name, policy.name)) {
        const Trial& trial = trials_.at({c, failure.seed, failure.replication});
        CorpusResult result;
        result.suite_case = static_cast<std::uint32_t>(c);
        result.policy = policy.name;
        result.seed = failure.seed;
        result.replication = failure.replication;
        result.failed = failure.failed;
        result.repeat_command = repeating_command(one.scenario_path, one.source->scenario.seed, failure.seed, failure.replication);
        judge(one, failure, policy.name, trial, result);
        out_.results.push_back(std::move(result));
      }
    }
  }

  static void judge(const TrialCase& one, const KnownFailure& failure, const std::string& policy, const Trial& trial, CorpusResult& result) {
    if (!trial.crash.empty() && (trial.crash_policy.empty() || trial.crash_policy == policy)) {
      // What crashes now cannot be judged otherwise, whatever it failed before.
      result.state = CorpusState::kStillFails;
      result.found = trial.crash;
      return;
    }
    if (!trial.tried) return;
    const auto lane = std::find_if(trial.lanes.begin(), trial.lanes.end(), [&](const LaneResult& l) { return l.policy == policy; });
    if (failure.failed == kCrash) {
      result.state = CorpusState::kPassesNow;
      return;
    }
    const InvariantTally& own = trial.invariants[static_cast<std::size_t>(lane - trial.lanes.begin())];
    for (const InvariantResult& invariant : own.results()) {
      if (words_of_invariant(invariant.invariant) != failure.failed || invariant.judged == 0) continue;
      result.state = invariant.broken > 0 ? CorpusState::kStillFails : CorpusState::kPassesNow;
      if (invariant.broken > 0) result.found = invariant.breaches.front().says;
      return;
    }
    for (const SuiteCheck& check : one.source->checks) {
      if (check.policy != policy || check.to_string() != failure.failed) continue;
      const std::optional<SingleValue> now = single_value(check, trial.scenario, *lane);
      result.state = now && now->fails ? CorpusState::kStillFails : CorpusState::kPassesNow;
      result.found = now ? value_words(check, now->value) : "no value";
      return;
    }
    result.state = CorpusState::kNotExpected;
  }

  const SuiteCorpus& corpus_;
  const std::vector<TrialCase>& cases_;
  std::map<TrialKey, Trial> trials_;
  CorpusTrial out_;
};

}  // namespace

CorpusTrial try_corpus(const SuiteCorpus& corpus, const std::vector<TrialCase>& cases, unsigned threads,
                       const std::function<bool()>& out_of_time) {
  return CorpusTrials(corpus, cases).run(threads, out_of_time);
}

std::optional<SingleValue> single_value(const SuiteCheck& check, const Scenario& scenario, const LaneResult& lane) {
  const std::optional<double> value = value_of(check, scenario, lane);
  if (!value) return std::nullopt;
  return SingleValue{*value, check.wants_more() ? *value < check.bound : *value > check.bound};
}

std::string repeating_command(const std::string& scenario_path, std::uint64_t suite_seed, std::uint64_t seed, std::uint32_t replication) {
  std::string command = fmt::format("./picket run {} --set replications={}", shell_word(scenario_path), std::uint64_t{replication} + 1);
  if (seed != suite_seed) command += fmt::format(" --seed {}", seed);
  return command;
}

}  // namespace picket::sim
