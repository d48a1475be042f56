#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "reports/report.h"
#include "sim/apps/colour.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/apps/replay_text.h"
#include "sim/apps/wanted_policies.h"
#include "sim/cost/paid_price.h"
#include "sim/experiment/replay.h"
#include "sim/experiment/run_files.h"
#include "sim/results/atomic_file.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/study_result_json.h"
#include "sim/results/study_tables.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

using Problems = std::vector<std::string>;

/// What a replay reads of a scenario; all else comes from the trace, or there is none of it.
constexpr std::array<std::string_view, 9> kReadKeys{"policy_templates", "pipeline", "client",   "prices",          "hubs",
                                                    "rules",            "seed",     "policies", "reference_policy"};

void check_sets(const CommonOptions& common, Problems& problems) {
  for (const std::string& set : common.sets) {
    const std::string key = set.substr(0, set.find_first_of(".[="));
    if (std::find(kReadKeys.begin(), kReadKeys.end(), key) != kReadKeys.end()) continue;
    std::string hint = closest_word(key, kReadKeys);
    hint = hint.empty() ? "--set may give" : "did you mean '" + hint + "'? --set may give";
    for (const std::string_view& each : kReadKeys) hint += (&each == &kReadKeys.front() ? " " : ", ") + std::string(each);
    problems.push_back("--set '" + set + "': a replay does not read '" + key + "', the trace stands in its place; " + hint);
  }
}

/// A folder for results before anything is replayed, as for a run.
void check_out(const std::string& out, Problems& problems) {
  std::error_code error;
  std::filesystem::create_directories(out, error);
  if (!error && ::access(out.c_str(), W_OK) != 0) error = std::error_code(errno, std::generic_category());
  if (error) problems.push_back("cannot write " + out + ": " + error.message());
}

std::optional<Scenario> load_base(const WantedPolicies& policies, const CommonOptions& common) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(replay_scenario_text(policies.names), "replay", common.sets, library_of(common),
                                         diagnostics, policies.files);
  if (!loaded.ok()) std::fputs(diagnostics.text().c_str(), stderr);
  return std::move(loaded.scenario);
}

std::vector<std::unique_ptr<ReplayTrace>> read_traces(const ReplayOptions& replay, Problems& problems) {
  std::vector<std::unique_ptr<ReplayTrace>> traces;
  std::set<std::string> seen;
  for (const std::string& path : replay.traces) {
    if (!seen.insert(path).second) continue;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
      problems.push_back(printable(path) + " is a folder; name the files in it");
      continue;
    }
    const auto told = trace_kind_of(path);
    // A kind that was given wins, but a file that cannot be read is that in any case.
    if (!told.ok() && (replay.kind == "auto" || !std::filesystem::exists(path, ignored))) {
      problems.push_back(printable(path) + " " + told.error());
      continue;
    }
    const TraceKind kind = replay.kind == "zeek"      ? TraceKind::kZeekConn
                           : replay.kind == "process" ? TraceKind::kProcess
                                                      : told.value();
    auto trace = read_replay_trace(path, kind);
    if (!trace.ok()) {
      std::string problem = printable(path) + " " + trace.error();
      if (told.ok() && told.value() != kind)
        problem += "; it looks like --kind " + std::string(to_string(told.value()));
      problems.push_back(std::move(problem));
      continue;
    }
    traces.push_back(std::move(trace).value());
  }
  return traces;
}

/// Writes a trace's study like that of a simulated fleet. `folder` is where.
/// Errors: a sentence; empty if there is none.
std::string write_study(const ReplayOutcome& outcome, const std::string& out, std::string& folder) {
  const StudyResult& study = outcome.study;
  const auto directory = StudyDirectory::create(out, study.study_id);
  if (!directory.ok()) return "cannot write " + directory.error().text();
  const std::string json = study_result_json(study);
  const auto page = render_report(json);
  if (!page.ok()) return "no report: " + page.error().says;
  const std::pair<const char*, std::string> files[] = {{"measures.csv", measures_csv(study)},
                                                       {"detections.csv", detections_csv(study)},
                                                       {"bill.csv", bill_csv(study)},
                                                       {"usage.csv", usage_csv(study)},
                                                       {"prices.csv", prices_csv(study)},
                                                       {"report.html", page.value()},
                                                       {"result.json", json}};
  for (const auto& [name, text] : files) {
    if (const auto error = directory.value().write(name, text)) return "cannot write " + error->text();
  }
  if (const auto error = directory.value().point_latest()) std::fprintf(stderr, "warning: %s\n", error->text().c_str());
  folder = directory.value().path();
  return {};
}

