#include <cstdio>

#include "agent_core/base/utf8.h"
#include "sim/apps/colour.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/apps/run_options.h"
#include "sim/apps/shard_option.h"
#include "sim/apps/study_report.h"
#include "sim/apps/study_text.h"
#include "sim/apps/uncertain_run.h"
#include "sim/experiment/calibration.h"
#include "sim/experiment/precise_study.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/study.h"
#include "sim/explain/explain_misses.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {

int run_command(const std::string& scenario, const RunOptions& run, const CommonOptions& common) {
  const std::uint32_t misses = run.explain_misses;
  const Shard shard = shard_of_option(run.shard);
  const double timeout_seconds = seconds_of_option("--timeout", run.timeout);
  std::optional<RunInput> input = load_run_or_explain(scenario, common, true);
  if (!input) return exit_code::kWrongInput;
  LoadResult* const loaded = &input->loaded;
  const std::optional<double> precision = precision_of_word(run.precision);
  if (precision && !shard.is_whole()) throw WrongInput("--precision cannot be had with --shard: a part does not see how well the whole is known");
  if (precision && loaded->scenario->replications <= kFirstLook) {
    throw WrongInput("--precision looks first after " + std::to_string(kFirstLook) + " replications, and " +
                     std::to_string(loaded->scenario->replications) + " are the most that may run: give more with --replications");
  }
  if (!run.uncertainty.empty() && !shard.is_whole()) throw WrongInput("--shard cannot be had with --uncertainty: drawn values are compared by the whole study");
  if (common.check) return exit_code::kOk;
  StudySettings settings;
  settings.threads = threads_of(common);
  settings.out_directory = common.out;
  settings.quiet = common.quiet;
  settings.shard = shard;
  settings.rerun = run.rerun;
  settings.timeout_seconds = timeout_seconds;
  settings.scenario_path = scenario;
  settings.repeat_command = common.command_line;
  settings.argv = common.argv;
  settings.rules = std::move(input->rules);
  settings.feeds = std::move(input->feeds);
  settings.resolved_scenario = write_scenario_yaml(with_kept_feeds(*loaded->scenario, settings.feeds));

  if (loaded->scenario->calibration) {
    CalibrationOutcome calibration = calibrate_policies(*loaded->scenario, settings);
    if (calibration.exit_code != 0) {
      std::fprintf(stderr, "repeat: %s\n", common.command_line.c_str());
      return calibration.exit_code;
    }
    settings.calibration = std::move(calibration.results);
    settings.resolved_scenario = write_scenario_yaml(with_kept_feeds(*loaded->scenario, settings.feeds));
  }
  std::optional<UncertainInputs> uncertain;
  if (!run.uncertainty.empty()) {
    uncertain = load_uncertain_inputs(run.uncertainty, scenario, settings.resolved_scenario, common);
    if (!uncertain) return exit_code::kWrongInput;
  }
  StudyOutcome outcome = precision ? run_to_precision(*loaded->scenario, settings, *precision) : run_study(*loaded->scenario, settings);
  if (outcome.exit_code != 0) {
    std::fprintf(stderr, "repeat: %s\n", common.command_line.c_str());
    return outcome.exit_code;
  }
  if (!shard.is_whole()) {
    std::fprintf(stderr, "part %s is done: %s\nwhen all parts are, the same command without --shard makes the result of their runs\n",
                 shard.text().c_str(), printable(outcome.directory).c_str());
    return exit_code::kOk;
  }
  if (misses > 0) {
    try {
      explain_misses(outcome.result, {outcome.directory, settings.rules, settings.feeds, settings.threads, settings.quiet}, misses);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::runtime_error& error) {
      std::fprintf(stderr, "warning: not all misses are explained: %s\n", printable_lines(error.what()).c_str());
    }
    const auto study = StudyDirectory::create(settings.out_directory, outcome.result.study_id);
    if (!study.ok() || !write_study_tables(study.value(), outcome.result)) return exit_code::kInternalError;
  }
  const std::optional<std::string> report = write_study_report(outcome);
  if (!report) return exit_code::kInternalError;
  if (common.format == "json") {
    std::printf("%s\n", study_result_json(outcome.result).c_str());
  } else {
    std::fputs(study_text(outcome.result, wants_colour()).c_str(), stdout);
    std::printf("results: %s\nreport:  %s\n", outcome.directory.c_str(), report->c_str());
  }
  std::fflush(stdout);  // a child process has no business with what is waiting there
  if (precision) loaded->scenario->replications = outcome.result.replications;
  if (uncertain) return run_uncertain(*loaded->scenario, *uncertain, settings, outcome, common);
  return exit_code::kOk;
}

}  // namespace picket::sim
