#include "sim/exchange/export_folder.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "agent_core/base/check.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const std::string& path, const std::string& reason) {
  throw std::runtime_error("cannot write " + path + ": " + reason);
}

/// What the export that is being made consists of so far, in the order of making, as a signal's answer can read it: the texts
/// are made before they are entered, and freed after they are taken out.
std::array<std::atomic<char*>, ExportFolder::kMostKept> made;
std::atomic<std::size_t> made_count{0};
static_assert(std::atomic<char*>::is_always_lock_free && std::atomic<std::size_t>::is_always_lock_free);

void note_made(const std::string& path) {
  const std::size_t at = made_count.load();
  if (at == made.size()) return;
  made[at] = ::strdup(path.c_str());
  made_count = at + 1;
}

void forget_made() {
  const std::size_t n = made_count.exchange(0);
  for (std::size_t i = 0; i < n; ++i) std::free(made[i].exchange(nullptr));
}

/// Signals that end the program wait while it lives.
class SignalsWait {
 public:
  SignalsWait() {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, &before_);
  }
  ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;

 private:
  sigset_t before_{};
};

/// The manifest of an export of ours; null if there is none.
nlohmann::json export_manifest(const fs::path& directory) {
  std::error_code ignored;
  const fs::path manifest = directory / ExportFolder::kManifest;
  if (!fs::is_regular_file(manifest, ignored)) return nullptr;
  std::ifstream file(manifest, std::ios::binary);
  nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != ExportFolder::kFormat) return nullptr;
  return json;
}

/// The first of the folder's files and folders, by name, that the manifest does not name; empty if it names all.
std::string foreign_in(const fs::path& directory, const nlohmann::json& manifest) {
  std::set<std::string> ours{std::string(ExportFolder::kManifest)};
  const nlohmann::json files = manifest.value("files", nlohmann::json::array());
  for (const nlohmann::json& file : files) {
    if (!file.is_object() || !file.contains("path") || !file["path"].is_string()) continue;
    for (fs::path path = file["path"].get<std::string>(); !path.empty(); path = path.parent_path()) {
      if (!ours.insert(path.generic_string()).second || path == path.parent_path()) break;
    }
  }
  std::error_code error;
  std::set<std::string> foreign;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().lexically_relative(directory).generic_string();
    if (!ours.contains(name)) foreign.insert(name);
  }
  if (error) return error.message();
  return foreign.empty() ? "" : *foreign.begin();
}

void check_place(const fs::path& directory, bool replace) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(directory, ignored))) return;
  if (fs::is_directory(directory, ignored) && fs::is_empty(directory, ignored)) return;
  const nlohmann::json manifest = export_manifest(directory);
  if (manifest.is_null()) {
    throw WrongInput(directory.string() + ": is there and is no export of a run; it is not overwritten\n  choose another folder with -o");
  }
  if (!replace) {
    throw WrongInput(directory.string() + ": holds an export already\n  --force replaces it; -o chooses another folder");
  }
  if (const std::string foreign = foreign_in(directory, manifest); !foreign.empty()) {
    throw WrongInput(directory.string() + ": holds '" + foreign + "', which is no part of the export; nothing is replaced\n" +
                     "  move it away, or choose another folder with -o");
  }
}

}  // namespace

ExportFolder::ExportFolder(const std::string& directory, bool replace) : directory_(directory) {
  while (directory_.size() > 1 && directory_.back() == '/') directory_.pop_back();
  partial_ = directory_ + ".partial." + std::to_string(::getpid());
  check_place(directory_, replace);
  std::error_code error;
  const bool made_it = fs::create_directories(partial_, error);
  if (error) cannot_write(partial_, error.message());
  if (!made_it) cannot_write(partial_, "it is there already");
  PICKET_CHECK(made_count == 0, "an export is being made already", directory_);
  note_made(partial_);
}

ExportFolder::~ExportFolder() {
  if (finished_) return;
  streams_.clear();
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
  forget_made();
}

std::size_t ExportFolder::add(const std::string& path, const std::string& says) {
  const fs::path whole = fs::path(partial_) / path;
  make_folder(whole.parent_path().string());
  note_made(whole.string());
  streams_.push_back(std::make_unique<std::ofstream>(whole, std::ios::binary | std::ios::trunc));
  if (!*streams_.back()) cannot_write(whole.string(), std::strerror(errno));
  files_.push_back({path, says, 0, 0});
  return files_.size() - 1;
}

void ExportFolder::put(std::size_t file, std::string_view text) {
  streams_[file]->write(text.data(), static_cast<std::streamsize>(text.size()));
  files_[file].bytes += text.size();
  if (!*streams_[file]) cannot_write(partial_ + "/" + files_[file].path, std::strerror(errno));
}

void ExportFolder::bytes(std::size_t file, std::string_view content) { put(file, content); }

void ExportFolder::header(std::size_t file, std::string_view text) {
  put(file, text);
  put(file, "\n");
}

void ExportFolder::line(std::size_t file, std::string_view text) {
  header(file, text);
  ++files_[file].lines;
}

void ExportFolder::finish(std::string_view manifest) {
  for (std::size_t f = 0; f < streams_.size(); ++f) {
    streams_[f]->close();
    if (!*streams_[f]) cannot_write(partial_ + "/" + files_[f].path, std::strerror(errno));
  }
  note_made(partial_ + "/" + std::string(kManifest));
  if (const auto error = write_file(partial_ + "/" + std::string(kManifest), manifest)) throw std::runtime_error("cannot write " + error->text());
  if (const nlohmann::json old = export_manifest(directory_); !old.is_null()) {
    if (const std::string foreign = foreign_in(directory_, old); !foreign.empty()) cannot_write(directory_ + "/" + foreign, "it has come there meanwhile");
  }
  // Between the two there would be neither the old export nor, if its parts were tidied away, the new one.
  const SignalsWait swap;
  std::error_code error;
  fs::remove_all(directory_, error);  // empty, or an export that is to be replaced
  fs::rename(partial_, directory_, error);
  if (error) cannot_write(directory_, error.message());
  finished_ = true;
  forget_made();
}

void ExportFolder::make_folder(const std::string& path) {
  std::error_code error;
  if (path.size() <= partial_.size() || fs::exists(path, error)) return;
  make_folder(fs::path(path).parent_path().string());
  note_made(path);
  fs::create_directory(path, error);
  if (error) cannot_write(path, error.message());
}

void ExportFolder::remove_interrupted() {
  // From the last on, so that a folder is empty when its turn comes.
  for (std::size_t i = made_count.load(); i > 0; --i) {
    const char* const path = made[i - 1].load();
    if (path != nullptr && ::unlink(path) != 0) static_cast<void>(::rmdir(path));
  }
}

}  // namespace picket::sim
