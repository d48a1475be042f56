#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "agent_core/base/utf8.h"
#include "sim/apps/colour.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/apps/study_report.h"
#include "sim/apps/write_or_say.h"
#include "sim/experiment/run_files.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/utc_time.h"
#include "sim/scenario/writer.h"
#include "sim/tune/certified_policy.h"
#include "sim/tune/simulation_evaluator.h"
#include "sim/tune/tune_file.h"
#include "sim/tune/tune_json.h"
#include "sim/tune/tune_text.h"

namespace picket::sim {
namespace {

/// A study that can be tuned, with what its runs need.
struct ReadyTune {
  LoadedTune loaded;
  RuleTexts rules;
  std::vector<FeedText> feeds;
};

/// Errors: throws WrongInput for rules and feeds that cannot be used.
std::optional<ReadyTune> load_tune(const TuneOptions& options, const CommonOptions& common) {
  Diagnostics diagnostics;
  TuneRequest request;
  request.study.path = options.study;
  request.study.sets = common.sets;
  request.study.library = library_for(options.study, common);
  request.evaluations = options.evaluations;
  request.replications = options.replications;
  std::optional<LoadedTune> loaded = read_tune(request, diagnostics);
  if (!loaded) {
    say(diagnostics, common, true);
    return std::nullopt;
  }
  ReadyTune ready{std::move(*loaded), {}, {}};
  Scenario& scenario = *ready.loaded.study.base.scenario;
  if (!common.rules.empty()) scenario.rules = common.rules;
  ready.rules = read_rules(scenario.rules);
  scenario.rules = absolute_packs(std::move(scenario.rules));
  ready.feeds = read_feeds(scenario, ready.loaded.study.scenario_path);
  const std::vector<InputProblem> of_rules =
      tell_in_scenario(input_problems(scenario, ready.rules), ready.loaded.study.base.places, diagnostics);
  say(diagnostics, common, true);
  if (refuse(of_rules) || !diagnostics.ok()) return std::nullopt;
  return ready;
}

/// One folder for one search: what is asked of it, but not how far it goes or how its result is certified, so that more
/// evaluations go on with the runs of fewer.
std::string tune_id_of(const ReadyTune& ready, const std::string& name) {
  const Study& study = ready.loaded.study;
  const TunePlan& plan = ready.loaded.plan;
  Scenario of_one = with_kept_feeds(*study.base.scenario, ready.feeds);
  of_one.replications = 1;
  Digest digest;
  digest.add(write_scenario_yaml(of_one));
  for (const SweepVariable& variable : study.variables) digest.add(variable.path, variable.range.text, variable.lock_step);
  for (const std::string& constraint : study.file.sweep.constraints) digest.add(constraint);
  digest.add(plan.policy, plan.reference);
  for (const PlannedObjective& o : plan.objectives) digest.add(plan.measures[o.measure].column(), static_cast<int>(o.goal));
  for (const PlannedConstraint& c : plan.constraints) digest.add(c.to_string(plan.measures, plan.reference));
  for (const std::vector<double>& start : plan.start) {
    for (const double x : start) digest.add(x);
  }
  digest.add(static_cast<int>(plan.section.optimiser), plan.section.replications);
  digest.add(this_build().version);
  for (const std::string& rule : ready.rules.texts) digest.add(rule);
  for (const FeedText& feed : ready.feeds) digest.add(feed.text);
  return safe_name(name) + "-s" + std::to_string(plan.seed) + "-" + digest.hex().substr(0, 8);
}

TuneResult result_before(const ReadyTune& ready, const CommonOptions& common) {
  const Study& study = ready.loaded.study;
  const Scenario& scenario = *study.base.scenario;
  TuneResult out;
  // A study without a name is called by its scenario.
  out.name = study.file.name == safe_name(scenario.name) + "_sweep" ? safe_name(scenario.name) + "_tune" : study.file.name;
  out.title = study.file.title;
  out.study_id = tune_id_of(ready, out.name);
  out.scenario_name = scenario.name;
  out.scenario_path = study.scenario_path;
  out.created_utc = utc_text(wall_clock());
  out.commit = this_build().commit;
  out.version = this_build().version;
  out.repeat_command = common.command_line;
  for (const FleetGroup& group : scenario.fleet) out.devices += group.count;
  out.duration_seconds = scenario.duration.to_seconds();
  for (const SweepVariable& variable : study.variables) {
    TunedParameter parameter;
    parameter.path = variable.written;
    parameter.unit = base_unit(variable.range.dimension);
    parameter.logarithmic = variable.range.logarithmic;
    parameter.is_number = variable.range.is_number;
    for (const Level& level : variable.range.levels) parameter.levels.push_back(level.text);
    parameter.range = variable.range.text;
    out.parameters.push_back(std::move(parameter));
  }
  out.plan = ready.loaded.plan;
  out.warnings = power_warnings(out.plan);
  return out;
}

void take_outcome(TuneResult& result, TuneOutcome outcome, const SimulationEvaluator& evaluator) {
  result.outcome = std::move(outcome);
  for (const TriedPoint& tried : result.outcome.search.points) {
    PointValues values;
    for (const Level& level : evaluator.levels_of(tried.point)) {
      values.values.push_back(level.text);
      values.numbers.push_back(level.number);
    }
    if (!tried.sample) values.problem = evaluator.problem_of(tried.point.id);
    result.points.push_back(std::move(values));
  }
  result.simulations = evaluator.simulations();
  result.found = evaluator.found();
}

/// A text with every line two spaces in.
std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    out += "  " + text.substr(at, end - at);
    at = end;
  }
  return out;
}

