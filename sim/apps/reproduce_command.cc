#include <cstdio>
#include <filesystem>

#include "sim/apps/compare_options.h"
#include "sim/apps/load_input.h"
#include "sim/compare/reproduction.h"
#include "sim/experiment/process_pool.h"
#include "sim/explain/rerun.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

int say(const Reproduction& reproduction, const CommonOptions& common) {
  const std::string text = common.format == "json" ? reproduction_json(reproduction) : reproduction_text(reproduction);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return reproduction.same() ? exit_code::kOk : exit_code::kExpectationFailed;
}

ReproductionSettings settings_for(const Scenario& scenario, const std::string& scenario_path, const CommonOptions& common) {
  return {read_rules(scenario.rules), read_feeds(scenario, scenario_path), threads_of(common), common.quiet};
}

int reproduce_whole(const std::string& study, const CommonOptions& common) {
  const std::string path = (fs::path(study) / "scenario.yaml").string();
  Diagnostics diagnostics;
  const LoadResult loaded = load_scenario_text(read_file(path), path, {}, "", diagnostics);
  if (!loaded.ok()) throw WrongInput(study + ": its scenario.yaml cannot be read; was it run by another version?\n" + diagnostics.text());
  return say(reproduce_study(study, *loaded.scenario, settings_for(*loaded.scenario, path, common)), common);
}

}  // namespace

int reproduce_command(const ReproduceOptions& options, const CommonOptions& common) {
  std::error_code ignored;
  const bool is_study = fs::exists(fs::path(options.results) / "result.json", ignored);
  if (is_study && options.policy.empty() && !options.replication) return reproduce_whole(options.results, common);
  if (!is_study && fs::exists(fs::path(options.results) / "suite.json", ignored)) {
    throw WrongInput(options.results + ": is a suite; give one of its cases, below cases/");
  }
  // Its runs are of many scenarios: what is equal in one says nothing of the others.
  for (const char* study : {"sweep", "tune"}) {
    if (options.policy.empty() && !options.replication && fs::exists(fs::path(options.results) / (std::string(study) + ".json"), ignored)) {
      throw WrongInput(options.results + ": is of picket " + study + "; give one of its runs, below runs/");
    }
  }
  const InterruptEnds interruption;
  const ChosenRun run = choose_run({options.results, options.policy, options.replication});
  const Scenario scenario = scenario_of(run);
  return say(reproduce_run(run, scenario, settings_for(scenario, run.path + "/../../scenario.yaml", common)), common);
}

}  // namespace picket::sim
