#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace picket::test {

/// The rules that the program uses when none are named.
inline void add_rules(std::vector<std::string>& texts, std::vector<std::string>& names) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PICKET_SOURCE_DIR) + "/pipeline_core/content/rules")) {
    if (entry.path().extension() == ".yml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    texts.push_back(text.str());
    names.push_back(path.filename().string());
  }
}

}  // namespace picket::test