void name_study(StudyResult& study, const std::string& settings, const CommonOptions& common, double seconds) {
  Digest digest;
  digest.add(settings);
  digest.add(study.scenario_path);
  digest.add(this_build().version);
  study.study_id = study.scenario_name + "-" + digest.hex().substr(0, 8);
  study.created_utc = utc_text(Time::from_unix_seconds(wall_clock().unix_seconds()));
  study.commit = this_build().commit;
  study.version = this_build().version;
  study.repeat_command = common.command_line;
  study.wall_seconds = seconds;
}

int wrong_input(const Problems& problems) {
  for (const std::string& problem : problems) std::fprintf(stderr, "error: %s\n", printable(problem).c_str());
  std::fprintf(stderr, "%zu error%s; nothing was replayed.\n", problems.size(), problems.size() == 1 ? "" : "s");
  return exit_code::kWrongInput;
}

}  // namespace

int replay_command(const ReplayOptions& replay, const CommonOptions& common) {
  Problems problems;
  const WantedPolicies policies =
      replay.policies.empty() ? WantedPolicies{{"raw", "g1_c", "g2_linux", "picket"}, {}} : policies_of(replay.policies, problems);
  check_policies(policies, library_of(common), problems);
  check_sets(common, problems);
  const auto traces = read_traces(replay, problems);
  if (problems.empty()) check_out(common.out, problems);
  if (!problems.empty()) return wrong_input(problems);
  const auto base = load_base(policies, common);
  if (!base) return exit_code::kWrongInput;
  for (const PolicyUse& use : base->policies) {
    if (!use.twin_changes.empty()) problems.push_back("policy '" + use.name + "' has twin_changes; a replay has no times for them");
  }
  if (!base->faults.empty()) problems.push_back("the scenario has faults; a replay has no lines and hubs for them");
  if (!base->weaknesses.empty()) problems.push_back("the scenario has weaknesses; a replay has no devices to put them on");
  if (!problems.empty()) return wrong_input(problems);
  const RuleTexts rules = read_rules(common.rules.empty() ? base->rules : common.rules);
  const auto content = replay_content(rules);
  std::string settings = write_scenario_yaml(*base);
  for (const std::string& rule : rules.texts) settings += rule;

  std::string json;
  for (const auto& trace : traces) {
    const Time started = wall_clock();
    ReplayOutcome outcome = replay_trace(*trace, *base, content, threads_of(common));
    name_study(outcome.study, settings, common, (wall_clock() - started).to_seconds());
    if (auto old = old_prices(base->prices, outcome.study.created_utc)) outcome.study.warnings.push_back(*std::move(old));
    if (!outcome.imbalances.empty()) {
      for (const std::string& imbalance : outcome.imbalances) {
        std::fprintf(stderr, "error: %s: the counts do not balance: %s\n", printable(trace->path).c_str(),
                     imbalance.c_str());
      }
      std::fprintf(stderr, "repeat: %s\n", common.command_line.c_str());
      return exit_code::kInternalError;
    }
    std::string folder;
    if (const std::string error = write_study(outcome, common.out, folder); !error.empty()) {
      std::fprintf(stderr, "error: %s\n", error.c_str());
      return exit_code::kInternalError;
    }
    if (common.format == "json") {
      json += (json.empty() ? "" : ",\n") + replay_json(*trace, outcome, folder);
    } else {
      std::fputs(replay_text(*trace, outcome, wants_colour()).c_str(), stdout);
      std::printf("results: %s\nreport:  %s/report.html\n\n", folder.c_str(), folder.c_str());
    }
  }
  if (common.format == "json") {
    std::printf("{\"schema_version\":1,\"traces\":[\n%s\n]}\n", json.c_str());
  } else {
    std::printf("repeat: %s\n", common.command_line.c_str());
  }
  return exit_code::kOk;
}

}  // namespace picket::sim
