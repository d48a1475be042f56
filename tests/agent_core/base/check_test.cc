#include "agent_core/base/check.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(Check, lets_a_true_condition_pass_and_evaluates_it_once) {
  int evaluated = 0;
  PICKET_CHECK(++evaluated == 1, "evaluated", evaluated);
  EXPECT_EQ(evaluated, 1);
}

TEST(CheckDeathTest, says_where_what_and_with_which_values) {
  const int size = 3;
  EXPECT_DEATH(PICKET_CHECK(size < 3, "size", size), "check_test.cc:[0-9]+: CHECK failed: size < 3; size 3");
  EXPECT_DEATH(PICKET_CHECK(size == 0), "CHECK failed: size == 0");
}

}  // namespace
}  // namespace picket