/// The study as it is kept beside its results, where its scenario lies too: it repeats the study from there.
std::string kept_study(const ReadyTune& ready) {
  StudyFile file = ready.loaded.study.file;
  file.scenario = "scenario.yaml";
  file.set.clear();
  return write_yaml<StudyFile>(file) + "tune:\n" + indented(write_yaml<TuneSection>(ready.loaded.plan.section));
}

bool keep_inputs(const StudyDirectory& directory, const ReadyTune& ready) {
  bool ok = write_or_say(directory, "study.yaml", kept_study(ready));
  ok = ok && write_or_say(directory, "scenario.yaml", write_scenario_yaml(with_kept_feeds(*ready.loaded.study.base.scenario, ready.feeds)));
  for (const FeedText& feed : ready.feeds) ok = write_or_say(directory, feed.kept, feed.text) && ok;
  return ok;
}

PointRunSettings run_settings(const ReadyTune& ready, const TuneResult& result, const CommonOptions& common) {
  PointRunSettings settings;
  settings.threads = threads_of(common);
  settings.out_directory = common.out;
  settings.study_id = result.study_id;
  settings.title = result.name;
  settings.scenario_path = result.scenario_path;
  settings.argv = common.argv;
  settings.rules = ready.rules;
  settings.feeds = ready.feeds;
  // A search is many small batches: it tells of its policies itself.
  settings.quiet = true;
  return settings;
}

TuneProgress progress_of(const TuneResult& result, const CommonOptions& common) {
  if (common.quiet) return {};
  TuneProgress progress;
  const std::string name = printable(result.name);
  progress.searched = [name, &plan = result.plan](const SearchOutcome& search) {
    const TriedPoint& last = search.points.back();
    std::string values;
    for (std::size_t o = 0; last.sample && o < plan.objectives.size(); ++o) {
      const std::size_t m = plan.objectives[o].measure;
      values += fmt::format("{} {:.4g}", values.empty() ? "" : ",", mean_of((*last.sample)[m]));
    }
    std::fprintf(stderr, "%s: policy %zu of %u:%s%s\n", name.c_str(), search.points.size(), plan.section.evaluations,
                 last.sample ? values.c_str() : " not possible", last.sample && last.violation > 0 ? " (a constraint does not hold)" : "");
  };
  progress.choosing = [name](const SearchOutcome& search) {
    std::fprintf(stderr, "%s: %zu policies on the front; choosing candidates\n", name.c_str(), search.front.size());
  };
  progress.certifying = [name, &plan = result.plan](const FinalChoiceOutcome& choice) {
    std::fprintf(stderr, "%s: certifying %zu candidates, %u fresh replications each\n", name.c_str(), choice.candidates.size(),
                 plan.section.certification.replications);
  };
  return progress;
}

