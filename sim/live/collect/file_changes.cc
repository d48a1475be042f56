#include "sim/live/collect/file_changes.h"

#include <dirent.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "sim/live/collect/collected_text.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kChanges =
    IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::uint32_t kReads = IN_ACCESS | IN_OPEN | IN_CLOSE;
constexpr std::uint32_t kHow = IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK | IN_MASK_ADD;

bool is_folder(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

std::string path_below(const std::string& folder, std::string_view name) {
  std::string path = folder;
  if (!path.ends_with('/')) path += '/';
  path += name;
  return path;
}

bool is_below(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

Result<std::unique_ptr<FileChanges>, std::string> FileChanges::open(const Settings& settings) {
  const std::string prefix = "file changes: ";
  OwnedFile inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify) return prefix + "inotify: " + std::strerror(errno);
  std::unique_ptr<FileChanges> collector(new FileChanges(std::move(inotify), settings));
  for (const std::string& path : settings.paths) collector->watch_path(path);
  if (collector->folders_.empty()) return prefix + "none of its paths can be watched";
  return collector;
}

bool FileChanges::is_excluded(const std::string& path) const {
  return std::any_of(settings_.excluded.begin(), settings_.excluded.end(),
                     [&](const std::string& folder) { return is_below(path, folder); });
}

void FileChanges::watch_path(const std::string& given) {
  std::string path = given;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  if (is_folder(path)) {
    watch_tree(path, settings_.recursive, nullptr, Time());
    return;
  }
  const std::size_t slash = path.rfind('/');
  if (path.empty() || slash == std::string::npos || ::access(path.c_str(), F_OK) != 0) {
    ++missed_[Missed::kFolderNotWatched];
    return;
  }
  watch_folder(slash == 0 ? "/" : path.substr(0, slash), false, path.substr(slash + 1));
}

bool FileChanges::watch_folder(const std::string& path, bool recursive, const std::string& only) {
  if (is_excluded(path)) return false;
  const std::uint32_t mask = kChanges | (settings_.reads ? kReads : 0) | kHow;
  const bool room = folders_.size() < settings_.max_watches;
  const int watch = room ? ::inotify_add_watch(inotify_.fd(), path.c_str(), mask) : -1;
  if (watch < 0) {
    ++missed_[Missed::kFolderNotWatched];
    return false;
  }
  const auto [at, is_new] = folders_.try_emplace(watch);
  Folder& folder = at->second;
  folder.path = path;
  folder.recursive |= recursive;
  // Watched as a whole by one path and for a file in it by another: as a whole.
  if (only.empty() || (!is_new && folder.only.empty()))
    folder.only.clear();
  else
    folder.only.insert(only);
  return true;
}

void FileChanges::watch_tree(const std::string& path, bool recursive, CollectedEvents* born, Time now) {
  std::vector<std::string> waiting{path};
  while (!waiting.empty()) {
    const std::string folder = std::move(waiting.back());
    waiting.pop_back();
    if (!watch_folder(folder, recursive, "")) continue;
    if (!recursive) continue;
    const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(folder.c_str()), ::closedir);
    if (opened == nullptr) {
      ++missed_[Missed::kFolderNotWatched];
      continue;
    }
    std::vector<std::string> entries;
    while (const dirent* entry = ::readdir(opened.get())) {
      const std::string_view name = static_cast<const char*>(entry->d_name);
      if (name == "." || name == "..") continue;
      const std::string below = path_below(folder, name);
      const bool may_be_folder = entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
      if (may_be_folder && is_folder(below)) waiting.push_back(below);
      if (born != nullptr) entries.push_back(below);
    }
    std::sort(entries.begin(), entries.end());
    for (const std::string& entry : entries) add_event(entry, FileOperation::kCreated, now, *born);
  }
}

void FileChanges::forget_tree(const std::string& path) {
  for (auto at = folders_.begin(); at != folders_.end();) {
    if (!is_below(at->second.path, path)) {
      ++at;
      continue;
    }
    ::inotify_rm_watch(inotify_.fd(), at->first);
    at = folders_.erase(at);
  }
}

void FileChanges::read(Time now, CollectedEvents& out) {
  alignas(inotify_event) std::array<std::byte, 16 * 1024> block;
  for (int i = 0; i < kMaxReads && !out.full(); ++i) {
    const ssize_t got = ::read(inotify_.fd(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    take(KernelBytes(block).first(static_cast<std::size_t>(got)), now, out);
  }
}

void FileChanges::take(KernelBytes bytes, Time now, CollectedEvents& out) {
  InotifyEvents events(bytes);
  InotifyEvent event;
  while (events.next(event)) take_event(event, now, out);
  if (events.damaged()) ++missed_[Missed::kDamaged];
}

void FileChanges::take_event(const InotifyEvent& event, Time now, CollectedEvents& out) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {
    ++missed_[Missed::kOverflow];
    return;
  }
  const auto at = folders_.find(event.watch);
  if (at == folders_.end()) return;  // of a watch that was taken off meanwhile
  if ((event.mask & (IN_IGNORED | IN_UNMOUNT)) != 0) {
    folders_.erase(at);
    return;
  }
  const Folder& folder = at->second;
  if (!folder.only.empty() && !folder.only.contains(event.name)) return;
  const auto operation = file_operation_of(event.mask);
  if (!operation) return;
  // The folder above tells the same of a folder below.
  const bool itself = event.name.empty();
  const bool told_above = itself && std::any_of(settings_.paths.begin(), settings_.paths.end(), [&](const auto& path) {
                            return path != folder.path && is_below(folder.path, path);
                          });
  if (told_above) return;
  const std::string path = itself ? folder.path : path_below(folder.path, event.name);
  const bool recursive = folder.recursive;
  add_event(path, *operation, now, out);
  // `folder` may be gone from here on.
  if ((event.mask & IN_ISDIR) == 0 || itself || !recursive) return;
  if ((event.mask & IN_MOVED_FROM) != 0) forget_tree(path);
  if ((event.mask & IN_MOVED_TO) != 0) watch_tree(path, true, nullptr, now);
  if ((event.mask & IN_CREATE) != 0) watch_tree(path, true, &out, now);
}

void FileChanges::add_event(const std::string& path, FileOperation operation, Time now, CollectedEvents& out) {
  if (is_excluded(path)) return;  // a file of the agent's own in a folder that is watched
  FileRecord record;
  record.path = collected_text(path, kMaxPath, out, missed_);
  record.operation = operation;
  out.events.push_back({now, record});
}

}  // namespace picket::sim
