#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/suite/invariant_tally.h"
#include "sim/suite/suite_corpus.h"
#include "sim/experiment/simulation_jobs.h"

namespace picket::sim {

/// A case as a trial of its known failures needs it.
struct TrialCase {
  const PreparedCase* source = nullptr;
  ReplicationSettings settings;        ///< of the case's ordinary runs
  std::string scenario_path;           ///< kept scenario.yaml, for repeating commands
  InvariantTally* invariants = nullptr;
};

struct CorpusTrial {
  std::vector<CorpusResult> results;   ///< by case, policies in the scenario's order, then as the file has them
  std::uint32_t simulations = 0;
  bool out_of_time = false;
  std::vector<std::string> crashes;    ///< by case: how the first broken run ended; empty: none
};

/// Tries the known failures of every case again, before anything else runs.
///
/// Model:  each distinct run (seed, replication) is repeated for the policies that it failed under. A check is judged by the
///         one run, as when it joined: its value lies on the wrong side of the bound. Every invariant of the case is judged
///         on every run.
/// Output: what became of each. A run with the suite's own seed lies where the ordinary runs look for it, so it is not
///         simulated twice.
/// Limits: these runs were selected by their outcome, so they enter no share, mean or interval.
CorpusTrial try_corpus(const SuiteCorpus& corpus, const std::vector<TrialCase>& cases, unsigned threads,
                       const std::function<bool()>& out_of_time);

/// Whether a replication, alone, lies on the wrong side of a check's bound; nothing if it says nothing about it.
struct SingleValue {
  double value = 0;
  bool fails = false;
};
std::optional<SingleValue> single_value(const SuiteCheck& check, const Scenario& scenario, const LaneResult& lane);

/// The command that repeats a run of a case and those before it; `suite_seed` is that of the kept scenario.
std::string repeating_command(const std::string& scenario_path, std::uint64_t suite_seed, std::uint64_t seed, std::uint32_t replication);

}  // namespace picket::sim
