#include "sim/apps/repeat_points.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "sim/apps/load_input.h"
#include "sim/apps/program_run.h"
#include "sim/compare/kept_runs.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/scratch_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

/// Of tune.json: from which replication on a run served certification.
std::optional<std::uint64_t> first_fresh_replication(const std::string& tune_json) {
  const auto json = nlohmann::json::parse(tune_json, nullptr, false);
  if (!json.is_object() || !json.contains("tune") || !json["tune"].is_object()) return std::nullopt;
  const auto found = json["tune"].find("first_fresh_replication");
  if (found == json["tune"].end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

void refuse_other_version(const StoredResults& stored) {
  if (stored.version == this_build().version) return;
  throw WrongInput(fmt::format("{}: was run by picket {}, and this is {}: it cannot be repeated; run the study again, or use that version", stored.path,
                               stored.version, this_build().version));
}

ProgramCall call_for(const StoredResults& stored, const std::string& out, const CommonOptions& common) {
  const std::string study = (fs::path(stored.path) / "study.yaml").string();
  std::error_code ignored;
  if (!fs::is_regular_file(study, ignored)) {
    throw WrongInput(fmt::format("{}: has no study.yaml, which says what was run: it is of an older program, or was not kept\n  run the study again; one "
                                 "of its runs can be repeated: give its folder, below runs/", stored.path));
  }
  ProgramCall call{this_program(), {stored.sweep->kind, study, "--out", out, "--told"}};
  const auto add = [&call](const char* name, const std::string& value) { call.arguments.insert(call.arguments.end(), {name, value}); };
  if (common.threads > 0) add("--threads", std::to_string(common.threads));
  for (const std::string& object : common.primitives) add("--primitive", object);
  if (common.quiet) call.arguments.emplace_back("--quiet");
  return call;
}

}  // namespace

Reproduction repeat_points(const StoredResults& stored, bool all, const CommonOptions& common) {
  const std::string kind = stored.sweep->kind;
  const std::string name = kind + ".json";
  refuse_other_version(stored);
  Reproduction out;
  const ScratchFolder folder(fs::temp_directory_path(), "picket_reproduce_");
  const ProgramCall call = call_for(stored, folder.path(), common);
  const std::string stored_text = read_file((fs::path(stored.path) / name).string());
  out.what = fmt::format("{} {}, {} points", kind == "tune" ? "tuning" : "sweep", stored.name, stored.sweep->points.size());
  out.digest_stored = stored.sweep->digest;
  if (stored.commit != this_build().commit) {
    out.causes.push_back(fmt::format("it was made by commit {}, this program is of commit {}", stored.commit, this_build().commit));
  }
  if (kind == "tune" && !all) {
    const std::optional<std::uint64_t> fresh = first_fresh_replication(stored_text);
    // An id from a file that says anything names no folder elsewhere.
    const std::size_t taken = fresh && is_safe_name(stored.id) ? copy_runs(stored.path, (fs::path(folder.path()) / stored.id).string(),
                                                                       [&fresh](const KeptRun& run) { return run.replication < *fresh; })
                                                               : 0;
    out.what += fmt::format("; its certification is run again, {} runs of the search are taken as they are (--all repeats them)", taken);
  }
  const ProcessEnd end = run_program(call);
  std::error_code ignored;
  const fs::path study = fs::weakly_canonical(fs::path(folder.path()) / "latest", ignored);
  if (!fs::is_regular_file(study / name, ignored)) {
    throw std::runtime_error(fmt::format("{}: the repetition ended with {} and left no {}; what it said stands above", stored.path, end.to_string(), name));
  }
  const std::string now_text = read_file((study / name).string());
  const auto now = nlohmann::json::parse(now_text);
  out.digest_now = now.at("digest").get<std::string>();
  compare_digits(stored_text, now_text, out);
  compare_runs(stored.path, study.string(), out);
  if (!out.same() && now.at("study_id").get<std::string>() != stored.id) {
    out.causes.push_back(fmt::format("rules, feeds, the scenario or the study have changed since: it would be called {} now, and is {}",
                                     now.at("study_id").get<std::string>(), stored.id));
  }
  return out;
}

}  // namespace picket::sim
