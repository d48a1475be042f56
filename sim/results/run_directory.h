#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {

/// True for names that are safe as one path component: letters, digits, '.', '_' and '-', not
/// starting with '.', at most 128.
bool is_safe_name(std::string_view name);
/// `text` with every other character replaced by '_', cut to 100 characters; never empty.
std::string safe_name(std::string_view text);

/// Names one run for ever: policy and replication to read, and an FNV-1a 64-bit hash of all that
/// decides its result. Equal inputs, equal key, so a run that exists need not be repeated.
/// `model_version` changes whenever results change.
std::string run_key(std::string_view resolved_scenario, std::string_view policy, std::uint64_t seed,
                    std::uint32_t replication, std::string_view model_version);

/// `<study>/runs/<key>/`: manifest.json, measures.json, series.csv, workspace.sqlite.
class RunDirectory {
 public:
  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::optional<WriteError> write(std::string_view name, std::string_view content) const {
    return write_file(file(name), content);
  }

 private:
  friend class StudyDirectory;
  explicit RunDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// Points `<out>/latest` at the folder `id` in `out`, in one step. A file or folder of that name that is no symbolic link is
/// left alone and reported.
std::optional<WriteError> point_latest(const std::string& out, const std::string& id);

/// `<out>/<study-id>/`: study.json, result.json, measures.csv, detections.csv, misses.csv,
/// delays.csv, bill.csv, usage.csv, prices.csv, report.html, runs/. An existing study of the same id is continued; its files are replaced one by one.
class StudyDirectory {
 public:
  /// `study_id` must be a safe name.
  static Result<StudyDirectory, WriteError> create(const std::string& out, std::string_view study_id);

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::optional<WriteError> write(std::string_view name, std::string_view content) const {
    return write_file(file(name), content);
  }
  /// Makes `runs/<key>/`; `key` must be a safe name.
  Result<RunDirectory, WriteError> run(std::string_view key) const;
  /// Points `<out>/latest` at this study.
  std::optional<WriteError> point_latest() const { return sim::point_latest(out_, id_); }
  /// Leaves a file "partial" with the reason, for readers of an unfinished study. Best effort: on a
  /// full disk it may fail too.
  std::optional<WriteError> mark_partial(std::string_view reason) const { return write("partial", reason); }
  bool is_partial() const;
  /// Takes the mark away, once the study is complete.
  void clear_partial() const;

 private:
  StudyDirectory(std::string out, std::string id) : out_(std::move(out)), id_(std::move(id)), path_(out_ + "/" + id_) {}
  std::string out_;
  std::string id_;
  std::string path_;
};

}  // namespace picket::sim
