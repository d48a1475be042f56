#pragma once

#include <string>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/experiment/rule_content.h"
#include "sim/explain/run_choice.h"

namespace picket::sim {

/// A number that came out differently.
struct DigitDifference {
  std::string where;   ///< "policies[1].measures[3].estimate.value"
  std::string stored;
  std::string now;
  bool operator==(const DigitDifference&) const = default;
};

/// What a repetition gave.
struct Reproduction {
  static constexpr std::size_t kDifferencesKept = 20;
  std::string what;           ///< "study quick, 5 policies, 10 replications"
  std::string digest_stored;
  std::string digest_now;
  std::size_t numbers = 0;    ///< compared
  std::size_t differing = 0;
  std::vector<DigitDifference> differences;  ///< the first of them
  std::vector<std::string> causes;           ///< what is known to be another: commit, rules, feeds
  std::vector<std::string> faults;           ///< stored runs that are damaged or missing
  std::vector<std::string> not_checked;      ///< what is stored beside the results and was not repeated

  bool same() const { return digest_stored == digest_now && differing == 0 && faults.empty(); }
  /// Counts one, and keeps it if it is among the first.
  void add_difference(const std::string& where, std::string stored, std::string now);
  /// Takes in the repetition of a part, such as a case of a suite, whose places begin with its name.
  void add_part(const std::string& name, const Reproduction& part);
};

/// What repeats a run needs beyond its folder.
struct ReproductionSettings {
  RuleTexts rules;
  std::vector<FeedText> feeds;
  unsigned threads = 1;
  bool quiet = true;
};

/// Repeats one run and compares its measures (measures.json) with the stored ones.
/// Cost: as Rerun: one policy of one replication, one a process.
Reproduction reproduce_run(const ChosenRun& run, const Scenario& scenario, const ReproductionSettings& settings);

/// Repeats every run of a study in a temporary folder, which is removed, and compares its result (result.json) with the
/// stored one: every value, interval and count of every measure, attack, bill line and delay, and the digest of every run.
/// Input:  `study`, the folder, with result.json and scenario.yaml; `scenario`, that file as loaded.
/// Limits: runs with drawn values (uncertainty.json) are not repeated, and that is told.
/// Errors: throws WrongInput if the folder holds no complete study, or another version made it; Interrupted;
///         std::runtime_error if a run fails.
Reproduction reproduce_study(const std::string& study, const Scenario& scenario, const ReproductionSettings& settings);

/// Compares two JSON texts value by value; what says when, where, by whom and how fast a study was run is left out, as is
/// what was looked for afterwards (nearest rules of misses).
void compare_digits(const std::string& stored, const std::string& now, Reproduction& out);

/// suite.json against the results of its cases: digest and detections of each; and the suite's digest. Verdicts follow from the
/// runs and are not computed again.
/// Input:  `digests` by case, in the order of suite.json, of the repetition; empty of a case that has no result.
/// Errors: throws WrongInput if the file is no result of a suite.
void compare_suite(const std::string& suite, const std::vector<std::string>& digests, Reproduction& out);

/// "reproduced: digest 0123456789abcdef, 1234 numbers to the digit (study quick, 5 policies, 10 replications)", or what differs, causes first.
std::string reproduction_text(const Reproduction& reproduction);
std::string reproduction_json(const Reproduction& reproduction);

}  // namespace picket::sim
