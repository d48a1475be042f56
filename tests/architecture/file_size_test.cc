#include <gtest/gtest.h>

#include "tests/architecture/source_tree.h"

// A file is about one idea; past 500 lines there is mostly a second one. Files that are longer stand
// here with their length, which may only shrink: lower the number when the file gets shorter, remove the
// line when it fits.

namespace picket {
namespace {

constexpr std::size_t kLimit = 500;
constexpr std::size_t kSlack = 50;  ///< a file may be this much shorter than its number before that must follow

struct LongFile {
  std::string_view path;
  std::size_t lines;
};
constexpr std::array<LongFile, 0> kLongFiles{};

TEST(FileSize, no_file_is_longer_than_500_lines_but_those_listed) {
  std::size_t listed = 0;
  const auto files = test::read_sources({"agent_core", "pipeline_core", "sim", "reports", "tests"});
  ASSERT_GT(files.size(), 30U);
  for (const auto& file : files) {
    const std::size_t lines = file.lines.size();
    const auto entry = std::find_if(kLongFiles.begin(), kLongFiles.end(), [&](const auto& l) { return l.path == file.path; });
    if (entry == kLongFiles.end()) {
      EXPECT_LE(lines, kLimit) << file.path << " has " << lines << " lines: look for the second idea in it";
      continue;
    }
    ++listed;
    EXPECT_LE(lines, entry->lines) << file.path << " may only shrink";
    EXPECT_GT(lines + kSlack, entry->lines) << file.path << " has shrunk to " << lines << " lines: lower its number here";
    EXPECT_GT(lines, kLimit) << file.path << " fits now: remove it from the list";
  }
  EXPECT_EQ(listed, kLongFiles.size()) << "a listed file is gone: remove it from the list";
}

}  // namespace
}  // namespace picket
