#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "reports/terminal_table.h"
#include "sim/apps/colour.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/load_input.h"
#include "sim/apps/plan_costs.h"
#include "sim/apps/plan_options.h"
#include "sim/apps/plan_outbreak.h"
#include "sim/apps/share_option.h"
#include "sim/apps/study_report.h"
#include "sim/apps/write_or_say.h"
#include "sim/cost/paid_price.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/run_files.h"
#include "sim/plan/plan_csv.h"
#include "sim/plan/plan_json.h"
#include "sim/plan/plan_run.h"
#include "sim/plan/plan_text.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/utc_time.h"
#include "sim/sweep/sweep_forecast.h"

namespace picket::sim {
namespace {

/// Seconds for which a hub of a storm may be down. Our choice.
constexpr double kLongestStormOutage = 3'600;

/// What was asked, checked.
/// Errors: throws WrongInput with everything that is wrong.
PlanRequest plan_request_of(const PlanOptions& options) {
  PlanRequest out;
  std::string problems;
  const auto problem = [&problems](const std::string& text) { problems += (problems.empty() ? "" : "\n") + text; };
  const auto share = [&](const char* name, const std::string& word, double& to) {
    const std::optional<double> value = share_of_word(word);
    if (!value || !(*value >= 0 && *value <= 0.95)) {
      problem(fmt::format("{}: '{}' is no share from 0 to 95 %; write '5 %' or 0.05", name, word));
    } else {
      to = *value;
    }
  };
  const auto seconds = [&](const char* name, const std::string& word, double& to) {
    const std::optional<Duration> value = duration_of(word);
    if (!value) {
      problem(fmt::format("{}: '{}' is no duration; give a number with a unit, such as '10 min' or '90s'", name, word));
    } else {
      to = value->to_seconds();
    }
  };
  share("--max-refused", options.max_refused, out.delay.max_refused);
  share("--headroom", options.headroom, out.hubs.headroom);
  seconds("--max-delay", options.max_delay, out.delay.max_delay_seconds);
  seconds("--reconnect-within", options.reconnect_within, out.hubs.reconnect_within_seconds);
  double outage = StormSettings{}.outage.to_seconds();
  if (options.storm_outage == "none") {
    outage = 0;
  } else if (!options.storm_outage.empty()) {
    seconds("--storm-outage", options.storm_outage, outage);
  }
  if (outage > kLongestStormOutage) problem(fmt::format("--storm-outage: '{}' is longer than {}", options.storm_outage, picket::format_duration(kLongestStormOutage)));
  if (!problems.empty()) throw WrongInput(problems);
  out.delay.delay_quantile = options.delay_percentile / 100;
  if (outage > 0) out.storm = StormSettings{.outage = Duration::from_seconds(outage)};
  if (options.devices) out.devices = *options.devices;
  if (options.sample) out.sample.devices_per_group = *options.sample;
  if (options.simulated_days) out.sample.simulated = Duration::from_seconds(*options.simulated_days * 86'400);
  return out;
}

/// The price book's month is what --days sets.
CommonOptions with_days(CommonOptions common, const std::string& days) {
  if (!days.empty()) common.sets.push_back("prices.billing_days=" + days);
  return common;
}

/// One folder for one sample: whatever is planned from it, so that another fleet size or goal finds its runs.
std::string plan_id_of(const Scenario& scenario, const std::vector<SweepPoint>& points, const RuleTexts& rules, const std::vector<FeedText>& feeds) {
  Digest digest;
  for (const SweepPoint& point : points) digest.add(point.resolved);
  digest.add(this_build().version);
  for (const std::string& rule : rules.texts) digest.add(rule);
  for (const FeedText& feed : feeds) digest.add(feed.text);
  return safe_name(scenario.name + "_plan") + "-s" + std::to_string(scenario.seed) + "-" + digest.hex().substr(0, 8);
}

std::string plan_forecast(const Scenario& scenario, const PlanRequest& request, const std::vector<FleetStratum>& strata, const SweepForecast& forecast) {
  std::vector<std::vector<std::string>> rows;
  double devices = 0;
  for (const FleetStratum& stratum : strata) devices += stratum.devices;
  const double fleets = request.devices.value_or(devices) / devices;
  for (const FleetStratum& stratum : strata) {
    rows.push_back({stratum.name, picket::format_number(std::round(stratum.devices * fleets)), picket::format_number(stratum.sampled)});
  }
  std::string out = fmt::format("{}: plan for {} devices\n", scenario.name, picket::format_number(devices * fleets));
  out += render_table({{"stratum", "", Align::kLeft}, {"devices", "", Align::kRight}, {"simulated", "", Align::kRight}}, rows, {});
  out += fmt::format("simulations  {}: {} strat{}{} x {}, {} polic{} each; {} are there\n", forecast.simulations, strata.size(), strata.size() == 1 ? "um" : "a",
                     forecast.points > strata.size() ? fmt::format(", and {} with an outbreak", forecast.points - strata.size()) : "", replications_text(forecast.replications), forecast.policies,
                     forecast.policies == 1 ? "y" : "ies", forecast.found);
  out += fmt::format("to simulate  {} device-days, {} after {} of warm-up\n", picket::format_number(forecast.device_days),
                     days_text(request.sample.simulated.to_seconds() / 86'400), days_text(scenario.warm_up.to_seconds() / 86'400));
  if (request.storm) {
    const double storm_days = devices * fleets * (request.storm->warm_up + request.storm->simulated).to_seconds() / 86'400 * static_cast<double>(forecast.policies) *
                              std::min(request.storm->replications, forecast.replications);
    out += fmt::format("storm        then one of each policy's hubs with all of its devices, {} device-days or less, {}\n", picket::format_number(std::ceil(storm_days)),
                       rough_time(storm_days / kPlanDeviceDaysPerCoreSecond / forecast.threads));
  }
  out += fmt::format("time         {} on {} cores ({})\nnothing was run\n", rough_time(forecast.wall_seconds), forecast.threads, forecast.basis);
  return printable_lines(out);
}

void complete_plan(PlanResult& result, const Scenario& scenario, const std::string& path, const CommonOptions& common) {
  result.scenario_path = path;
  result.created_utc = utc_text(wall_clock());
  result.commit = this_build().commit;
  result.version = this_build().version;
  result.repeat_command = common.command_line;
  if (const std::optional<std::string> old = old_prices(scenario.prices, result.created_utc)) result.warnings.push_back(*old);
}

/// Says the plan; 1 if a policy has no hubs that hold it.
int say_plan(const PlanResult& result, const std::string& directory, const CommonOptions& common) {
  if (common.format == "json") {
    std::fputs(plan_json(result).c_str(), stdout);
  } else {
    TableOptions table;
    table.colour = wants_colour();
    std::fputs(plan_text(result, directory, table).c_str(), stdout);
    std::fputs(("report:  " + printable(directory) + "/report.html\n").c_str(), stdout);
  }
  const bool impossible = std::any_of(result.policies.begin(), result.policies.end(), [](const PolicyPlan& plan) { return plan.is_impossible(); });
  return impossible ? exit_code::kExpectationFailed : exit_code::kOk;
}

/// A name for what was asked and answered: runs of one sample serve many plans.
std::string answer_id(const PlanResult& result, const std::string& csv) {
  Digest digest;
  digest.add(csv);
  digest.add(result.billing_days);
  digest.add(result.goals.delay.max_refused);
  digest.add(result.goals.delay.max_delay_seconds);
  digest.add(result.goals.hubs.headroom);
  digest.add(result.goals.hubs.reconnect_within_seconds);
  return digest.hex().substr(0, 8);
}

/// Writes the plan to the study's folder, and once more to a folder of its own below it, which the next plan of the sample leaves alone.
bool write_plan(const StudyDirectory& directory, const PlanResult& result) {
  const std::string json = plan_json(result);
  const std::string csv = plan_csv(result);
  const std::string kept = "plans/" + answer_id(result, csv);
  std::error_code ignored;  // what cannot be made cannot be written, which is said
  std::filesystem::create_directories(directory.file(kept), ignored);
  bool ok = true;
  for (const std::string& to : {std::string(), kept + "/"}) {
    ok = write_or_say(directory, to + "plan.json", json) && ok;
    ok = write_or_say(directory, to + "plan.csv", csv) && ok;
    ok = write_plan_report(directory.file(to), json).has_value() && ok;
  }
  return ok;
}

/// Whether a plan of stored runs can take the key to another value: what the runs were made with it cannot.
bool is_planned_anew(std::string_view key) {
  if (key == "prices.cellular_session_bytes") return false;  // sessions were rounded in the runs
  if (key == "prices" || key.starts_with("prices.")) return true;
  const bool is_depth = key.ends_with(".throttle_burst_seconds") || key.ends_with(".throttle_queue_seconds") || key.ends_with(".throttle_wait_seconds");
  return key.starts_with("hubs") && is_depth;
}

/// Options that a plan of stored runs would pass over.
/// Errors: throws WrongInput with all of them.
void refuse_what_runs_fix(const PlanOptions& options, const CommonOptions& common) {
  std::string problems;
  const auto refuse = [&problems](bool is_given, const std::string& name) {
    if (is_given) problems += (problems.empty() ? "" : "\n") + name + ": stored runs are taken as they are, and nothing is simulated; give the scenario in place of the folder";
  };
  refuse(options.dry_run, "--dry-run");
  refuse(options.sample.has_value(), "--sample");
  refuse(options.simulated_days.has_value(), "--simulated-days");
  refuse(!options.timeout.empty(), "--timeout");
  refuse(!options.outbreak.empty(), "--outbreak");
  refuse(!options.storm_outage.empty(), "--storm-outage");
  refuse(!common.rules.empty(), "--rules");
  for (const std::string& set : common.sets) {
    std::string key = set.substr(0, set.find('='));
    while (key.ends_with(' ')) key.pop_back();
    const bool is_option = key == "seed" || key == "replications";
    refuse(!is_planned_anew(key), (is_option ? "--" : "--set ") + key);
  }
  if (!problems.empty()) throw WrongInput(problems);
}

/// Runs of a study's folder, and what is to be said of others there.
struct StoredRuns {
  std::vector<LaneResult> runs;  ///< in the order of their folders
  std::vector<std::string> warnings;
};

/// What a plan that is made was made of, as advice.
std::string plan_of_what(const std::string& folder) {
  std::string text;
  try {
    text = read_file(folder + "/plan.json");
  } catch (const std::runtime_error&) {
    // The advice is then a general one.
  }
  const nlohmann::json plan = nlohmann::json::parse(text, nullptr, false);
  if (plan.is_object()) {
    for (const char* key : {"of_run", "scenario_path"}) {
      const auto found = plan.find(key);
      if (found == plan.end() || !found->is_string() || found->get<std::string>().empty()) continue;
      return "'picket plan " + found->get<std::string>() + "'";
    }
  }
  return "give its scenario or the folder of 'picket run'";
}

/// The complete runs of a study's folder.
/// Errors: throws WrongInput if the folder holds none, or is another study's kind.
StoredRuns stored_runs(const std::string& folder) {
  namespace fs = std::filesystem;
  if (fs::exists(fs::path(folder) / "plan.json")) {
    throw WrongInput(folder + " holds plan.json, a plan that is made: 'picket report " + folder + "' writes its page; to plan anew, " + plan_of_what(folder));
  }
  for (const char* other : {"sweep.json", "tune.json", "suite.json"}) {
    if (fs::exists(fs::path(folder) / other)) throw WrongInput(folder + " holds " + other + ", whose runs are of many scenarios; give the folder of 'picket run'");
  }
  std::map<std::string, LaneResult> runs;  // by folder, so that their order is always the same
  std::map<std::string, std::string> unread;  // why, by folder
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(folder) / "runs", error)) {
    if (!fs::exists(entry.path() / "measures.json")) continue;
    const std::string name = entry.path().filename().string();
    try {
      runs.emplace(name, read_run(entry.path().string()));
    } catch (const std::runtime_error& fault) {
      unread.emplace(name, fault.what());
    }
  }
  if (runs.empty()) throw WrongInput(folder + " holds no complete run" + (unread.empty() ? "" : ": " + unread.begin()->second));
  StoredRuns out;
  for (auto& [name, run] : runs) out.runs.push_back(std::move(run));
  for (const auto& [name, why] : unread) out.warnings.push_back(fmt::format("Run {} cannot be read and is left out: {}", name, why));
  return out;
}

/// Included megabytes were spread over the runs' own month.
bool has_included_bytes(const StoredRuns& stored) {
  return std::any_of(stored.runs.begin(), stored.runs.end(), [](const LaneResult& run) { return run.usage.metered_line_included_bytes_per_day > 0; });
}

int plan_stored_study(const PlanRequest& request, const PlanOptions& options, const CommonOptions& common) {
  refuse_what_runs_fix(options, common);
  PlanCosts costs(options.backtest, common);
  const StoredRuns stored = stored_runs(options.scenario);
  const std::string path = (std::filesystem::path(options.scenario) / "scenario.yaml").string();
  const std::optional<LoadResult> loaded = load_or_explain(path, with_days(common, options.days), true, &costs.problems());
  if (!loaded) return exit_code::kWrongInput;
  const Scenario& scenario = *loaded->scenario;
  if (!costs.fits(scenario.prices)) return exit_code::kWrongInput;
  PlanResult result = plan_of_runs(scenario, request, stored.runs);
  result.warnings.insert(result.warnings.end(), stored.warnings.begin(), stored.warnings.end());
  if (!options.days.empty() && has_included_bytes(stored)) {
    result.warnings.push_back("What the fees of lines include was measured with the month of the runs, and not with that of --days: data beyond it is a little off.");
  }
  result.of_run = options.scenario;
  result.backtest = costs.compared(result.policies, scenario.prices);
  complete_plan(result, scenario, path, common);
  result.study_id = safe_name(scenario.name + "_plan") + "-s" + std::to_string(scenario.seed) + "-of-" +
                    safe_name(std::filesystem::canonical(options.scenario).filename().string()).substr(0, 60);
  if (!is_safe_name(result.study_id)) result.study_id = "plan-of-run";
  const auto directory = StudyDirectory::create(common.out, result.study_id);
  if (!directory.ok()) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(directory.error().text()).c_str());
    return exit_code::kWrongInput;
  }
  if (!write_plan(directory.value(), result)) return exit_code::kInternalError;
  return say_plan(result, directory.value().path(), common);
}

}  // namespace

