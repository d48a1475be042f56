#pragma once

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace picket::sim {

/// A folder of its own for what is needed for a while, that is removed at the end with what it holds.
/// Input:  `parent`, which is made if it is not there; `name`, that the folder's name begins with.
/// Errors: throws std::filesystem::filesystem_error if none can be made.
/// Limits: a program that is killed leaves it.
class ScratchFolder {
 public:
  ScratchFolder(const std::filesystem::path& parent, const std::string& name) {
    std::filesystem::create_directories(parent);
    path_ = (parent / (name + "XXXXXX")).string();
    if (::mkdtemp(path_.data()) == nullptr) {
      throw std::filesystem::filesystem_error("no temporary folder can be made", path_, std::error_code(errno, std::generic_category()));
    }
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace picket::sim
