#include "sim/compare/stored_text.h"

#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace picket::sim {

std::optional<std::string> stored_text(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > kMostStoredBytes || error) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace picket::sim
