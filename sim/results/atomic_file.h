#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace picket::sim {

/// Why a result could not be written: the disk is full, the folder is not ours. The program ends
/// with exit code 3 and marks the study partial.
struct WriteError {
  std::string path;
  std::string reason;  ///< the system's words
  int error_number = 0;  ///< errno; 0: not the system's
  std::string text() const { return path + ": " + reason; }
};

/// Writes a whole file: readers see the old content or all of the new, never a part.
/// Model: a temporary file beside it, flushed to the disk, then renamed.
std::optional<WriteError> write_file(const std::string& path, std::string_view content);

}  // namespace picket::sim
