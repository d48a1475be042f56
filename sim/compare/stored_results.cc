#include "sim/compare/stored_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "reports/json_fields.h"
#include "reports/sweep_reader.h"
#include "sim/compare/stored_text.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/run_files.h"
#include "sim/results/json_fault.h"
#include "sim/results/manifest.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

std::optional<StudyResult> study_in(const fs::path& folder, std::string& why) {
  const std::optional<std::string> text = stored_text(folder / "result.json");
  if (!text) {
    why = "has no result.json that can be read: the study is not complete; the command that made it goes on";
    return std::nullopt;
  }
  auto parsed = parse_study_result(*text);
  if (parsed.ok()) return std::move(parsed).value();
  why = "damaged, or of another version of the program: " + parsed.error();
  return std::nullopt;
}

/// Reads the runs of `study.replications` below its folder.
void read_runs(StoredStudy& study, std::vector<std::string>& remarks) {
  std::map<std::string, std::map<std::uint32_t, StoredRun>> found;
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::path(study.directory) / "runs", ignored)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::size_t unread = 0;
  for (const fs::path& folder : folders) {
    const std::optional<std::string> text = stored_text(folder / "manifest.json");
    std::string why;
    std::optional<ManifestSummary> manifest = text ? parse_manifest(*text, why) : std::nullopt;
    if (text && !manifest) remarks.push_back(fmt::format("{}: manifest.json is damaged: it {}", folder.string(), why));
    if (!manifest || manifest->status != "completed" || manifest->run_key.starts_with(manifest->policy + "-fixed-r")) continue;
    if (!std::binary_search(study.replications.begin(), study.replications.end(), manifest->replication)) continue;
    try {
      LaneResult run = read_run(folder.string());
      found[manifest->policy].try_emplace(manifest->replication, StoredRun{manifest->digest, std::move(run.units)});
      if (study.resolved_scenario.empty()) study.resolved_scenario = std::move(manifest->resolved_scenario);
    } catch (const std::exception& error) {
      // Of many, one says what is wrong: they come from one program.
      if (unread == 0) remarks.push_back(folder.string() + ": cannot be read: " + error.what());
      ++unread;
    }
  }
  for (auto& [policy, by_replication] : found) {
    std::vector<StoredRun> runs;
    for (auto& [replication, run] : by_replication) runs.push_back(std::move(run));
    if (runs.size() == study.replications.size()) {
      study.runs.emplace(policy, std::move(runs));
    } else {
      remarks.push_back(fmt::format("{}: {} of {} runs of {} are there: its attacks are not compared device by device", study.directory,
                                    runs.size(), study.replications.size(), policy));
    }
  }
}

StoredStudy stored_study(const fs::path& folder, StudyResult result, std::vector<std::string>& remarks) {
  StoredStudy study;
  study.name = result.scenario_name;
  study.directory = folder.string();
  study.replications.resize(replications_of(result));
  std::iota(study.replications.begin(), study.replications.end(), 0U);
  study.result = std::move(result);
  read_runs(study, remarks);
  return study;
}

std::vector<std::string> policies_of(const StudyResult& study) {
  std::vector<std::string> names;
  for (const PolicyResult& policy : study.policies) names.push_back(policy.policy);
  return names;
}

StoredResults of_study(const std::string& path, const fs::path& folder) {
  std::string why;
  std::optional<StudyResult> result = study_in(folder, why);
  if (!result) throw WrongInput(folder.string() + ": " + why);
  StoredResults out;
  out.path = path;
  out.id = result->study_id;
  out.name = result->scenario_name;
  out.version = result->version;
  out.commit = result->commit;
  out.seed = result->seed;
  out.policies = policies_of(*result);
  out.reference_policy = result->reference_policy;
  if (out.reference_policy.empty() && !out.policies.empty()) out.reference_policy = out.policies.front();
  out.studies.push_back(stored_study(folder, *std::move(result), out.remarks));
  return out;
}

