#include "sim/scenario/iso_date.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// Counts of POSIX time: 2000-03-01 is 11,017 days after 1970-01-01 (30 years of 365 days, 7 leap days, 31 + 29).
TEST(IsoDate, counts_days_from_1970) {
  EXPECT_EQ(day_of("1970-01-01").value(), 0);
  EXPECT_EQ(day_of("1969-12-31").value(), -1);
  EXPECT_EQ(day_of("2000-03-01").value(), 11'017);
  EXPECT_EQ(day_of("2026-03-03T00:00:00Z").value(), 1'772'496'000 / 86'400);
  EXPECT_EQ(day_of("2024-03-01").value() - day_of("2024-02-28").value(), 2);
  EXPECT_EQ(day_of("2100-03-01").value() - day_of("2100-02-28").value(), 1);
}

TEST(IsoDate, takes_nothing_else_for_a_day) {
  for (const char* text : {"", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "2026-1-01", "26-11-2026", "2026-11-23x",
                           "2026/11/23", "-026-11-23", "2026-11--3", "0000-01-01", "today"}) {
    EXPECT_FALSE(day_of(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace picket::sim
