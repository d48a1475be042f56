#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace picket::sim {

/// Compares the part of a document between `<!-- begin NAME -->` and `<!-- end NAME -->` with `actual`;
/// UPDATE_GOLDEN=1 writes it. `path` is relative to the source folder.
inline void expect_section(const std::string& path, const std::string& name, const std::string& actual) {
  const std::string full = std::string(PICKET_SOURCE_DIR) + "/" + path;
  std::ifstream file(full, std::ios::binary);
  ASSERT_TRUE(file.good()) << full;
  std::stringstream stream;
  stream << file.rdbuf();
  std::string text = stream.str();
  const std::string begin_mark = "<!-- begin " + name + " -->\n";
  const std::size_t begin = text.find(begin_mark);
  const std::size_t end = text.find("<!-- end " + name + " -->");
  ASSERT_TRUE(begin != std::string::npos && end != std::string::npos && begin < end) << full << ": no section " << name;
  const std::size_t from = begin + begin_mark.size();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    text.replace(from, end - from, actual);
    std::ofstream(full, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text.substr(from, end - from), actual) << full << "; UPDATE_GOLDEN=1 accepts the new text";
}

}  // namespace picket::sim
