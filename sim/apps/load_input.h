#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/apps/input_file.h"
#include "sim/apps/options.h"
#include "sim/experiment/feed_content.h"
#include "sim/experiment/rule_content.h"
#include "sim/scenario/load.h"

namespace picket::sim {

/// Loads a scenario and says what is wrong or doubtful with it: on stderr, or with --format json on
/// stdout unless a result of the command will stand there.
/// `beside`: what is wrong with other input of the command, to be said with it; nothing is loaded then.
std::optional<LoadResult> load_or_explain(const std::string& path, const CommonOptions& common, bool result_follows, const Diagnostics* beside = nullptr);

/// Says what is wrong or doubtful, in the same way.
void say(const Diagnostics& diagnostics, const CommonOptions& common, bool result_follows);

/// --library, or the built-in folder of ready-made parts.
std::string library_of(const CommonOptions& common);
/// --library, or the one above a file, or the built-in one.
std::string library_for(const std::string& path, const CommonOptions& common);
/// Names of the policies of a library, sorted; empty if it has none.
std::vector<std::string> policies_in(const std::string& library);

/// What hinders the use of a file or folder that a scenario names.
struct InputFault {
  std::string path;  ///< of the value in the scenario: "intel.feeds[0].file", "rules[1]"
  std::string says;
  std::string hint{};
  std::string file{};                   ///< that the next two are about
  std::string text{};                   ///< of it, to show lines from; empty if it is long
  std::vector<FeedProblem> refused{};   ///< at most kShownRefusals
};
/// Of a feed that gives nothing, so many refused entries are shown.
inline constexpr std::size_t kShownRefusals = 20;

/// A scenario and the files that it names.
struct RunInput {
  LoadResult loaded;
  RuleTexts rules;
  std::vector<FeedText> feeds;
};
/// Loads a scenario with `common.rules` in place of its own, if there are any, and reads the rules and feeds that it
/// names; says everything that is wrong with any of them and with what they say together (`input_problems`), as
/// `load_or_explain` does. Folders of rules become absolute paths in the scenario, so that what is kept of it means the same
/// from elsewhere. `beside` as there.
std::optional<RunInput> load_run_or_explain(const std::string& path, const CommonOptions& common, bool result_follows, const Diagnostics* beside = nullptr);

/// Packs with their folders as absolute paths.
std::vector<std::string> absolute_packs(std::vector<std::string> packs);

/// The rules of packs: "picket", ours with the product's documented alerts; "product", the documented alerts alone,
/// those of generation 1 included; a folder, Sigma rules of others, unchanged. None named: "picket".
/// Output: our files in the order of their names, then each folder's; the chosen packs.
/// Errors: a fault for each folder that cannot be read or holds no rule.
RuleTexts read_rules(const std::vector<std::string>& packs, std::vector<InputFault>& faults);
/// The same. Errors: throws WrongInput with every fault.
RuleTexts read_rules(const std::vector<std::string>& packs);

/// The feeds that a scenario names, from its folder.
/// Errors: a fault for each file that cannot be read, is no regular file, is too large, has no known ending, or of which
///         no indicator can be used (`why_useless`).
std::vector<FeedText> read_feeds(const Scenario& scenario, const std::string& scenario_path, std::vector<InputFault>& faults);
/// The same. Errors: throws WrongInput with every fault.
std::vector<FeedText> read_feeds(const Scenario& scenario, const std::string& scenario_path);

inline constexpr std::size_t kMaxRuleFileBytes = std::size_t{1} << 20;  ///< as RuleLimits has it
inline constexpr std::size_t kMaxStatementBytes = std::size_t{1} << 20;

/// --threads, or the cores that this process may use.
unsigned threads_of(const CommonOptions& common);

/// Says what `input_problems` found in rules; true if there was anything.
bool refuse(const std::vector<InputProblem>& of_rules);

}  // namespace picket::sim
