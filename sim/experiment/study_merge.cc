#include "sim/experiment/study_merge.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

#include "sim/experiment/study_list.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> digest_of(const fs::path& run, std::string& why) {
  std::ifstream file(run / "manifest.json", std::ios::binary);
  const auto manifest = parse_manifest(std::string(std::istreambuf_iterator<char>(file), {}), why);
  if (!manifest) return std::nullopt;
  return manifest->digest;
}

/// A study of a source, and where it goes.
struct MergedStudy {
  fs::path from;
  fs::path to;
  std::vector<fs::path> runs;  ///< to copy
};

class Merge {
 public:
  explicit Merge(const std::string& out) : out_(out) {}

  void compare(const std::string& source) {
    std::error_code ignored;
    const std::vector<std::string> folders = folders_with_runs(source);
    if (folders.empty()) problem(source + ": holds no runs");
    for (const std::string& folder : folders) {
      MergedStudy study;
      study.from = folder == "." ? fs::path(source) : fs::path(source) / folder;
      // A study may be named itself, with or without a slash at the end, or as a link such as `latest`.
      study.to = out_ / (folder == "." ? fs::canonical(source, ignored).filename() : fs::path(folder));
      if (fs::equivalent(study.from, study.to, ignored)) {
        problem(study.from.string() + ": is where the runs go");
        continue;
      }
      const std::vector<std::string> complete = complete_runs(study.from.string());
      for (const auto& entry : fs::directory_iterator(study.from / "runs", ignored)) {
        result_.incomplete += entry.is_directory(ignored) ? 1 : 0;
      }
      result_.incomplete -= complete.size();
      for (const std::string& run : complete) compare_run(run, study);
      studies_.push_back(std::move(study));
    }
  }

  void copy() {
    for (const MergedStudy& study : studies_) {
      std::error_code error;
      fs::create_directories(study.to / "runs", error);
      copy_files(study);
      for (const fs::path& run : study.runs) copy_run(run, study.to / "runs" / run.filename());
    }
  }

  StudyMerge result() { return std::move(result_); }

 private:
  void problem(std::string text) { result_.problems.push_back(std::move(text)); }

  void compare_run(const fs::path& run, MergedStudy& study) {
    const fs::path there = study.to / "runs" / run.filename();
    std::string why;
    const auto digest = digest_of(run, why);
    if (!digest) return problem((run / "manifest.json").string() + ": it " + why);
    std::error_code ignored;
    // The same run may come from two sources.
    const auto [known, is_new] = known_.emplace(there.string(), std::pair(run.string(), *digest));
    std::string other = known->second.first;
    std::string other_digest = known->second.second;
    if (is_new) {
      if (!fs::exists(there / "measures.json", ignored)) {
        study.runs.push_back(run);
        return;
      }
      const auto its = digest_of(there, why);
      if (!its) return problem((there / "manifest.json").string() + ": it " + why);
      other = there.string();
      other_digest = *its;
      known->second = {other, other_digest};
    }
    if (other_digest != *digest) {
      return problem(run.string() + " (digest " + *digest + ") and " + other + " (digest " + other_digest +
                     ") have the same key and differ: they come from programs that compute differently");
    }
    ++result_.there;
  }

  /// scenario.yaml and feeds, so that the study can be run and explained where it now lies; results are made anew.
  void copy_files(const MergedStudy& study) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(study.from, ignored)) {
      const std::string name = entry.path().filename().string();
      if (!entry.is_regular_file(ignored) || fs::exists(study.to / name, ignored)) continue;
      const bool made = is_result_file(name) || name == "partial" || name == "report.html" || entry.path().extension() == ".csv" ||
                        name.find(".tmp.") != std::string::npos;
      if (!made) copy_one(entry.path(), study.to / name);
    }
    if (!study.runs.empty() && !has_result(study.to)) {
      std::ofstream(study.to / "partial") << "merged: the study's own command makes the result";
    }
  }

  static bool has_result(const fs::path& study) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(study, ignored)) {
      if (is_result_file(entry.path().filename().string())) return true;
    }
    return false;
  }

  void copy_one(const fs::path& from, const fs::path& to) {
    const fs::path temporary = to.string() + ".tmp." + this_host().name + "." + std::to_string(::getpid());
    std::error_code error;
    fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, error);
    if (!error) fs::rename(temporary, to, error);
    if (error) problem(to.string() + ": " + error.message());
  }

  void copy_run(const fs::path& from, const fs::path& to) {
    const fs::path temporary = to.parent_path() / (".merge." + this_host().name + "." + std::to_string(::getpid()) + "." + to.filename().string());
    std::error_code error;
    fs::remove_all(temporary, error);
    fs::copy(from, temporary, fs::copy_options::recursive, error);
    std::error_code ignored;
    if (!error) {
      fs::remove_all(to, ignored);  // one that was cut off
      fs::rename(temporary, to, error);
    }
    if (error) {
      fs::remove_all(temporary, ignored);
      return problem(to.string() + ": " + error.message());
    }
    ++result_.copied;
  }

  fs::path out_;
  std::vector<MergedStudy> studies_;
  std::map<std::string, std::pair<std::string, std::string>> known_;  ///< place; run and digest that it is to have
  StudyMerge result_;
};

}  // namespace

StudyMerge merge_studies(const std::string& out, const std::vector<std::string>& from) {
  Merge merge(out);
  for (const std::string& source : from) merge.compare(source);
  StudyMerge compared = merge.result();
  if (!compared.problems.empty()) return compared;
  merge.copy();
  StudyMerge copied = merge.result();
  compared.copied = copied.copied;
  compared.problems = std::move(copied.problems);
  return compared;
}

}  // namespace picket::sim
