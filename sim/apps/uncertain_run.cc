#include "sim/apps/uncertain_run.h"

#include <cstdio>

#include "sim/apps/colour.h"
#include "sim/apps/load_input.h"
#include "sim/apps/study_report.h"
#include "sim/apps/write_or_say.h"
#include "sim/results/run_directory.h"
#include "sim/uncertainty/drawn_runs.h"
#include "sim/uncertainty/uncertainty_report.h"

namespace picket::sim {

std::optional<UncertainInputs> load_uncertain_inputs(const std::string& word, const std::string& scenario_path, const std::string& resolved,
                                                     const CommonOptions& common) {
  Diagnostics diagnostics;
  std::optional<UncertainInputs> inputs = read_uncertain_inputs(uncertainty_path(word, library_for(scenario_path, common)), resolved, diagnostics);
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