bool write_results(const StudyDirectory& directory, const TuneResult& result, const SimulationEvaluator& evaluator, const std::string& json) {
  bool ok = write_or_say(directory, "tune.json", json);
  ok = write_or_say(directory, "measures.csv", tune_measures_csv(result)) && ok;
  const CertificationOutcome& certification = result.outcome.certification;
  if (!certification.cheapest) return ok;
  const SweepPoint* point = evaluator.prepared(result.tried(certification.points[*certification.cheapest].point).point.id);
  if (point == nullptr) return ok;
  const Policy& policy = point->scenario.policy_templates.at(point->scenario.policies.front().use);
  return write_or_say(directory, "certified_policy.yaml", certified_policy_yaml(result, policy)) && ok;
}

/// What was asked: all candidates shown to break a constraint is a failed expectation.
int verdict_code(const TuneResult& result) {
  const CertificationOutcome& certification = result.outcome.certification;
  if (certification.points.empty() || certification.cheapest) return exit_code::kOk;
  const bool failed = std::all_of(certification.points.begin(), certification.points.end(),
                                  [](const CertifiedPoint& p) { return p.verdict == Verdict::kFail; });
  return failed ? exit_code::kExpectationFailed : exit_code::kInconclusive;
}

}  // namespace

bool is_valid_tune(const std::string& study, const CommonOptions& common) {
  TuneOptions options;
  options.study = study;
  return load_tune(options, common).has_value();
}

int tune_command(const TuneOptions& options, const CommonOptions& common) {
  const std::optional<ReadyTune> ready = load_tune(options, common);
  if (!ready) return exit_code::kWrongInput;
  TuneResult result = result_before(*ready, common);
  TableOptions table;
  table.colour = wants_colour();
  if (options.dry_run) {
    std::fputs((common.format == "json" ? tune_plan_json(result) : tune_plan_text(result, table)).c_str(), stdout);
    return exit_code::kOk;
  }
  const auto directory = StudyDirectory::create(common.out, result.study_id);
  if (!directory.ok()) {
    std::fprintf(stderr, "error: cannot write %s\n1 error; nothing was run.\n", printable(directory.error().text()).c_str());
    return exit_code::kWrongInput;
  }
  if (!keep_inputs(directory.value(), *ready)) return exit_code::kInternalError;
  directory.value().mark_partial("running");
  SimulationEvaluator evaluator(ready->loaded.study, ready->loaded.plan, {ready->feeds, ready->loaded.study.base.scenario->rules},
                                run_settings(*ready, result, common));
  TuneOutcome outcome = run_tune(ready->loaded.plan, evaluator, progress_of(result, common));
  if (outcome.interrupted()) {
    directory.value().mark_partial("interrupted");
    std::fprintf(stderr, "interrupted: this goes on from what %s holds: %s\n", printable(directory.value().path()).c_str(),
                 printable(common.command_line).c_str());
    return exit_code::kInterrupted;
  }
  if (!outcome.failure().empty()) {
    directory.value().mark_partial("a simulation failed");
    std::fprintf(stderr, "error: %s\nrepeat: %s\n", printable(outcome.failure()).c_str(), printable(common.command_line).c_str());
    return exit_code::kInternalError;
  }
  take_outcome(result, std::move(outcome), evaluator);
  const std::string json = tune_result_json(result);
  if (!write_results(directory.value(), result, evaluator, json)) return exit_code::kInternalError;
  const std::optional<std::string> report = write_sweep_report(directory.value().path(), json);
  if (!report) return exit_code::kInternalError;
  directory.value().clear_partial();
  if (const auto error = directory.value().point_latest()) std::fprintf(stderr, "warning: %s\n", printable(error->text()).c_str());
  if (common.format == "json") {
    std::fputs(json.c_str(), stdout);
  } else {
    std::fputs(tune_text(result, directory.value().path(), table).c_str(), stdout);
    std::printf("report:  %s\n", printable(*report).c_str());
  }
  return verdict_code(result);
}

}  // namespace picket::sim
