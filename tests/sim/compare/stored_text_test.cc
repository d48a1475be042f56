#include "sim/compare/stored_text.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

TEST(StoredText, is_what_the_file_holds_byte_by_byte) {
  const TemporaryFolder folder;
  const std::string bytes("a\r\n\0b", 5);
  std::ofstream(folder.file("file"), std::ios::binary) << bytes;
  EXPECT_EQ(stored_text(folder.file("file")), bytes);
  std::ofstream(folder.file("empty")) << "";
  EXPECT_EQ(stored_text(folder.file("empty")), "");
}

TEST(StoredText, is_not_there_for_what_is_no_file) {
  const TemporaryFolder folder;
  EXPECT_FALSE(stored_text(folder.file("nowhere")).has_value());
  EXPECT_FALSE(stored_text(folder.path()).has_value());
}

// The file has a length and no blocks.
TEST(StoredText, a_file_over_the_limit_is_not_read) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("large")) << "{}";
  fs::resize_file(folder.file("large"), kMostStoredBytes + 1);
  EXPECT_FALSE(stored_text(folder.file("large")).has_value());
}

}  // namespace
}  // namespace picket::sim
