#include "sim/explain/run_choice.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "agent_core/base/closest_word.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/run_files.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

std::optional<ManifestSummary> manifest_in(const fs::path& run) {
  std::ifstream file(run / "manifest.json", std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return parse_manifest(text.str());
}

struct Candidate {
  std::string path;
  ManifestSummary manifest;
};

/// Runs on sized hubs, by policy and replication. The key of a run begins with policy and kind of hub.
std::vector<Candidate> runs_in(const fs::path& study) {
  std::vector<Candidate> runs;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(study / "runs", ignored)) {
    auto manifest = manifest_in(entry.path());
    if (!manifest || manifest->run_key.starts_with(manifest->policy + "-fixed-r")) continue;
    runs.push_back({entry.path().string(), *std::move(manifest)});
  }
  std::sort(runs.begin(), runs.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.manifest.policy, a.manifest.replication) < std::tie(b.manifest.policy, b.manifest.replication);
  });
  return runs;
}

std::string list_of(const std::vector<Candidate>& runs) {
  std::string text;
  for (const Candidate& run : runs)
    text += fmt::format("  --policy {} --replication {}\n", run.manifest.policy, run.manifest.replication);
  return text;
}

std::string near_policy(const std::vector<Candidate>& runs, const std::string& policy) {
  std::vector<std::string_view> known;
  for (const Candidate& run : runs) known.push_back(run.manifest.policy);
  const std::string near = closest_word(policy, known);
  return near.empty() || near == policy ? "" : fmt::format("; did you mean --policy {}?", near);
}

Candidate candidate_of(const RunWish& wish) {
  if (auto manifest = manifest_in(wish.where)) {
    if (!wish.policy.empty() && wish.policy != manifest->policy)
      throw WrongInput(fmt::format("{}: is a run of policy '{}', not '{}'", wish.where, manifest->policy, wish.policy));
    if (wish.replication && *wish.replication != manifest->replication)
      throw WrongInput(fmt::format("{}: is replication {}, not {}", wish.where, manifest->replication, *wish.replication));
    return {wish.where, *std::move(manifest)};
  }
  const std::vector<Candidate> all = runs_in(wish.where);
  if (all.empty()) {
    throw WrongInput(wish.where + ": holds no run\n  is it a study such as out/latest, or one of its runs/? 'picket run' makes one.");
  }
  std::vector<Candidate> meant;
  for (const Candidate& run : all) {
    if (!wish.policy.empty() && run.manifest.policy != wish.policy) continue;
    if (wish.replication && run.manifest.replication != *wish.replication) continue;
    meant.push_back(run);
  }
  if (meant.empty()) {
    throw WrongInput(fmt::format("{}: no run is of that policy and replication{}; there are\n{}", wish.where,
                                 near_policy(all, wish.policy), list_of(all)));
  }
  // Without a wish, the first replication stands for the policy.
  const bool one_policy = meant.front().manifest.policy == meant.back().manifest.policy;
  if (meant.size() > 1 && !(one_policy && !wish.replication))
    throw WrongInput(fmt::format("{}: holds {} runs; choose one\n{}", wish.where, meant.size(), list_of(meant)));
  return meant.front();
}

}  // namespace

ChosenRun choose_run(const RunWish& wish) {
  Candidate candidate = candidate_of(wish);
  const BuildInfo build = this_build();
  if (candidate.manifest.version != build.version) {
    throw WrongInput(fmt::format("{}: was run by picket {}, and this is {}: it cannot be repeated; run the scenario again, or use that version",
                                 candidate.path, candidate.manifest.version, build.version));
  }
  if (candidate.manifest.status != "completed")
    throw WrongInput(fmt::format("{}: the run is not complete (status '{}')", candidate.path, candidate.manifest.status));
  try {
    LaneResult result = read_run(candidate.path);
    return {candidate.path, std::move(candidate.manifest), std::move(result)};
  } catch (const std::runtime_error& error) {
    throw WrongInput(fmt::format("{}: the run is not complete ({})", candidate.path, error.what()));
  }
}

}  // namespace picket::sim
