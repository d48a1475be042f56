#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/sim/results/temporary_folder.h"

// Starts the program as a user would, in a folder of its own, and keeps what it said.

namespace picket::sim::test {

struct Said {
  int exit_code = -1;
  std::string out;
  std::string err;
};

class Program : public ::testing::Test {
 protected:
  /// Runs `picket arguments` through the shell.
  Said picket(const std::string& arguments) const {
    const std::string error_file = folder_.file("stderr.txt");
    const std::string command = "cd '" + folder_.path() + "' && NO_COLOR=1 COLUMNS=80 '" + PICKET_PROGRAM + "' " + arguments + " 2> '" + error_file + "'";
    Said said;
    FILE* pipe = popen(command.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    if (pipe == nullptr) return said;
    char buffer[4096];
    std::size_t n = 0;
    while ((n = fread(buffer, 1, sizeof buffer, pipe)) > 0) said.out.append(buffer, n);
    const int status = pclose(pipe);
    said.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    said.err = content_of(error_file);
    return said;
  }

  std::string file(const std::string& name) const { return folder_.file(name); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }
  static std::string scenario(const std::string& name) { return std::string(PICKET_SOURCE_DIR) + "/scenarios/" + name; }

 private:
  TemporaryFolder folder_;
};

/// Compares with tests/golden/apps; UPDATE_GOLDEN=1 writes it. The program is called `picket` there, wherever
/// it was built.
inline void expect_golden(const std::string& name, std::string actual) {
  const std::string program = PICKET_PROGRAM;
  for (std::size_t at = actual.find(program); at != std::string::npos; at = actual.find(program)) actual.replace(at, program.size(), "picket");
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/apps/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  EXPECT_EQ(content_of(path), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

}  // namespace picket::sim::test
