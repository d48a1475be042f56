#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sim/scenario/load.h"

namespace picket::sim::test {

inline std::string source_path(const std::string& path) {
  return std::string(PICKET_SOURCE_DIR) + "/" + path;
}
inline std::string test_library() {
  return source_path("tests/sim/scenario/library");
}

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(const std::string& path, std::string_view text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// The smallest scenario that is complete; parts come from the tests' library.
inline constexpr std::string_view kSmall = R"(name: small
policies:
  - {use: g2_linux}
  - {use: picket}
fleet:
  - device_class: ip_camera
    count: 20
    sites: 10
    access: {home: 3, lte_m: 1}
    public_share: 0.5
    vulnerable_share: 0.5
attacks:
  - name: mirai
    use: a01_mirai
    start: 1 h
    targets: {count: 2}
)";

struct Loaded {
  Diagnostics diagnostics;
  LoadResult result;
  std::string text() const { return diagnostics.text({.codes = true}); }
};
/// How often a kind of problem was told.
inline std::size_t told(const Loaded& loaded, Code code) {
  return static_cast<std::size_t>(std::ranges::count(loaded.diagnostics.all(), code, &Diagnostic::code));
}
inline Loaded load(std::string_view text, std::vector<std::string> sets = {}) {
  Loaded out;
  out.result = load_scenario_text(text, "small.yaml", sets, test_library(), out.diagnostics);
  return out;
}

/// A folder of its own for one test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "picket_scenario_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Compares with a golden file; UPDATE_GOLDEN=1 writes it.
inline void expect_golden(const std::string& path, const std::string& actual) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) write_file(path, actual);
  EXPECT_EQ(read_file(path), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

}  // namespace picket::sim::test
