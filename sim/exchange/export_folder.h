#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// A file of an export: what it is and how much is in it.
struct ExportedFile {
  std::string path;   ///< in the folder
  std::string says;   ///< one sentence
  std::uint64_t lines = 0;  ///< a table's header is none
  std::uint64_t bytes = 0;
};

/// The folder of an export while it is written: files grow line by line in `<directory>.partial.<process>`, which takes
/// its final name when all is there. What is abandoned is removed, and by whoever calls `remove_interrupted` what a signal
/// ends (at most kMostKept files and folders).
/// Errors: one at a time; a second is a caller's bug and aborts.
class ExportFolder {
 public:
  static constexpr std::string_view kManifest = "manifest.json";
  /// Says in a manifest that the folder is an export of ours.
  static constexpr std::string_view kFormat = "picket_export";
  static constexpr std::size_t kMostKept = 4'096;

  /// Errors: throws WrongInput if there is something of that name already; with `replace`, if it is no export of ours, or if
  ///         anything lies there that its manifest does not name (nothing else is ever removed). Throws std::runtime_error
  ///         with the path if the folder cannot be made.
  ExportFolder(const std::string& directory, bool replace);
  ~ExportFolder();
  ExportFolder(const ExportFolder&) = delete;
  ExportFolder& operator=(const ExportFolder&) = delete;

  /// Begins a file; `path` may have folders. The number names it from then on.
  std::size_t add(const std::string& path, const std::string& says);
  /// The header of a table, without its line end.
  void header(std::size_t file, std::string_view text);
  /// `text` without its line end.
  void line(std::size_t file, std::string_view text);
  /// Bytes that are no lines.
  void bytes(std::size_t file, std::string_view content);
  const std::vector<ExportedFile>& files() const { return files_; }
  /// Ends the files, writes the manifest and gives the folder its name.
  /// Errors: throws std::runtime_error with the path of what could not be written, or of what has come into the folder that
  ///         is to be replaced since it was looked at.
  void finish(std::string_view manifest);
  /// Removes what an unfinished export of this process has made; nothing without one. May be called in the answer to a signal.
  static void remove_interrupted();

 private:
  void put(std::size_t file, std::string_view text);
  /// Makes the folder and those above it, up to the export's own.
  void make_folder(const std::string& path);

  std::string directory_;
  std::string partial_;
  bool finished_ = false;
  std::vector<ExportedFile> files_;
  std::vector<std::unique_ptr<std::ofstream>> streams_;
};

}  // namespace picket::sim
