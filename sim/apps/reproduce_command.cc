#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "agent_core/base/utf8.h"
#include "sim/apps/compare_options.h"
#include "sim/apps/load_input.h"
#include "sim/apps/repeat_points.h"
#include "sim/compare/reproduction.h"
#include "sim/compare/stored_results.h"
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

Reproduction whole_study(const std::string& study, const CommonOptions& common) {
  const std::string path = (fs::path(study) / "scenario.yaml").string();
  Diagnostics diagnostics;
  const LoadResult loaded = load_scenario_text(read_file(path), path, {}, "", diagnostics);
  if (!loaded.ok()) throw WrongInput(study + ": its scenario.yaml cannot be read; was it run by another version?\n" + diagnostics.text());
  return reproduce_study(study, *loaded.scenario, settings_for(*loaded.scenario, path, common));
}

/// Case by case: each is a study of its own.
Reproduction whole_suite(const StoredResults& suite, const CommonOptions& common) {
  Reproduction out;
  std::vector<std::string> digests;
  for (const std::string& name : suite.cases) {
    std::string& digest = digests.emplace_back();
    const auto found = std::find_if(suite.studies.begin(), suite.studies.end(), [&name](const StoredStudy& s) { return s.name == name; });
    if (found == suite.studies.end()) {
      out.faults.push_back("case " + name + ": has no result that can be read");
      continue;
    }
    if (!common.quiet) std::fprintf(stderr, "%s: case %s\n", printable(suite.name).c_str(), printable(name).c_str());
    const Reproduction part = whole_study(found->directory, common);
    digest = part.digest_now;
    out.add_part(name, part);
  }
  const bool single = suite.cases.size() == 1;
  out.what = fmt::format("suite {}, {} case{}; verdicts follow from {} numbers and are not computed again", suite.name, suite.cases.size(), single ? "" : "s",
                         single ? "its" : "their");
  compare_suite(suite.path, digests, out);
  return out;
}

}  // namespace

int reproduce_command(const ReproduceOptions& options, const CommonOptions& common) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(fs::path(options.results) / name, ignored); };
  const bool one_run = !options.policy.empty() || options.replication.has_value();
  if (has("suite.json") && !has("result.json") && one_run) {
    throw WrongInput(options.results + ": is a suite, whose cases have runs of their own: give one of them, below cases/");
  }
  if (!one_run && has("result.json")) return say(whole_study(options.results, common), common);
  if (!one_run && has("suite.json")) return say(whole_suite(read_results(options.results), common), common);
  if (!one_run && (has("sweep.json") || has("tune.json"))) return say(repeat_points(read_results(options.results), options.all, common), common);
  const InterruptEnds interruption;
  const ChosenRun run = choose_run({options.results, options.policy, options.replication});
  const Scenario scenario = scenario_of(run);
  return say(reproduce_run(run, scenario, settings_for(scenario, run.path + "/../../scenario.yaml", common)), common);
}

}  // namespace picket::sim
