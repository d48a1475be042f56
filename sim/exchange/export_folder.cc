#include "sim/exchange/export_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "sim/experiment/rule_content.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const std::string& path, const std::string& reason) {
  throw std::runtime_error("cannot write " + path + ": " + reason);
}

bool is_export(const fs::path& directory) {
  std::error_code ignored;
  const fs::path manifest = directory / ExportFolder::kManifest;
  if (!fs::is_regular_file(manifest, ignored)) return false;
  std::ifstream file(manifest, std::ios::binary);
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  return json.is_object() && json.value("format", nlohmann::json()) == ExportFolder::kFormat;
}

void check_place(const fs::path& directory, bool replace) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(directory, ignored))) return;
  if (fs::is_directory(directory, ignored) && fs::is_empty(directory, ignored)) return;
  if (!is_export(directory)) {
    throw WrongInput(directory.string() + ": is there and is no export of a run; it is not overwritten\n  choose another folder with -o");
  }
  if (!replace) {
    throw WrongInput(directory.string() + ": holds an export already\n  --force replaces it; -o chooses another folder");
  }
}

}  // namespace

ExportFolder::ExportFolder(const std::string& directory, bool replace) : directory_(directory) {
  while (directory_.size() > 1 && directory_.back() == '/') directory_.pop_back();
  partial_ = directory_ + ".partial." + std::to_string(::getpid());
  check_place(directory_, replace);
  std::error_code error;
  const bool made = fs::create_directories(partial_, error);
  if (error) cannot_write(partial_, error.message());
  if (!made) cannot_write(partial_, "it is there already");
}

ExportFolder::~ExportFolder() {
  if (finished_) return;
  streams_.clear();
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
}

std::size_t ExportFolder::add(const std::string& path, const std::string& says) {
  const fs::path whole = fs::path(partial_) / path;
  std::error_code error;
  fs::create_directories(whole.parent_path(), error);
  if (error) cannot_write(whole.parent_path().string(), error.message());
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
  if (const auto error = write_file(partial_ + "/" + std::string(kManifest), manifest)) throw std::runtime_error("cannot write " + error->text());
  std::error_code error;
  fs::remove_all(directory_, error);  // empty, or an export that is to be replaced
  fs::rename(partial_, directory_, error);
  if (error) cannot_write(directory_, error.message());
  finished_ = true;
}

}  // namespace picket::sim
