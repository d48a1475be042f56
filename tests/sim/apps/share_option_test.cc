#include "sim/apps/share_option.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(ShareOption, reads_percents_and_numbers) {
  EXPECT_DOUBLE_EQ(share_of_word("0.1 %").value(), 0.001);
  EXPECT_DOUBLE_EQ(share_of_word("5%").value(), 0.05);
  EXPECT_DOUBLE_EQ(share_of_word("0.25").value(), 0.25);
}

TEST(ShareOption, refuses_what_is_no_number) {
  for (const char* word : {"", "%", "much", "5 percent", "1,5 %"}) EXPECT_FALSE(share_of_word(word).has_value()) << word;
}

}  // namespace
}  // namespace picket::sim
