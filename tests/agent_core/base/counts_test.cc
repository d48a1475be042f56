#include "agent_core/base/counts.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

enum class Colour { kRed, kGreen, kCount_ };

TEST(Counts, begins_at_zero_and_adds_by_name) {
  Counts<Colour> counts;
  EXPECT_EQ(counts.total(), 0);
  counts[Colour::kRed] += 3;
  ++counts[Colour::kGreen];
  EXPECT_EQ(counts[Colour::kRed], 3);
  EXPECT_EQ(counts.total(), 4);
}

TEST(Counts, sums_counter_by_counter) {
  Counts<Colour> a;
  Counts<Colour> b;
  a[Colour::kRed] = 1;
  b[Colour::kRed] = 2;
  b[Colour::kGreen] = 5;
  a += b;
  EXPECT_EQ(a[Colour::kRed], 3);
  EXPECT_EQ(a[Colour::kGreen], 5);
  EXPECT_FALSE(a == b);
}

TEST(Counts, holds_unsigned_values_too) {
  Counts<Colour, std::uint64_t> counts;
  counts[Colour::kRed] = 1ULL << 40;
  EXPECT_EQ(counts.total(), 1ULL << 40);
}

}  // namespace
}  // namespace picket
