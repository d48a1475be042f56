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

TEST(FileUploads, gives_those_that_ran_out_once_and_counts_what_it_does_not_name) {
  FileUploads uploads;
  for (int i = 0; i < 12; ++i) uploads.start(at(4'000 * i));  // each is over when the next begins
  const FileUploads::Expired expired = uploads.take_expired(at(4'000 * 11 + 3'600));
  ASSERT_EQ(expired.uploads.size(), FileUploads::kMost);
  EXPECT_EQ(expired.uploads[0].number, 1U);
  EXPECT_EQ(expired.uploads[0].expires, at(3'600));
  EXPECT_EQ(expired.more, 2);
  EXPECT_TRUE(uploads.take_expired(at(60'000)).uploads.empty());
}

}  // namespace
}  // namespace picket::sim
