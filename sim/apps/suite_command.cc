#include <cinttypes>
#include <cstdio>
#include <filesystem>

#include "agent_core/base/utf8.h"
#include "reports/suite_page.h"
#include "sim/apps/colour.h"
#include "sim/apps/command_line.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/load_input.h"
#include "sim/apps/load_suite.h"
#include "sim/apps/options.h"
#include "sim/apps/shard_option.h"
#include "sim/results/atomic_file.h"
#include "sim/suite/changed_files.h"
#include "sim/suite/suite_baseline.h"
#include "sim/suite/suite_corpus.h"
#include "sim/suite/suite_junit.h"
#include "sim/suite/suite_result_json.h"
#include "sim/suite/suite_run.h"
#include "sim/suite/suite_summary.h"
#include "sim/suite/suite_text.h"

namespace picket::sim {
namespace {

Inconclusive inconclusive_of(const std::string& word) {
  if (word == "fail") return Inconclusive::kFail;
  return word == "pass" ? Inconclusive::kPass : Inconclusive::kWarn;
}

SuiteRequest request_of(const SuiteOptions& options, const CommonOptions& common) {
  SuiteRequest request;
  request.paths = options.paths;
  request.policies = options.policies;
  request.rules = common.rules;
  request.sets = common.sets;
  request.library = library_for(options.paths.front(), common);
  request.tier = options.tier;
  request.variants = options.variants;
  request.held_out = options.held_out;
  return request;
}

bool write_outputs(const SuiteResult& result, const std::string& directory, Inconclusive inconclusive) {
  const auto page = render_suite_page(suite_result_json(result));
  if (!page.ok()) {
    std::fprintf(stderr, "error: no report: %s\n", page.error().says.c_str());
    return false;
  }
  bool ok = true;
  for (const auto& [name, text] : {std::pair{"junit.xml", suite_junit(result, inconclusive)}, {"summary.md", suite_summary(result)},
                                   {"report.html", page.value()}}) {
    if (const auto error = write_file(directory + "/" + name, text)) {
      std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
      ok = false;
    }
  }
  return ok;
}

/// Errors: throws WrongInput if it is no result of a suite with this seed.
std::optional<SuiteBaseline> baseline_of(const SuiteOptions& options, std::uint64_t seed) {
  if (options.baseline.empty()) return std::nullopt;
  std::error_code error;
  const bool folder = std::filesystem::is_directory(options.baseline, error);
  const std::string path = folder ? options.baseline + "/suite.json" : options.baseline;
  if (!std::filesystem::is_regular_file(path, error)) throw WrongInput("--baseline: " + path + ": no such file");
  Result<SuiteBaseline, std::string> read = read_suite_baseline(read_file(path));
  if (!read.ok()) throw WrongInput("--baseline: " + path + " " + read.error());
  if (read.value().seed != seed) {
    throw WrongInput("--baseline: its seed is " + std::to_string(read.value().seed) + ", the suite's " + std::to_string(seed) +
                     "; give --seed " + std::to_string(read.value().seed));
  }
  return read.value();
}

/// From here on the run is as if its seed had been typed.
/// Errors: throws WrongInput where a seed is given as well.
void take_fresh_seed(const SuiteOptions& options, CommonOptions& common) {
  for (const std::string& set : common.sets) {
    if (set.starts_with("seed=")) throw WrongInput("--seeds fresh draws a seed, and " + set + " names one; give one of the two");
  }
  if (!options.baseline.empty()) throw WrongInput("--seeds fresh cannot be compared with --baseline: runs are paired by their seed");
  const std::uint64_t seed = draw_seed();
  common.sets.push_back("seed=" + std::to_string(seed));
  common.argv = with_drawn_seed(common.argv, seed);
  common.command_line = command_line_of(common.argv);
  if (!common.quiet) std::fprintf(stderr, "fresh seed %" PRIu64 "; this repeats the run: %s\n", seed, printable(common.command_line).c_str());
}

/// Errors: throws WrongInput if it is no folder. Damaged files are said on stderr, all at once; then there is none.
std::optional<SuiteCorpus> read_corpus(const std::string& directory, const LoadedSuite& suite) {
  std::error_code error;
  if (std::filesystem::exists(directory, error) && !std::filesystem::is_directory(directory, error)) {
    throw WrongInput("--corpus: " + directory + " is no folder");
  }
  SuiteCorpus corpus(directory);
  Diagnostics diagnostics;
  corpus.read(suite, diagnostics);
  if (diagnostics.all().empty()) return corpus;
  std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
  return diagnostics.ok() ? std::optional(std::move(corpus)) : std::nullopt;
}

/// A part leaves runs and nothing else, so what is about a suite's result has no place beside it.
void refuse_beside_shard(const SuiteOptions& options) {
  if (!options.corpus.empty()) throw WrongInput("--shard cannot be had with --corpus: known failures are tried before anything else, by the whole suite");
  if (options.seeds == "fresh") throw WrongInput("--shard cannot be had with --seeds fresh: each part would draw a seed of its own; give all parts one --seed");
  if (!options.baseline.empty()) throw WrongInput("--shard cannot be had with --baseline: a part has no result to compare; give it to the whole suite afterwards");
}

}  // namespace

int suite_command(const SuiteOptions& options, const CommonOptions& typed) {
  CommonOptions common = typed;
  if (options.seeds == "fresh") take_fresh_seed(options, common);
  const double budget = seconds_of_option("--budget", options.budget);
  const Shard shard = shard_of_option(options.shard);
  if (!shard.is_whole()) refuse_beside_shard(options);
  std::optional<SuiteInput> input = load_suite_or_explain(request_of(options, common), common, true);
  if (!input) return exit_code::kWrongInput;
  LoadedSuite* const suite = &input->suite;
  if (!options.changed_since.empty()) {
    const std::string folder = std::filesystem::absolute(options.paths.front()).parent_path().string();
    keep_affected_cases(*suite, files_changed_since(options.changed_since, folder), library_for(options.paths.front(), common));
    if (suite->cases.empty()) {
      std::fprintf(stderr, "no case is affected by changes since %s\n", printable(options.changed_since).c_str());
      return exit_code::kOk;
    }
  }
  SuiteSettings settings;
  settings.threads = threads_of(common);
  settings.out_directory = common.out;
  settings.quiet = common.quiet;
  settings.tier = options.tier;
  settings.budget = budget > 0 ? Duration::from_seconds(budget) : suite->budget;
  settings.shard = shard;
  settings.timeout_seconds = seconds_of_option("--timeout", options.timeout);
  settings.rules = std::move(input->rules);
  settings.repeat_command = common.command_line;
  settings.argv = common.argv;
  settings.fresh_seed = options.seeds == "fresh";
  for (PreparedCase& one : suite->cases) {
    // A case is kept as the study that it is, with the rules that it ran under.
    if (!suite->suite.rules.empty()) one.scenario.rules = absolute_packs(suite->suite.rules);
    settings.feeds.push_back(read_feeds(one.scenario, one.scenario_path));
  }
  TableOptions table;
  table.colour = wants_colour();
  if (options.list) {
    std::fputs(suite_plan_text(*suite, table).c_str(), stdout);
    return exit_code::kOk;
  }
  if (common.check) return exit_code::kOk;
  std::optional<SuiteCorpus> corpus;
  if (!options.corpus.empty()) {
    corpus = read_corpus(options.corpus, *suite);
    if (!corpus) return exit_code::kWrongInput;
    settings.corpus = &*corpus;
  }
  const std::optional<SuiteBaseline> baseline = baseline_of(options, suite->suite.seed);
  SuiteOutcome outcome = run_suite(*suite, settings);
  if (!shard.is_whole() || (outcome.exit_code != 0 && outcome.exit_code != exit_code::kInternalError)) return outcome.exit_code;
  if (baseline) {
    compare_with_baseline(*baseline, outcome.result);
    if (const auto error = write_file(outcome.directory + "/suite.json", suite_result_json(outcome.result))) {
      std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
      return exit_code::kInternalError;
    }
  }
  const Inconclusive inconclusive = inconclusive_of(options.inconclusive);
  const bool written = write_outputs(outcome.result, outcome.directory, inconclusive);
  if (common.format == "json") {
    std::fputs(suite_result_json(outcome.result).c_str(), stdout);
  } else if (common.format == "junit") {
    std::fputs(suite_junit(outcome.result, inconclusive).c_str(), stdout);
  } else if (common.format == "github") {
    std::fputs(github_annotations(outcome.result, inconclusive).c_str(), stdout);
  } else {
    std::fputs(suite_text(outcome.result, outcome.directory, table).c_str(), stdout);
  }
  if (outcome.exit_code != 0 || !written) return exit_code::kInternalError;
  if (outcome.result.count(Verdict::kFail) > 0 || outcome.result.count_invariants(Verdict::kFail) > 0) return exit_code::kExpectationFailed;
  if (outcome.result.count(Verdict::kInconclusive) > 0 && inconclusive == Inconclusive::kFail) return exit_code::kInconclusive;
  return exit_code::kOk;
}

}  // namespace picket::sim
