#include "sim/results/utc_time.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(UtcTime, has_six_decimals) {
  EXPECT_EQ(utc_text(Time::from_unix_microseconds(1'772'496'000'000'042)), "2026-03-03T00:00:00.000042Z");
  EXPECT_EQ(utc_text(Time::from_unix_microseconds(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(utc_text(Time::from_unix_microseconds(1'709'210'096'999'999)), "2024-02-29T12:34:56.999999Z");
}

TEST(UtcTime, is_always_of_one_length) {
  for (const Time time : {Time::min(), Time::max(), Time::from_unix_microseconds(-1)}) {
    EXPECT_EQ(utc_text(time).size(), kUtcMicrosLength);
  }
  EXPECT_EQ(utc_text(Time::max()), "9999-12-31T23:59:59.000000Z");
}

}  // namespace
}  // namespace picket::sim
