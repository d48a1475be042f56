#include "sim/experiment/study_list.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "sim/results/manifest.h"
#include "sim/scenario/load.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLevels = 4;

std::string content_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void look_through(const fs::path& folder, const fs::path& below, int levels, std::vector<std::string>& out) {
  std::error_code ignored;
  if (fs::is_directory(folder / "runs", ignored)) out.push_back(below.empty() ? "." : below.string());
  if (levels == 0) return;
  for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, ignored)) {
    if (entry.is_symlink(ignored) || !entry.is_directory(ignored) || entry.path().filename() == "runs") continue;
    look_through(entry.path(), below / entry.path().filename(), levels - 1, out);
  }
}

bool is_running(const fs::path& study, const ClaimTiming& timing) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(study / "claims", ignored)) {
    if (entry.path().extension() == ".lock" && !is_stale_claim(entry.path().string(), timing)) return true;
  }
  return false;
}

std::string state_of(const fs::path& study, const ClaimTiming& timing) {
  std::error_code ignored;
  if (is_running(study, timing)) return "running";
  if (fs::exists(study / "partial", ignored)) {
    std::string why = content_of_file(study / "partial").substr(0, 60);
    // Nobody holds a claim, so whoever said so is gone.
    return why == "running" ? "stopped" : "partial: " + why;
  }
  for (const char* result : {"result.json", "sweep.json", "tune.json"}) {
    if (fs::exists(study / result, ignored)) return "complete";
  }
  return "no result";
}

ListedStudy listed(const fs::path& out, const std::string& folder, const ClaimTiming& timing) {
  const fs::path study = folder == "." ? out : out / folder;
  ListedStudy one;
  one.folder = folder;
  one.state = state_of(study, timing);
  std::error_code ignored;
  std::set<std::uint32_t> replications;
  std::optional<fs::file_time_type> youngest;
  for (const std::string& run : complete_runs(study.string())) {
    const fs::file_time_type written = fs::last_write_time(fs::path(run) / "measures.json", ignored);
    if (!youngest || written > *youngest) youngest = written;
    ++one.runs;
    const auto manifest = parse_manifest(content_of_file(fs::path(run) / "manifest.json"));
    if (!manifest) continue;
    replications.insert(manifest->replication);
    one.seed = manifest->seed;
    if (one.name.empty()) {
      Diagnostics unsaid;
      const LoadResult loaded = load_scenario_text(manifest->resolved_scenario, run, {}, "", unsaid);
      if (loaded.ok()) one.name = loaded.scenario->name;
    }
  }
  one.replications = static_cast<std::uint32_t>(replications.size());
  if (youngest) one.age_seconds = std::max(0.0, std::chrono::duration<double>(fs::file_time_type::clock::now() - *youngest).count());
  for (const auto& file : fs::recursive_directory_iterator(study, fs::directory_options::skip_permission_denied, ignored)) {
    const std::uintmax_t size = file.is_regular_file(ignored) ? file.file_size(ignored) : 0;
    if (!ignored) one.bytes += size;
  }
  return one;
}

}  // namespace

std::vector<std::string> folders_with_runs(const std::string& out) {
  std::vector<std::string> folders;
  look_through(out, {}, kMostLevels, folders);
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::vector<std::string> complete_runs(const std::string& study) {
  std::vector<std::string> runs;
  std::error_code ignored;
  for (const auto& run : fs::directory_iterator(fs::path(study) / "runs", ignored)) {
    if (run.path().filename().string().starts_with('.')) continue;  // a copy under way
    if (fs::is_regular_file(run.path() / "measures.json", ignored) && fs::is_regular_file(run.path() / "manifest.json", ignored)) {
      runs.push_back(run.path().string());
    }
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

std::vector<ListedStudy> list_studies(const std::string& out, const ClaimTiming& timing) {
  std::vector<ListedStudy> studies;
  for (const std::string& folder : folders_with_runs(out)) studies.push_back(listed(out, folder, timing));
  return studies;
}

}  // namespace picket::sim
