// Parts of a study: what is typed, and that the parts are the whole without overlap.

#include "sim/experiment/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

TEST(Shard, is_read_from_one_on_and_written_as_it_was_typed) {
  std::string why;
  const auto shard = parse_shard("3/8", why);
  ASSERT_TRUE(shard) << why;
  EXPECT_EQ(shard.value().index, 2U);
  EXPECT_EQ(shard.value().count, 8U);
  EXPECT_EQ(shard.value().text(), "3/8");
  EXPECT_FALSE(shard.value().is_whole());
  ASSERT_TRUE(parse_shard("1/1", why));
  EXPECT_TRUE(parse_shard("1/1", why).value().is_whole());
}

TEST(Shard, says_what_is_wrong_with_other_texts) {
  const auto why_not = [](std::string_view text) {
    std::string why;
    EXPECT_FALSE(parse_shard(text, why)) << text;
    return why;
  };
  EXPECT_THAT(why_not("3"), HasSubstr("has no '/'"));
  EXPECT_THAT(why_not(""), HasSubstr("has no '/'"));
  for (const char* text : {"a/8", "/8", "1/", "1/8x", "-1/8", "+1/8", " 1/8", "1.5/8", "1//8", "99999999999/8"}) {
    EXPECT_THAT(why_not(text), HasSubstr("not two whole numbers")) << text;
  }
  EXPECT_THAT(why_not("0/8"), HasSubstr("parts count from 1 to 8"));
  EXPECT_THAT(why_not("9/8"), HasSubstr("names part 9 of 8"));
  EXPECT_THAT(why_not("1/0"), HasSubstr("has 0 parts"));
  EXPECT_THAT(why_not("1/100001"), HasSubstr("from 1 to 100000"));
}

TEST(Shard, all_parts_together_have_every_piece_of_work_once) {
  for (const std::uint32_t count : {1U, 2U, 3U, 7U}) {
    std::array<int, 20> times{};
    for (std::uint32_t index = 0; index < count; ++index) {
      for (std::size_t i = 0; i < times.size(); ++i) times[i] += Shard{index, count}.has(i) ? 1 : 0;
    }
    EXPECT_TRUE(std::all_of(times.begin(), times.end(), [](int n) { return n == 1; })) << count;
  }
}

}  // namespace
}  // namespace picket::sim
