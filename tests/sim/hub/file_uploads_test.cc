#include "sim/hub/file_uploads.h"

#include <gtest/gtest.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

TEST(FileUploads, ten_at_a_time) {
  FileUploads uploads;
  for (std::uint32_t i = 1; i <= 10; ++i) {
    ASSERT_FALSE(uploads.full(at(0)));
    EXPECT_EQ(uploads.start(at(0)), i);
  }
  EXPECT_TRUE(uploads.full(at(1)));
  EXPECT_TRUE(uploads.active(at(1), 4));
  uploads.complete(at(1), 4);
  EXPECT_FALSE(uploads.active(at(1), 4));
  EXPECT_FALSE(uploads.full(at(1)));
  EXPECT_EQ(uploads.start(at(1)), 11U);
}

TEST(FileUploads, one_that_nobody_completes_ends_with_its_address) {
  FileUploads uploads;
  for (int i = 0; i < 10; ++i) uploads.start(at(0));
  EXPECT_TRUE(uploads.full(at(3'599)));
  EXPECT_TRUE(uploads.active(at(3'599), 1));
  EXPECT_FALSE(uploads.active(at(3'600), 1));
  EXPECT_FALSE(uploads.full(at(3'600)));
  EXPECT_DEATH(uploads.complete(at(3'600), 1), "upload 1");
}

}  // namespace
}  // namespace picket::sim