/// One policy of one replication of a study.
StoredResults of_run(const std::string& path, const ManifestSummary& manifest) {
  std::error_code ignored;
  const fs::path folder = fs::weakly_canonical(path, ignored).parent_path().parent_path();
  StoredResults out = of_study(path, folder);
  out.kind = StoredKind::kRun;
  StoredStudy& study = out.studies.front();
  const auto at = std::find(study.replications.begin(), study.replications.end(), manifest.replication);
  if (at == study.replications.end()) throw WrongInput(fmt::format("{}: {} does not count its replication {}", path, folder.string(), manifest.replication));
  const auto index = at - study.replications.begin();
  study.replications = {manifest.replication};
  for (auto& [policy, runs] : study.runs) runs = {runs[static_cast<std::size_t>(index)]};
  std::erase_if(study.runs, [&manifest](const auto& entry) { return entry.first != manifest.policy; });
  std::erase_if(out.policies, [&manifest](const std::string& policy) { return policy != manifest.policy; });
  out.reference_policy = manifest.policy;
  return out;
}

/// A case as suite.json names it.
struct NamedCase {
  std::string name;
  std::string directory;
};

/// Errors: throws WrongInput that says where the text is wrong, and what was expected.
std::vector<NamedCase> read_suite(const std::string& path, const std::string& json_text, StoredResults& out) {
  const auto fault = [&path](const std::string& what) { return WrongInput(fmt::format("{}/suite.json: is no result of a suite: {}", path, what)); };
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(json_text);
  } catch (const nlohmann::json::exception& error) {
    throw fault(json_fault(error.what()));
  }
  std::vector<NamedCase> cases;
  std::string error;
  JsonFields in(json, "suite.json", error);
  in.read("suite_id", out.id);
  in.read("name", out.name);
  in.read("picket_version", out.version);
  in.read("commit", out.commit);
  in.read("seed", out.seed);
  in.read("policies", out.policies);
  in.read("cases", cases, [](JsonFields fields, NamedCase& one) {
    fields.read("name", one.name);
    fields.read("directory", one.directory);
  });
  if (!error.empty()) throw fault(error);
  return cases;
}

StoredResults of_suite(const std::string& path, const std::string& json_text) {
  StoredResults out;
  out.kind = StoredKind::kSuite;
  out.path = path;
  for (const NamedCase& one : read_suite(path, json_text, out)) {
    out.cases.push_back(one.name);
    // The folder may have been moved as a whole; a file from outside names no other.
    const fs::path folder = fs::path(path) / "cases" / fs::path(one.directory).filename();
    std::string why;
    std::optional<StudyResult> result = study_in(folder, why);
    if (!result) {
      out.remarks.push_back(fmt::format("case {}: {}", one.name, why));
      continue;
    }
    out.studies.push_back(stored_study(folder, *std::move(result), out.remarks));
    out.studies.back().name = one.name;
  }
  if (out.studies.empty()) throw WrongInput(path + ": none of the suite's cases has a result");
  if (!out.policies.empty()) out.reference_policy = out.policies.front();
  return out;
}

/// What a sweep whose fields are all there lacks, so that nothing could be compared; empty: nothing.
std::string lack_of(const SweepStudy& sweep) {
  if (sweep.policies.empty()) return "names no policy";
  const auto has_measures = [](const SweepPointRow& point) {
    return std::any_of(point.results.begin(), point.results.end(), [](const PointResult& r) { return !r.measures.empty(); });
  };
  if (sweep.measures.empty() || std::none_of(sweep.points.begin(), sweep.points.end(), has_measures)) {
    const auto failed = std::find_if(sweep.points.begin(), sweep.points.end(), [](const SweepPointRow& point) { return !point.failure.empty(); });
    return fmt::format("holds no measure of any of its {} points{}", sweep.points.size(), failed == sweep.points.end() ? "" : "; " + failed->id + ": " + failed->failure);
  }
  return "";
}

