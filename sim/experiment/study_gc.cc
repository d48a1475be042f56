#include "sim/experiment/study_gc.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "sim/experiment/study_list.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

bool is_complete_run(const fs::path& run) {
  std::error_code ignored;
  return fs::exists(run / "measures.json", ignored) && fs::exists(run / "manifest.json", ignored);
}

bool is_old(const fs::path& path, const ClaimTiming& timing) {
  std::error_code error;
  const auto written = fs::last_write_time(path, error);
  return !error && std::chrono::duration<double>(fs::file_time_type::clock::now() - written).count() > timing.stale_seconds;
}

class Search {
 public:
  explicit Search(const ClaimTiming& timing) : timing_(timing) {}

  void look_through(const fs::path& study) {
    std::error_code ignored;
    bool living = false;
    for (const auto& claim : fs::directory_iterator(study / "claims", ignored)) {
      const std::string name = claim.path().filename().string();
      if (claim.path().extension() == ".lock" && !is_stale_claim(claim.path().string(), timing_)) {
        living = true;
      } else if (claim.path().extension() == ".lock" || is_old(claim.path(), timing_)) {
        add(Garbage::Kind::kStaleClaim, claim.path());
      }
    }
    if (living) return;  // its runs may be partial because they are being made
    for (const auto& run : fs::directory_iterator(study / "runs", ignored)) {
      if (!run.is_directory(ignored)) continue;
      if (run.path().filename().string().starts_with(".merge.")) {
        if (is_old(run.path(), timing_)) add(Garbage::Kind::kTemporaryFile, run.path());
      } else if (!is_complete_run(run.path())) {
        add(Garbage::Kind::kPartialRun, run.path());
      } else {
        temporary_files(run.path());
      }
    }
    temporary_files(study);
  }

  std::vector<Garbage> found() {
    std::sort(found_.begin(), found_.end(), [](const Garbage& a, const Garbage& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  void add(Garbage::Kind kind, const fs::path& path) { found_.push_back({kind, path.string(), bytes_in(path.string())}); }

  void temporary_files(const fs::path& folder) {
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
      const bool temporary = file.path().filename().string().find(".tmp.") != std::string::npos;
      if (temporary && file.is_regular_file(ignored) && is_old(file.path(), timing_)) add(Garbage::Kind::kTemporaryFile, file.path());
    }
  }

  ClaimTiming timing_;
  std::vector<Garbage> found_;
};

}  // namespace

std::vector<Garbage> find_garbage(const std::string& out, const ClaimTiming& timing) {
  Search search(timing);
  for (const std::string& folder : folders_with_runs(out)) search.look_through(folder == "." ? fs::path(out) : fs::path(out) / folder);
  return search.found();
}

std::vector<std::string> remove_garbage(const std::vector<Garbage>& garbage, const ClaimTiming& timing) {
  std::vector<std::string> problems;
  for (const Garbage& one : garbage) {
    const fs::path path(one.path);
    if (one.kind == Garbage::Kind::kPartialRun) {
      if (is_complete_run(path) || is_running(path.parent_path().parent_path().string(), timing)) continue;
    }
    std::error_code error;
    if (one.kind == Garbage::Kind::kStaleClaim && path.extension() == ".lock") {
      take_stale_claim_away(one.path, timing);
    } else {
      fs::remove_all(path, error);
    }
    if (error) problems.push_back(one.path + ": " + error.message());
    if (one.kind == Garbage::Kind::kStaleClaim) fs::remove(fs::path(one.path).parent_path(), error);  // if it is empty now
  }
  return problems;
}

}  // namespace picket::sim
