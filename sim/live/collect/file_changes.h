#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/inotify_events.h"
#include "sim/live/collect/owned_file.h"

namespace picket::sim {

/// Changes of files and folders below some paths, by inotify.
///
/// Model:  each folder has a watch, and a folder that comes later gets one; what was put into it before that is told as
///         created (some of it twice, if it came just then). A path that names a file is watched through its folder, so
///         that it is seen when another file takes its place. Symbolic links are not followed.
/// Cost:   a kilobyte of the kernel's memory a folder, and at the start a read of each.
/// Limits: max_watches folders, and what fs.inotify.max_user_watches allows: those beyond are counted
///         (kFolderNotWatched). A path that does not exist at the start is never watched. inotify tells of changes on
///         this host alone (not of a network file system), not by whom, and not of what is written through mmap(2).
/// Source: inotify(7); the micro agent's file system collector (defender.md 1.1: masks; 1.2: FileSystem_Paths,
///         FileSystem_Recursive).
class FileChanges : public HostCollector {
 public:
  struct Settings {
    std::vector<std::string> paths;
    bool recursive = true;
    /// Also opening, reading and closing: on a busy host most of all events.
    bool reads = false;
    /// Never watched, with all below: what lives in memory, and what the agent itself writes.
    std::vector<std::string> excluded{"/proc", "/sys", "/dev", "/run"};
    std::size_t max_watches = 8'192;  // what fs.inotify.max_user_watches was before Linux 5.11
  };
  /// Errors: a sentence for a person: the kernel gives no inotify, or none of the paths can be watched.
  static Result<std::unique_ptr<FileChanges>, std::string> open(const Settings& settings);

  std::string_view name() const override { return "file changes"; }
  EventKind kind() const override { return EventKind::kFile; }
  int fd() const override { return inotify_.fd(); }
  void read(Time now, CollectedEvents& out) override;

  /// Takes what one read of the kernel gives; `read` does so with each. For tests.
  void take(KernelBytes bytes, Time now, CollectedEvents& out);
  std::size_t watches() const { return folders_.size(); }

 private:
  struct Folder {
    std::string path;
    bool recursive = false;
    std::set<std::string, std::less<>> only;  ///< of its entries, if not empty
  };
  FileChanges(OwnedFile inotify, const Settings& settings) : inotify_(std::move(inotify)), settings_(settings) {}

  void watch_path(const std::string& path);
  /// Watches a folder and, if wanted, those below. `born`: its content is told as created.
  void watch_tree(const std::string& path, bool recursive, CollectedEvents* born, Time now);
  bool watch_folder(const std::string& path, bool recursive, const std::string& only);
  void forget_tree(const std::string& path);
  bool is_excluded(const std::string& path) const;
  void take_event(const InotifyEvent& event, Time now, CollectedEvents& out);
  void add_event(const std::string& path, FileOperation operation, Time now, CollectedEvents& out);

  static constexpr int kMaxReads = 64;  ///< in one round, so that other collectors get their turn

  OwnedFile inotify_;
  Settings settings_;
  std::map<int, Folder> folders_;  ///< by watch
};

}  // namespace picket::sim
