#pragma once

#include <string>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/shard.h"
#include "sim/suite/suite_corpus.h"
#include "sim/suite/suite_file.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// How a suite is run and where its results go.
struct SuiteSettings {
  unsigned threads = 1;
  std::string out_directory = "out";
  bool quiet = false;
  std::string tier;
  Duration budget;                ///< no simulation starts after it; 0: no limit
  RuleTexts rules;
  std::vector<std::vector<FeedText>> feeds;  ///< by case
  std::string repeat_command;
  std::vector<std::string> argv;
  bool fresh_seed = false;        ///< the suite's seed was drawn for this run
  Shard shard;                    ///< a part runs its cases until they are decided, and leaves runs but no result
  double timeout_seconds = 0;     ///< of a simulation; 0: none
  SuiteCorpus* corpus = nullptr;  ///< known failures, tried first; failures of the run join; null: none
};

struct SuiteOutcome {
  int exit_code = 0;      ///< 0: ran; 2: no folder for results; 3: a simulation failed or could not be written; 130
  std::string directory;
  SuiteResult result;     ///< empty of a part
};

/// Runs cases replication by replication until every check is decided, its most replications are reached, or time is up.
///
/// Model:  PASS when the check's `p_pass` falls to 1 - confidence: a suite passes only if all its checks pass, so no
///         check needs a correction for the others. FAIL when `p_fail` falls to (1 - confidence) / checks, or at the end
///         after Holm: a suite fails if any check fails, so here the others count. The first that is reached stands.
/// Output: the same verdicts at any thread count and after any interruption, if not stopped by the budget. Runs that are
///         found complete in the suite's folder are not repeated, so a kill loses those that were running.
///         Invariants are judged on every run. Where a known failure breaks one, or crashes, nothing else is run. A run that
///         breaks what Picket itself promises ends its case, and makes the exit code 3.
SuiteOutcome run_suite(const LoadedSuite& suite, const SuiteSettings& settings);

}  // namespace picket::sim