/// A sweep, or a tuning, whose tune.json has the same schema.
StoredResults of_sweep(const std::string& path, const std::string& name, const std::string& json_text) {
  auto parsed = read_sweep(json_text);
  if (!parsed.ok()) {
    // The reader calls every such file sweep.json.
    std::string says = parsed.error().says;
    if (says.starts_with("sweep.json")) says.replace(0, std::string_view("sweep.json").size(), name);
    throw WrongInput(fmt::format("{}: damaged, or of another version of the program: {}", path, says));
  }
  if (const std::string lack = lack_of(parsed.value()); !lack.empty()) {
    throw WrongInput(fmt::format("{}: {} {}: its contents are lost, or it was never complete; the command that made it goes on from its runs", path, name, lack));
  }
  StoredResults out;
  out.kind = StoredKind::kSweep;
  out.path = path;
  out.sweep = std::move(parsed).value();
  out.id = out.sweep->study_id;
  out.name = out.sweep->name;
  out.version = out.sweep->version;
  out.commit = out.sweep->commit;
  out.seed = out.sweep->seed;
  out.policies = out.sweep->policies;
  out.reference_policy = out.sweep->reference_policy;
  if (out.reference_policy.empty() && !out.policies.empty()) out.reference_policy = out.policies.front();
  StoredStudy base;
  base.name = out.sweep->scenario_name;
  base.directory = path;
  base.result.seed = out.seed;
  if (const auto scenario = stored_text(fs::path(path) / "scenario.yaml")) base.resolved_scenario = *scenario;
  out.studies.push_back(std::move(base));
  return out;
}

}  // namespace

std::uint32_t replications_of(const StudyResult& study) {
  std::size_t n = 0;
  for (const PolicyResult& policy : study.policies) {
    for (const Measure& measure : policy.measures) n = std::max(n, measure.per_replication.size());
  }
  return static_cast<std::uint32_t>(n);
}

StoredResults read_results(const std::string& path) {
  const fs::path folder(path);
  std::error_code ignored;
  if (!fs::exists(folder, ignored)) throw WrongInput(path + ": there is no such folder\n  'picket run' and 'picket suite' make one");
  if (!fs::is_directory(folder, ignored)) throw WrongInput(path + ": is no folder; give the folder of a study, a run, a suite, a sweep or a tuning");
  if (const auto suite = stored_text(folder / "suite.json")) return of_suite(path, *suite);
  for (const char* name : {"sweep.json", "tune.json"}) {
    if (const auto sweep = stored_text(folder / name)) return of_sweep(path, name, *sweep);
  }
  if (fs::exists(folder / "result.json", ignored)) return of_study(path, folder);
  if (const auto text = stored_text(folder / "manifest.json")) {
    std::string why;
    const std::optional<ManifestSummary> manifest = parse_manifest(*text, why);
    if (!manifest) throw WrongInput(fmt::format("{}: manifest.json is damaged: it {}", path, why));
    return of_run(path, *manifest);
  }
  throw WrongInput(path + ": holds no study, run or suite\n  a study has result.json, a suite suite.json, a sweep sweep.json, a tuning tune.json, a run manifest.json: is it one of "
                          "them, such as out/latest?");
}

std::vector<const StoredRun*> runs_of(const StoredStudy& study, const std::string& policy, const std::vector<std::uint32_t>& replications) {
  std::vector<const StoredRun*> out;
  const auto runs = study.runs.find(policy);
  if (runs == study.runs.end()) return out;
  for (std::size_t i = 0; i < study.replications.size(); ++i) {
    if (std::binary_search(replications.begin(), replications.end(), study.replications[i])) out.push_back(&runs->second[i]);
  }
  return out;
}

std::vector<std::vector<UnitOutcome>> units_of(const std::vector<const StoredRun*>& runs, std::size_t attack) {
  std::vector<std::vector<UnitOutcome>> out;
  for (const StoredRun* run : runs) {
    std::vector<UnitOutcome> units;
    std::copy_if(run->units.begin(), run->units.end(), std::back_inserter(units), [attack](const UnitOutcome& u) { return u.attack == attack; });
    out.push_back(std::move(units));
  }
  return out;
}

std::vector<std::uint32_t> common_replications(const StoredStudy& one, const StoredStudy& other) {
  std::vector<std::uint32_t> common;
  std::set_intersection(one.replications.begin(), one.replications.end(), other.replications.begin(), other.replications.end(), std::back_inserter(common));
  return common;
}

std::vector<const DetectionResult*> detections_under(const StudyResult& study, const std::string& policy) {
  std::vector<const DetectionResult*> out;
  for (const DetectionResult& d : study.detections) {
    if (d.policy == policy) out.push_back(&d);
  }
  return out;
}

}  // namespace picket::sim
