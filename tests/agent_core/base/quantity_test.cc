#include "agent_core/base/quantity.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(Money, a_million_small_amounts_add_up_exactly) {
  // 10 dollars for 400,000 messages: 25,000 nano-dollars each, which no binary fraction holds exactly.
  Money sum;
  for (int i = 0; i < 1'000'000; ++i) sum += Money::dollars(0.000025);
  EXPECT_EQ(sum, Money::dollars(25));
}

TEST(Money, dollars_round_to_the_nearest_billionth) {
  EXPECT_EQ(Money::dollars(0.1).count_nano_dollars(), 100'000'000);
  EXPECT_EQ(Money::dollars(-0.1).count_nano_dollars(), -100'000'000);
  EXPECT_EQ(Money::dollars(1e-10).count_nano_dollars(), 0);
  EXPECT_EQ(Money::dollars(6e-10).count_nano_dollars(), 1);
  EXPECT_DOUBLE_EQ(Money::nano_dollars(2'500'000'000).to_dollars(), 2.5);
}

TEST(Money, multiplies_by_counts) {
  EXPECT_EQ(Money::dollars(25) * 31, Money::dollars(775));
  EXPECT_EQ(Money::dollars(3) - Money::dollars(1), Money::dollars(2));
  EXPECT_LT(Money::dollars(1), Money::dollars(2));
}

TEST(Bytes, add_subtract_multiply_and_order) {
  Bytes b(4'096);
  b += Bytes(1);
  EXPECT_EQ(b.count(), 4'097);
  EXPECT_EQ((b - Bytes(97) + Bytes(0)).count(), 4'000);
  EXPECT_EQ((Bytes(5'000'000'000) * 3).count(), 15'000'000'000);
  EXPECT_LT(Bytes(1), Bytes(2));
}

}  // namespace
}  // namespace picket
