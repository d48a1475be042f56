#include "sim/compare/kept_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <optional>

#include "sim/compare/stored_text.h"
#include "sim/experiment/run_files.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

/// Of one run's folder; nothing if it is not complete, or damaged, which `fault` then says.
std::optional<KeptRun> kept_run(const fs::path& folder, std::string& fault) {
  std::error_code ignored;
  const bool has_manifest = fs::exists(folder / "manifest.json", ignored);
  const bool has_measures = fs::exists(folder / "measures.json", ignored);
  // measures.json is written last.
  if (!has_measures && !has_manifest) return std::nullopt;
  std::string why;
  const std::optional<std::string> text = stored_text(folder / "manifest.json");
  const std::optional<ManifestSummary> manifest = text ? parse_manifest(*text, why) : std::nullopt;
  if (!manifest) {
    fault = has_manifest ? fmt::format("{}: manifest.json is damaged: it {}", folder.string(), text ? why : "cannot be read")
                         : fmt::format("{}: manifest.json is missing", folder.string());
    return std::nullopt;
  }
  if (!has_measures || manifest->status != "completed") return std::nullopt;
  try {
    read_run(folder.string());
  } catch (const std::exception& error) {
    fault = fmt::format("{}: measures.json is damaged: {}", folder.string(), error.what());
    return std::nullopt;
  }
  return KeptRun{folder.string(), manifest->digest, manifest->replication};
}

/// Policy, kind of hub and replication of a key, without the fingerprint, in which the commit is.
std::string stem_of(const std::string& key) { return key.substr(0, key.rfind('-')); }

/// By stem; nothing if several have one, as runs of several points do.
std::optional<std::map<std::string, KeptRun>> by_stem(const std::map<std::string, KeptRun>& runs) {
  std::map<std::string, KeptRun> out;
  for (const auto& [key, run] : runs) {
    if (!out.emplace(stem_of(key), run).second) return std::nullopt;
  }
  return out;
}

/// A sentence of `kept_runs` is about the run of that key, or of that stem, after which the fingerprint follows.
bool is_told_of(const std::string& fault, const std::string& key) {
  const std::string name = "/runs/" + key;
  for (std::size_t at = fault.find(name); at != std::string::npos; at = fault.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (end < fault.size() && (fault[end] == ':' || fault[end] == '-')) return true;
  }
  return false;
}

void compare_all(const std::map<std::string, KeptRun>& stored, const std::map<std::string, KeptRun>& repeated, const std::string& study, Reproduction& out) {
  for (const auto& [key, now] : repeated) {
    const auto found = stored.find(key);
    if (found == stored.end()) {
      // A damaged one was told of.
      const bool told = std::any_of(out.faults.begin(), out.faults.end(), [&key](const std::string& fault) { return is_told_of(fault, key); });
      if (!told) out.faults.push_back(fmt::format("{}/runs/{}: is missing, or not complete", study, key));
    } else if (found->second.digest != now.digest) {
      out.add_difference(fmt::format("runs/{} digest", fs::path(found->second.folder).filename().string()), found->second.digest, now.digest);
    }
  }
}

}  // namespace

std::map<std::string, KeptRun> kept_runs(const std::string& study, std::vector<std::string>& faults) {
  std::map<std::string, KeptRun> out;
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::path(study) / "runs", ignored)) {
    if (entry.is_directory(ignored)) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const fs::path& folder : folders) {
    std::string fault;
    std::optional<KeptRun> run = kept_run(folder, fault);
    if (!fault.empty()) faults.push_back(std::move(fault));
    if (run) out.emplace(folder.filename().string(), *std::move(run));
  }
  return out;
}

void compare_runs(const std::string& stored, const std::string& repeated, Reproduction& out) {
  std::error_code ignored;
  if (!fs::is_directory(fs::path(stored) / "runs", ignored)) {
    out.causes.push_back(fmt::format("{} keeps no runs: its result alone is compared", stored));
    return;
  }
  const std::map<std::string, KeptRun> before = kept_runs(stored, out.faults);
  std::vector<std::string> none;
  const std::map<std::string, KeptRun> after = kept_runs(repeated, none);
  const bool same_names = std::any_of(after.begin(), after.end(), [&](const auto& entry) { return before.contains(entry.first); });
  if (same_names) return compare_all(before, after, stored, out);
  const auto stored_stems = by_stem(before);
  const auto repeated_stems = by_stem(after);
  if (stored_stems && repeated_stems) return compare_all(*stored_stems, *repeated_stems, stored, out);
  out.causes.push_back(fmt::format("the runs of {} are of another commit: they are not compared one by one, their result is", stored));
}

std::size_t copy_runs(const std::string& from, const std::string& to, const std::function<bool(const KeptRun&)>& wanted) {
  std::vector<std::string> ignored;
  std::size_t copied = 0;
  for (const auto& [key, run] : kept_runs(from, ignored)) {
    if (!wanted(run)) continue;
    fs::create_directories(fs::path(to) / "runs");
    fs::copy(run.folder, fs::path(to) / "runs" / key, fs::copy_options::recursive);
    ++copied;
  }
  return copied;
}

}  // namespace picket::sim
