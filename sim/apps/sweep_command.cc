#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "agent_core/base/utf8.h"
#include "sim/apps/colour.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/load_input.h"
#include "sim/apps/shard_option.h"
#include "sim/apps/study_report.h"
#include "sim/apps/sweep_options.h"
#include "sim/apps/write_or_say.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/run_files.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/utc_time.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/writer.h"
#include "sim/sweep/calibrated_points.h"
#include "sim/sweep/load_points.h"
#include "sim/sweep/parameter_path.h"
#include "sim/sweep/point_runs.h"
#include "sim/sweep/study_file.h"
#include "sim/sweep/sweep_forecast.h"
#include "sim/sweep/sweep_json.h"
#include "sim/sweep/sweep_result.h"
#include "sim/sweep/sweep_tables.h"

namespace picket::sim {
namespace {

/// Nobody needs to be told of what takes less.
constexpr double kPatienceSeconds = 2;

/// A study with its points, ready to run.
struct ReadySweep {
  Study study;
  std::vector<SweepPoint> points;
  RuleTexts rules;
  std::vector<FeedText> feeds;
};

StudyRequest request_of(const SweepOptions& options, const CommonOptions& common) {
  StudyRequest request{.path = options.study};
  request.sets = common.sets;
  request.policies = options.policies;
  request.lock_steps = options.lock_steps;
  request.constraints = options.constraints;
  for (const auto& word : kDesignWords) {
    if (word.name == options.design) request.design = word.value;
  }
  request.points = options.points;
  request.library = library_for(options.study, common);
  return request;
}

/// Sobol's sequence ends before there are as many points as asked for where constraints refuse nearly all of it.
std::string fewer_points_warning(const Study& study, std::size_t points) {
  if (study.plan.kind != DesignKind::kSobol || points >= study.plan.points) return {};
  return fmt::format("{} points in place of {}: the constraints refuse nearly all of what was drawn, {} times as many; take narrower ranges.", points,
                     study.plan.points, kMostDraws);
}

/// The points of a study, or what is wrong with its design.
std::vector<DesignPoint> design_of(const Study& study, Diagnostics& diagnostics) {
  std::vector<std::size_t> refused(study.constraints.size(), 0);  // points, by the first constraint that refuses them
  DesignPoints design = design_points(study.variables, study.plan, [&](const DesignPoint& point) {
    const std::optional<std::size_t> first = study.refused_by(point);
    if (first) ++refused[*first];
    return !first;
  });
  if (design.too_many) {
    diagnostics.add(Code::kTooBig, {}, "sweep", fmt::format("{} are more than {} points", design_text(study.variables, study.plan), kMostPoints),
                    "take larger steps, fewer parameters, or --design sobol --points 200");
  } else if (design.points.empty()) {
    const auto most = std::max_element(refused.begin(), refused.end());
    const Constraint* constraint = most == refused.end() ? nullptr : &study.constraints[static_cast<std::size_t>(most - refused.begin())];
    diagnostics.add(Code::kNothingToRun, constraint == nullptr ? Where{} : constraint->where, "sweep.constraints", "the constraints leave no point",
                    constraint == nullptr ? std::string() : fmt::format("of {} points that were looked at this one refuses {}", design.left_out, *most));
  }
  return std::move(design.points);
}

/// What the reader of a scenario cannot see: of the study's scenario, and of points whose attacks or devices differ. Each once.
std::vector<InputProblem> problems_of_points(const ReadySweep& ready) {
  const Study& study = ready.study;
  std::vector<InputProblem> problems = input_problems(*study.base.scenario, ready.rules);
  const bool differ = std::any_of(study.variables.begin(), study.variables.end(), [](const SweepVariable& variable) {
    for (const char* part : {"attacks", "attack_templates", "device_classes", "faults", "fleet", "weaknesses"}) {
      if (is_path_below(variable.path, part)) return true;
    }
    return false;
  });
  if (!differ) return problems;
  for (const SweepPoint& point : ready.points) {
    for (InputProblem& problem : input_problems(point.scenario, ready.rules)) {
      const auto same = std::find(problems.begin(), problems.end(), problem);
      if (same == problems.end()) problems.push_back(std::move(problem));
    }
  }
  return problems;
}

/// Errors: throws WrongInput for rules and feeds that cannot be used.
std::optional<ReadySweep> load_sweep(const SweepOptions& options, const CommonOptions& common) {
  Diagnostics diagnostics;
  std::optional<Study> study = read_study(request_of(options, common), diagnostics);
  if (!study) {
    say(diagnostics, common, true);
    return std::nullopt;
  }
  ReadySweep ready;
  ready.study = std::move(*study);
  Scenario& scenario = *ready.study.base.scenario;
  if (!common.rules.empty()) scenario.rules = common.rules;
  ready.rules = read_rules(scenario.rules);
  scenario.rules = absolute_packs(std::move(scenario.rules));
  ready.feeds = read_feeds(scenario, ready.study.scenario_path);
  const std::vector<DesignPoint> design = design_of(ready.study, diagnostics);
  std::optional<std::vector<SweepPoint>> points;
  if (diagnostics.ok()) {
    Progress progress(static_cast<double>(design.size()));
    ProgressLine line(progress, "checking points", common.quiet, kPatienceSeconds);
    const auto loaded = [&] {
      progress.add(1);
      line.update();
    };
    points = load_points(ready.study, design, {ready.feeds, scenario.rules, loaded}, diagnostics);
    line.finish();
  }
  std::vector<InputProblem> of_rules;
  if (points) {
    ready.points = std::move(*points);
    of_rules = tell_in_scenario(problems_of_points(ready), ready.study.base.places, diagnostics);
  }
  say(diagnostics, common, true);
  if (refuse(of_rules) || !diagnostics.ok()) return std::nullopt;
  return ready;
}

PointRunSettings run_settings(const ReadySweep& ready, const Shard& shard, const CommonOptions& common) {
  PointRunSettings settings;
  settings.threads = threads_of(common);
  settings.out_directory = common.out;
  settings.study_id = sweep_id_of(ready.study, ready.rules, ready.feeds);
  settings.title = ready.study.file.name;
  settings.scenario_path = ready.study.scenario_path;
  settings.argv = common.argv;
  settings.rules = ready.rules;
  settings.feeds = ready.feeds;
  settings.shard = shard;
  settings.quiet = common.quiet;
  return settings;
}

/// The study as it is kept beside its results, where its scenario lies too: it repeats the study from there.
std::string kept_study(const Study& study) {
  StudyFile file = study.file;
  file.scenario = "scenario.yaml";
  file.set.clear();
  return write_yaml<StudyFile>(file);
}

bool keep_inputs(const StudyDirectory& directory, const ReadySweep& ready) {
  bool ok = write_or_say(directory, "study.yaml", kept_study(ready.study));
  ok = write_or_say(directory, "scenario.yaml", write_scenario_yaml(with_kept_feeds(*ready.study.base.scenario, ready.feeds))) && ok;
  for (const FeedText& feed : ready.feeds) ok = write_or_say(directory, feed.kept, feed.text) && ok;
  return ok;
}

int stopped(const CommonOptions& common, const StudyDirectory& directory, int code) {
  if (code == exit_code::kInterrupted) {
    directory.mark_partial("interrupted");
    std::fprintf(stderr, "interrupted: this goes on from what %s holds: %s\n", printable(directory.path()).c_str(), printable(common.command_line).c_str());
  }
  return code;
}

void say_shard(const PointRunsOutcome& runs, const PointRunSettings& settings, const StudyDirectory& directory) {
  std::printf("shard %s: %u of %u simulations ran, %u were there\n", settings.shard.text().c_str(), runs.simulations, runs.wanted, runs.found);
  std::printf("runs:    %s\nwhen all parts are done, copy their folders together, and the command without --shard makes the result\n", directory.path().c_str());
}

}  // namespace

bool is_valid_sweep(const std::string& study, const CommonOptions& common) {
  SweepOptions options;
  options.study = study;
  return load_sweep(options, common).has_value();
}

int sweep_command(const SweepOptions& options, const CommonOptions& common) {
  const Shard shard = shard_of_option(options.shard);
  const double timeout_seconds = seconds_of_option("--timeout", options.timeout);
  std::optional<ReadySweep> ready = load_sweep(options, common);
  if (!ready) return exit_code::kWrongInput;
  const std::uint32_t replications = ready->study.base.scenario->replications;
  PointRunSettings settings = run_settings(*ready, shard, common);
  settings.timeout_seconds = timeout_seconds;
  const std::string design = design_text(ready->study.variables, ready->study.plan);
  if (options.dry_run) {
    const CalibratedPoints known = calibrate_points(ready->points, settings, false);
    const SweepForecast forecast = forecast_sweep(ready->points, replications, settings);
    std::fputs((common.format == "json" ? forecast_json(forecast, design) : forecast_text(forecast, design)).c_str(), stdout);
    if (known.missing > 0) std::fprintf(stderr, "%zu points find their thresholds first, on benign runs that are not counted here\n", known.missing);
    if (const std::string few = fewer_points_warning(ready->study, ready->points.size()); !few.empty()) std::fprintf(stderr, "warning: %s\n", few.c_str());
    for (const std::string& warning : equal_point_warnings(ready->study, ready->points)) std::fprintf(stderr, "warning: %s\n", printable(warning).c_str());
    for (const std::string& warning : untouched_policy_warnings(ready->study)) std::fprintf(stderr, "warning: %s\n", printable(warning).c_str());
    return exit_code::kOk;
  }
  if (common.check) return exit_code::kOk;
  const auto directory = StudyDirectory::create(common.out, settings.study_id);
  if (!directory.ok()) {
    std::fprintf(stderr, "error: cannot write %s\n1 error; nothing was run.\n", printable(directory.error().text()).c_str());
    return exit_code::kWrongInput;
  }
  if (!keep_inputs(directory.value(), *ready)) return exit_code::kInternalError;
  directory.value().mark_partial("running");
  const CalibratedPoints calibrated = calibrate_points(ready->points, settings, true);
  if (calibrated.exit_code != 0) return stopped(common, directory.value(), calibrated.exit_code);
  const PointRunsOutcome runs = run_points(ready->points, 0, replications, settings);
  if (runs.exit_code == exit_code::kInterrupted || runs.exit_code == exit_code::kWrongInput) return stopped(common, directory.value(), runs.exit_code);
  if (!shard.is_whole()) {
    directory.value().mark_partial("shard " + shard.text() + " has run");
    say_shard(runs, settings, directory.value());
    return runs.exit_code;
  }
  SweepResult result = sweep_result(ready->study, ready->points, runs);
  result.study_id = settings.study_id;
  result.created_utc = utc_text(wall_clock());
  result.commit = this_build().commit;
  result.version = this_build().version;
  result.repeat_command = common.command_line;
  const std::string json = sweep_result_json(result);
  bool ok = write_or_say(directory.value(), "sweep.json", json);
  ok = write_or_say(directory.value(), "measures.csv", sweep_measures_csv(result)) && ok;
  ok = write_or_say(directory.value(), "points.csv", sweep_points_csv(result)) && ok;
  const std::optional<std::string> report = write_sweep_report(directory.value().path(), json);
  ok = report.has_value() && ok;
  if (runs.exit_code == 0 && ok) {
    directory.value().clear_partial();
  } else {
    directory.value().mark_partial("a simulation failed");
  }
  if (const auto error = directory.value().point_latest()) std::fprintf(stderr, "warning: %s\n", printable(error->text()).c_str());
  if (common.format == "json") {
    std::fputs(json.c_str(), stdout);
  } else {
    TableOptions table;
    table.colour = wants_colour();
    std::fputs(sweep_text(result, directory.value().path(), table).c_str(), stdout);
    if (report) std::printf("report:  %s\n", printable(*report).c_str());
  }
  if (runs.exit_code != 0) std::fprintf(stderr, "repeat: %s\n", printable(common.command_line).c_str());
  return ok ? runs.exit_code : exit_code::kInternalError;
}

}  // namespace picket::sim
