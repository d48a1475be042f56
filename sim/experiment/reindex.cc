#include "sim/experiment/reindex.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "sim/experiment/run_files.h"
#include "sim/experiment/study.h"
#include "sim/experiment/study_list.h"
#include "sim/results/manifest.h"
#include "sim/scenario/load.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

/// What runs of one study have in common: scenario with its seed, version and commit of the program.
using StudyKey = std::tuple<std::string, std::string, std::string>;

/// Runs of one folder that belong together.
struct RunsOfScenario {
  std::string resolved;
  std::vector<LaneResult> lanes;
  std::vector<std::size_t> rows;  ///< of the index's runs
};

/// Those of replications that every policy has.
std::vector<LaneResult> balanced(const Scenario& scenario, std::vector<LaneResult> lanes) {
  std::map<std::uint32_t, std::set<std::string>> policies;
  for (const LaneResult& lane : lanes) {
    if (!lane.fixed_hub) policies[lane.replication].insert(lane.policy);
  }
  std::erase_if(lanes, [&](const LaneResult& lane) { return policies[lane.replication].size() < scenario.policies.size(); });
  return lanes;
}

void add_measures(const std::string& study, const std::vector<PolicyResult>& policies, const std::vector<LaneResult>& lanes, bool fixed,
                  StudyIndexRows& rows) {
  for (const PolicyResult& policy : policies) {
    std::set<std::uint32_t> replications;
    for (const LaneResult& lane : lanes) {
      if (lane.policy == policy.policy && lane.fixed_hub == fixed) replications.insert(lane.replication);
    }
    for (const Measure& measure : policy.measures) {
      // A measure that is not of each replication, such as one of the whole study, has no rows.
      if (measure.per_replication.size() != replications.size()) continue;
      auto value = measure.per_replication.begin();
      for (const std::uint32_t r : replications) rows.measures.push_back({study, policy.policy, fixed, r, measure.name, measure.unit, *value++});
    }
  }
}

void add_study(const std::string& study, const RunsOfScenario& runs, Reindexed& out) {
  Diagnostics unsaid;
  LoadResult loaded = load_scenario_text(runs.resolved, study, {}, "", unsaid);
  if (!loaded.ok()) {
    out.left_out.push_back(study + ": its scenario cannot be read by this program");
    return;
  }
  for (const std::size_t run : runs.rows) out.rows.runs[run].scenario = loaded.scenario->name;
  const std::vector<LaneResult> lanes = balanced(*loaded.scenario, runs.lanes);
  if (lanes.empty()) {
    out.left_out.push_back(study + ": no replication has a run of every policy");
    return;
  }
  const StudyResult result = merge_study(*loaded.scenario, lanes);
  add_measures(study, result.policies, lanes, false, out.rows);
  add_measures(study, result.fixed_hub, lanes, true, out.rows);
  std::uint32_t position = 0;
  for (const std::string& says : result.verdict) out.rows.verdicts.push_back({study, position++, says});
}

/// Of a folder whose runs come from several versions: their measures are of different programs, and are not merged.
void tell_mixture(const std::string& folder, const std::map<StudyKey, RunsOfScenario>& by_scenario, Reindexed& out) {
  std::map<std::pair<std::string, std::string>, std::size_t> runs_of;
  for (const auto& [key, runs] : by_scenario) runs_of[{std::get<1>(key), std::get<2>(key)}] += runs.rows.size();
  if (runs_of.size() < 2) return;
  std::string text;
  for (const auto& [program, runs] : runs_of) {
    text += (text.empty() ? "" : ", ") + std::to_string(runs) + " of " + program.first + " (" + program.second + ")";
  }
  out.mixed.push_back(folder + ": its runs are of several versions of the program, and stay apart: " + text);
}

}  // namespace

Reindexed reindex(const std::string& out) {
  Reindexed index;
  for (const std::string& folder : folders_with_runs(out)) {
    std::map<StudyKey, RunsOfScenario> by_scenario;
    for (const std::string& run : complete_runs(folder == "." ? out : out + "/" + folder)) {
      std::ifstream file(run + "/manifest.json", std::ios::binary);
      std::string why;
      const auto manifest = parse_manifest(std::string(std::istreambuf_iterator<char>(file), {}), why);
      if (!manifest) {
        index.left_out.push_back(run + ": its manifest " + why);
        continue;
      }
      try {
        LaneResult lane = read_run(run);
        index.rows.runs.push_back({fs::path(run).filename().string(), folder, {}, lane.policy, lane.fixed_hub, manifest->seed, lane.replication,
                                   manifest->digest, manifest->version, manifest->commit, lane.times.wall_seconds});
        RunsOfScenario& runs = by_scenario[{manifest->resolved_scenario, manifest->version, manifest->commit}];
        runs.resolved = manifest->resolved_scenario;
        runs.rows.push_back(index.rows.runs.size() - 1);
        runs.lanes.push_back(std::move(lane));
      } catch (const std::exception& error) {
        index.left_out.push_back(run + ": " + error.what());
      }
    }
    // A folder of one study has one scenario; where there are several, each is a study of its own.
    tell_mixture(folder, by_scenario, index);
    std::size_t number = 0;
    for (const auto& [key, runs] : by_scenario) {
      ++number;
      add_study(by_scenario.size() == 1 ? folder : folder + "#" + std::to_string(number), runs, index);
    }
  }
  return index;
}

}  // namespace picket::sim
