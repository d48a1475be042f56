#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/study_result.h"
#include "sim/suite/suite_check.h"

namespace picket::sim {

/// How a check came out, and on what.
struct CheckResult {
  SuiteCheck check;
  Verdict verdict = Verdict::kInconclusive;
  Estimate estimate;            ///< with a 95 % interval for display
  std::uint32_t n = 0;          ///< replications
  double p_pass = 1;            ///< of the hypothesis that the bound is not kept; valid at any time
  double p_fail = 1;            ///< of the hypothesis that it is kept; after Holm over the suite
  std::optional<Estimate> change;  ///< against a baseline, paired by replication
  double p_worse = 1;           ///< of the hypothesis that it got no worse; after Holm over the checks compared
  std::string why;              ///< of what is no PASS: what stopped it, or where the evidence ended
  std::vector<double> values;   ///< by replication
};

/// A run that broke an invariant.
struct Breach {
  std::string policy;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string says;             ///< how
};

/// An invariant over all runs of a case, judged exactly on each.
struct InvariantResult {
  static constexpr std::size_t kBreachesKept = 8;
  std::uint32_t suite_case = 0;  ///< index
  std::string invariant;
  std::uint32_t judged = 0;      ///< runs: a replication under a policy each, known failures included
  std::uint32_t broken = 0;
  std::vector<Breach> breaches;  ///< the first of them
  std::string repeat_command;    ///< of the first; empty: none

  /// INCONCLUSIVE if no run was judged.
  Verdict verdict() const { return broken > 0 ? Verdict::kFail : judged > 0 ? Verdict::kPass : Verdict::kInconclusive; }
};

/// What became of a known failure.
enum class CorpusState : std::uint8_t {
  kStillFails,
  kPassesNow,
  kNotExpected,  ///< the case has no such check or invariant any more
  kNotTried,     ///< time was up
};

/// A known failure that was tried again: one run that was chosen because it failed, so it says nothing about shares.
struct CorpusResult {
  std::uint32_t suite_case = 0;  ///< index
  std::string policy;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string failed;           ///< the check, "invariant NAME" or "crash"
  CorpusState state = CorpusState::kNotTried;
  std::string found;            ///< this time
  std::string repeat_command;
};

/// One case: its simulations and what they say of each policy.
struct CaseResult {
  std::string name;
  std::string title;
  std::string attack;             ///< id of the catalogue; empty: a scenario
  std::vector<std::string> techniques;
  std::string device_class;
  std::string directory;          ///< of its study, relative to the suite's
  std::string repeat_command;
  std::uint32_t replications = 0;
  std::uint32_t resumed = 0;      ///< of them found from an earlier start
  double wall_seconds = 0;        ///< of the measured periods of all its simulations, one after another
  std::string failure;            ///< a simulation that broke; empty: none
  std::string digest;
  std::vector<DetectionResult> detections;  ///< policies in the suite's order, attacks in the scenario's
  std::vector<PolicyResult> policies;
};

/// False alerts of one policy on one class of devices, over all cases.
struct FalseAlerts {
  std::string policy;
  std::string device_class;
  double device_days = 0;
  std::uint64_t alerts = 0;
  Estimate per_1000_device_days;  ///< clusters are replications of cases
  std::vector<AlertCount> causes;  ///< by type, most first
};

/// Everything that the outputs of a suite show; written as suite.json.
struct SuiteResult {
  std::string suite_id;
  std::string name;
  std::string title;
  std::string path;
  std::string tier;
  std::string created_utc;
  std::string version;
  std::string commit;
  std::string repeat_command;
  std::string digest;
  std::uint64_t seed = 0;
  bool fresh_seed = false;        ///< drawn for this run; else it is the suite's or the command line's
  double confidence = 0.95;
  std::uint32_t max_replications = 0;
  double wall_seconds = 0;
  std::uint32_t simulations = 0;  ///< replications of cases, each with all policies
  bool out_of_budget = false;
  std::string baseline;           ///< suite that it was compared with; empty: none
  std::vector<std::string> policies;
  std::vector<std::string> packs;
  std::vector<CaseResult> cases;
  std::vector<CheckResult> checks;  ///< by case, then as they are written
  std::vector<FalseAlerts> false_alerts;
  std::vector<InvariantResult> invariants;  ///< by case, then as they are named
  std::string corpus_directory;   ///< empty: none was given
  std::vector<CorpusResult> corpus;
  std::uint32_t corpus_joined = 0;    ///< failures of this run that are known from now on
  std::uint32_t corpus_left_out = 0;  ///< for which there was no room

  std::uint32_t count(Verdict verdict) const {
    std::uint32_t n = 0;
    for (const CheckResult& check : checks) n += check.verdict == verdict ? 1 : 0;
    return n;
  }
  std::uint32_t count_invariants(Verdict verdict) const {
    std::uint32_t n = 0;
    for (const InvariantResult& invariant : invariants) n += invariant.verdict() == verdict ? 1 : 0;
    return n;
  }
};

}  // namespace picket::sim
