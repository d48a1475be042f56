#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace picket::sim {

/// A file that holds `bytes` as long as the object lives.
class TraceFile {
 public:
  explicit TraceFile(const std::string& bytes) {
    static int counter = 0;
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = (std::filesystem::temp_directory_path() / ("picket_trace_" + std::string(info->test_suite_name()) + "_" +
                                                       info->name() + "_" + std::to_string(counter++)))
                .string();
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TraceFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A file of the calibration data, or "" with the test to be skipped.
inline std::string data_file(const std::string& name) {
  const char* root = std::getenv("PICKET_DATA");
  if (root == nullptr) return "";
  const std::string path = std::string(root) + "/workloads/" + name;
  return std::filesystem::exists(path) ? path : "";
}

}  // namespace picket::sim
