#include <fmt/format.h>

#include <cstdio>

#include "sim/apps/colour.h"
#include "sim/apps/compare_options.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/program_run.h"
#include "sim/compare/comparison_json.h"
#include "sim/compare/comparison_text.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

ComparisonSettings settings_of(const CompareOptions& options) {
  ComparisonSettings settings;
  settings.correction = options.correction == "holm" ? Correction::kHolm : options.correction == "bh" ? Correction::kBenjaminiHochberg : Correction::kNone;
  settings.threshold = threshold_of(options.threshold).value_or(settings.threshold);
  settings.measures = options.measures;
  settings.all_measures = options.all;
  return settings;
}

/// Words that only runs of programs have, and that would be passed over without a word.
void refuse_without_programs(const CompareOptions& options, const CommonOptions& common) {
  const auto refuse = [](bool given, const char* name) {
    if (given) throw WrongInput(std::string(name) + " is for --program: what is stored has its own");
  };
  refuse(options.seed.has_value(), "--seed");
  refuse(options.replications.has_value(), "--replications");
  refuse(!options.timeout.empty(), "--timeout");
  refuse(!common.sets.empty(), "--set");
  refuse(!common.library.empty(), "--library");
}

ProgramRuns runs_of(const CompareOptions& options, const CommonOptions& common) {
  ProgramRuns runs;
  runs.scenario = options.before;
  runs.out = common.out;
  runs.timeout_seconds = seconds_of_option("--timeout", options.timeout);
  const auto add = [&runs](const char* name, const std::string& value) { runs.arguments.insert(runs.arguments.end(), {name, value}); };
  if (options.seed) add("--seed", std::to_string(*options.seed));
  if (options.replications) add("--replications", std::to_string(*options.replications));
  if (common.threads > 0) add("--threads", std::to_string(common.threads));
  if (!common.library.empty()) add("--library", common.library);
  for (const std::string& set : common.sets) add("--set", set);
  if (common.quiet) runs.arguments.emplace_back("--quiet");
  return runs;
}

std::string made_by(const std::string& program, const StoredResults& results) {
  return fmt::format("{} (picket {}, commit {})", program, results.version, results.commit);
}

/// Runs the scenario with both programs, and compares what they left.
Comparison compare_programs(const CompareOptions& options, const CommonOptions& common, const CompareWish& wish, const ComparisonSettings& settings) {
  if (options.programs.size() != 2) throw WrongInput("--program: give it twice, the old program first and then the new one");
  if (!options.after.empty()) throw WrongInput(options.after + ": --program runs one scenario with both programs, and has no second input");
  const ProgramRuns runs = runs_of(options, common);
  // Both, before either runs for hours.
  const std::string old_build = fingerprint_of_program(options.programs[0]);
  const std::string new_build = fingerprint_of_program(options.programs[1]);
  const std::string old_study = run_with_program(options.programs[0], runs);
  const std::string new_study = old_build == new_build ? old_study : run_with_program(options.programs[1], runs);
  const StoredResults before = read_results(old_study);
  const StoredResults after = read_results(new_study);
  Comparison out = compare_results(before, after, wish, settings);
  out.before_program = made_by(options.programs[0], before);
  out.after_program = made_by(options.programs[1], after);
  if (old_build == new_build) {
    out.remarks.push_back("both programs are the same build: it ran once");
  } else if (before.commit == after.commit) {
    out.remarks.push_back(fmt::format("both programs say commit {}, and are different builds: of changes that are in no commit, or by another compiler", before.commit));
  }
  return out;
}

Comparison compare_stored(const CompareOptions& options, const CompareWish& wish, const ComparisonSettings& settings) {
  const StoredResults before = read_results(options.before);
  return options.after.empty() ? compare_policies(before, wish, settings) : compare_results(before, read_results(options.after), wish, settings);
}

}  // namespace

int compare_command(const CompareOptions& options, const CommonOptions& common) {
  const ComparisonSettings settings = settings_of(options);
  const CompareWish wish{options.policies, options.reference, options.points};
  if (options.programs.empty()) refuse_without_programs(options, common);
  const Comparison comparison = options.programs.empty() ? compare_stored(options, wish, settings) : compare_programs(options, common, wish, settings);
  std::string text;
  if (common.format == "json") {
    text = comparison_json(comparison);
  } else if (common.format == "csv") {
    text = comparison_csv(comparison);
  } else {
    const bool markdown = common.format == "markdown";
    text = comparison_text(comparison, {!markdown && wants_colour(), markdown, options.all});
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return options.fail_on == "worse" && comparison.worse() > 0 ? exit_code::kExpectationFailed : exit_code::kOk;
}

}  // namespace picket::sim
