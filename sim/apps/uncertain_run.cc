#include "sim/apps/uncertain_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "sim/apps/colour.h"
#include "sim/apps/load_input.h"
#include "sim/apps/study_report.h"
#include "sim/apps/write_or_say.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/run_directory.h"
#include "sim/uncertainty/drawn_runs.h"
#include "sim/uncertainty/uncertainty_report.h"

namespace picket::sim {
namespace {

/// Errors: throws WrongInput for a word that names no file of the library.
void refuse_unknown_word(const std::string& word, const std::string& path, const std::string& library) {
  std::error_code ignored;
  if (path == word || std::filesystem::exists(path, ignored)) return;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(library + "/uncertainty", ignored)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  const std::string near = closest_word(word, std::vector<std::string_view>(names.begin(), names.end()));
  std::string text = "--uncertainty: " + library + "/uncertainty has no '" + word + "'";
  if (!near.empty()) {
    text += "; did you mean '" + near + "'?";
  } else if (names.empty()) {
    text += "; a file of your own ends in .yaml, or has a folder in its name";
  } else {
    text += fmt::format("; there are: {}. A file of your own ends in .yaml, or has a folder in its name", fmt::join(names, ", "));
  }
  throw WrongInput(text);
}

}  // namespace

std::optional<UncertainInputs> load_uncertain_inputs(const std::string& word, const std::string& scenario_path, const std::string& resolved,
                                                     const CommonOptions& common) {
  Diagnostics diagnostics;
  const std::string library = library_for(scenario_path, common);
  const std::string path = uncertainty_path(word, library);
  refuse_unknown_word(word, path, library);
  std::optional<UncertainInputs> inputs = read_uncertain_inputs(path, resolved, diagnostics);
  if (!inputs) std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
  return inputs;
}

int run_uncertain(const Scenario& scenario, const UncertainInputs& inputs, const StudySettings& settings, const StudyOutcome& outcome,
                  const CommonOptions& common) {
  PointRunSettings drawn;
  drawn.threads = settings.threads;
  drawn.out_directory = settings.out_directory;
  drawn.study_id = outcome.result.study_id;
  drawn.scenario_path = settings.scenario_path;
  drawn.argv = settings.argv;
  drawn.rules = settings.rules;
  drawn.feeds = settings.feeds;
  drawn.quiet = settings.quiet;
  const DrawnRunsOutcome ran = run_drawn(scenario, settings.resolved_scenario, inputs, drawn);
  if (ran.exit_code != 0) return ran.exit_code;
  const auto study = StudyDirectory::create(settings.out_directory, outcome.result.study_id);
  if (!study.ok()) return exit_code::kInternalError;
  if (!write_or_say(study.value(), "uncertainty.json", uncertainty_json(ran.result))) return exit_code::kInternalError;
  if (!write_or_say(study.value(), "uncertainty.csv", uncertainty_csv(ran.result))) return exit_code::kInternalError;
  if (!write_study_report(outcome)) return exit_code::kInternalError;
  if (common.format != "json") std::fputs(uncertainty_text(ran.result, wants_colour()).c_str(), stdout);
  return exit_code::kOk;
}

}  // namespace picket::sim
