#include "sim/import/count_of.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(CountOf, the_word_is_that_of_the_number) {
  EXPECT_EQ(count_of(0, "entry", "entries"), "0 entries");
  EXPECT_EQ(count_of(1, "entry", "entries"), "1 entry");
  EXPECT_EQ(count_of(2, "entry", "entries"), "2 entries");
}

}  // namespace
}  // namespace picket::sim
