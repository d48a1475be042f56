#include "sim/explain/run_choice.h"

#include <algorithm>
#include <charconv>
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

/// A manifest, or what is wrong with it.
struct FoundManifest {
  std::optional<ManifestSummary> manifest;
  std::string fault;
};

FoundManifest manifest_in(const fs::path& run) {
  const fs::path path = run / "manifest.json";
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status)) return {std::nullopt, fmt::format("manifest.json of {} is missing: the run is not complete", run.string())};
  if (!fs::is_regular_file(status)) return {std::nullopt, fmt::format("manifest.json of {} is damaged: it is no regular file", run.string())};
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  std::string why;
  FoundManifest found{parse_manifest(text.str(), why), {}};
  if (!found.manifest) found.fault = fmt::format("manifest.json of {} is damaged: it {}", run.string(), why);
  return found;
}

struct Candidate {
  std::string path;
  ManifestSummary manifest;
};

/// A run whose manifest cannot be read.
struct Damaged {
  std::string key;  ///< the folder's name: policy, kind of hub, replication
  std::string fault;
};

/// Runs on sized hubs, by policy and replication. The key of a run begins with policy and kind of hub.
std::vector<Candidate> runs_in(const fs::path& study, std::vector<Damaged>& damaged) {
  std::vector<Candidate> runs;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(study / "runs", ignored)) {
    FoundManifest found = manifest_in(entry.path());
    if (!found.manifest) {
      const std::string key = entry.path().filename().string();
      if (entry.is_directory(ignored) && key.find("-fixed-r") == std::string::npos) damaged.push_back({key, std::move(found.fault)});
    } else if (!found.manifest->run_key.starts_with(found.manifest->policy + "-fixed-r")) {
      runs.push_back({entry.path().string(), *std::move(found.manifest)});
    }
  }
  std::sort(runs.begin(), runs.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.manifest.policy, a.manifest.replication) < std::tie(b.manifest.policy, b.manifest.replication);
  });
  std::sort(damaged.begin(), damaged.end(), [](const Damaged& a, const Damaged& b) { return a.key < b.key; });
  return runs;
}

/// Damaged runs that a wish may mean, a line each.
std::string meant_faults(const std::vector<Damaged>& damaged, const RunWish& wish) {
  std::string text;
  for (const Damaged& run : damaged) {
    if (!wish.policy.empty() && !run.key.starts_with(wish.policy + "-r")) continue;
    if (wish.replication && run.key.find(fmt::format("-r{}-", *wish.replication)) == std::string::npos) continue;
    text += (text.empty() ? "" : "\n") + run.fault;
  }
  return text;
}

/// Of a run's key, POLICY-rN-FINGERPRINT; none: it is of another policy.
std::optional<std::uint32_t> replication_of(std::string_view key, std::string_view policy) {
  const std::string before = std::string(policy) + "-r";
  if (!key.starts_with(before)) return std::nullopt;
  std::uint32_t number = 0;
  const char* const digits = key.data() + before.size();
  const auto read = std::from_chars(digits, key.data() + key.size(), number);
  if (read.ec != std::errc() || read.ptr == key.data() + key.size() || *read.ptr != '-') return std::nullopt;
  return number;
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
  FoundManifest own = manifest_in(wish.where);
  if (std::optional<ManifestSummary>& manifest = own.manifest) {
    if (!wish.policy.empty() && wish.policy != manifest->policy)
      throw WrongInput(fmt::format("{}: is a run of policy '{}', not '{}'", wish.where, manifest->policy, wish.policy));
    if (wish.replication && *wish.replication != manifest->replication)
      throw WrongInput(fmt::format("{}: is replication {}, not {}", wish.where, manifest->replication, *wish.replication));
    return {wish.where, *std::move(manifest)};
  }
  // A run's folder has one of these files.
  std::error_code ignored;
  if (fs::exists(fs::path(wish.where) / "manifest.json", ignored) || fs::exists(fs::path(wish.where) / "measures.json", ignored)) {
    throw WrongInput(own.fault);
  }
  std::vector<Damaged> damaged;
  const std::vector<Candidate> all = runs_in(wish.where, damaged);
  if (all.empty() && !damaged.empty()) throw WrongInput(meant_faults(damaged, {}));
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
    if (const std::string faults = meant_faults(damaged, wish); !faults.empty()) throw WrongInput(faults);
    throw WrongInput(fmt::format("{}: no run is of that policy and replication{}; there are\n{}", wish.where,
                                 near_policy(all, wish.policy), list_of(all)));
  }
  // Without a wish, the first replication stands for the policy.
  const bool one_policy = meant.front().manifest.policy == meant.back().manifest.policy;
  if (meant.size() > 1 && !(one_policy && !wish.replication))
    throw WrongInput(fmt::format("{}: holds {} runs; choose one\n{}", wish.where, meant.size(), list_of(meant)));
  // The first may be one that cannot be read.
  if (!wish.replication) {
    std::optional<std::uint32_t> first;
    for (const Damaged& run : damaged) {
      const auto r = replication_of(run.key, meant.front().manifest.policy);
      if (r && *r < first.value_or(meant.front().manifest.replication)) first = r;
    }
    if (first) throw WrongInput(meant_faults(damaged, {wish.where, meant.front().manifest.policy, *first}));
  }
  return meant.front();
}

LaneResult measures_of(const std::string& run) {
  std::error_code ignored;
  const fs::file_status status = fs::status(fs::path(run) / "measures.json", ignored);
  if (!fs::exists(status)) throw WrongInput(fmt::format("measures.json of {} is missing: the run is not complete", run));
  if (!fs::is_regular_file(status)) throw WrongInput(fmt::format("measures.json of {} is damaged: it is no regular file", run));
  try {
    return read_run(run);
  } catch (const std::exception& error) {
    throw WrongInput(fmt::format("measures.json of {} is damaged: it is {}", run, error.what()));
  }
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
  LaneResult result = measures_of(candidate.path);
  return {candidate.path, std::move(candidate.manifest), std::move(result)};
}

}  // namespace picket::sim