int plan_command(const PlanOptions& options, const CommonOptions& common) {
  PlanRequest request = plan_request_of(options);
  check_outbreak_options(options);
  const double timeout_seconds = seconds_of_option("--timeout", options.timeout);
  if (std::filesystem::is_directory(options.scenario)) return plan_stored_study(request, options, common);
  PlanCosts costs(options.backtest, common);
  std::optional<RunInput> input = load_run_or_explain(options.scenario, with_days(common, options.days), true, &costs.problems());
  if (!input) return exit_code::kWrongInput;
  const Scenario& scenario = *input->loaded.scenario;
  if (!costs.fits(scenario.prices)) return exit_code::kWrongInput;
  if (!options.outbreak.empty()) {
    request.outbreak = outbreak_of(options, scenario, common);
    if (!request.outbreak) return exit_code::kWrongInput;
  }
  const std::vector<FleetStratum> strata = fleet_strata(scenario, sample_of(request, scenario));
  std::vector<SweepPoint> points = plan_points(strata, input->feeds);
  PointRunSettings settings;
  settings.threads = threads_of(common);
  settings.out_directory = common.out;
  settings.study_id = plan_id_of(scenario, points, input->rules, input->feeds);
  settings.title = scenario.name + " sample";
  settings.scenario_path = options.scenario;
  settings.argv = common.argv;
  settings.rules = input->rules;
  settings.feeds = input->feeds;
  settings.timeout_seconds = timeout_seconds;
  settings.quiet = common.quiet;
  if (options.dry_run) {
    for (SweepPoint& point : outbreak_points(strata, request, input->feeds)) points.push_back(std::move(point));
    std::fputs(plan_forecast(scenario, request, strata, forecast_sweep(points, scenario.replications, settings, kPlanDeviceDaysPerCoreSecond)).c_str(), stdout);
    return exit_code::kOk;
  }
  const auto directory = StudyDirectory::create(common.out, settings.study_id);
  if (!directory.ok()) {
    std::fprintf(stderr, "error: cannot write %s\n1 error; nothing was run.\n", printable(directory.error().text()).c_str());
    return exit_code::kWrongInput;
  }
  bool ok = write_or_say(directory.value(), "scenario.yaml", write_scenario_yaml(with_kept_feeds(scenario, input->feeds)));
  for (const FeedText& feed : input->feeds) ok = write_or_say(directory.value(), feed.kept, feed.text) && ok;
  if (!ok) return exit_code::kInternalError;
  directory.value().mark_partial("running");
  PlanOutcome outcome = run_plan(scenario, request, settings);
  if (outcome.exit_code != 0) {
    directory.value().mark_partial(outcome.exit_code == exit_code::kInterrupted ? "interrupted" : "a simulation failed");
    std::fprintf(stderr, "repeat, from what %s holds: %s\n", printable(directory.value().path()).c_str(), printable(common.command_line).c_str());
    return outcome.exit_code;
  }
  outcome.result.study_id = settings.study_id;
  outcome.result.backtest = costs.compared(outcome.result.policies, scenario.prices);
  complete_plan(outcome.result, scenario, options.scenario, common);
  if (!write_plan(directory.value(), outcome.result)) return exit_code::kInternalError;
  directory.value().clear_partial();
  if (const auto error = directory.value().point_latest()) std::fprintf(stderr, "warning: %s\n", printable(error->text()).c_str());
  return say_plan(outcome.result, directory.value().path(), common);
}

}  // namespace picket::sim
