#include "sim/faults/backend_lag.h"

#include <gtest/gtest.h>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

Time lag_minute(int minute) { return test::kFaultStart + Duration::minutes(minute); }

// Ten minutes late from minute 0 to 30: what comes at 29 is read at 39, and what comes at 35 with the last of it, at 40.
TEST(BackendLag, delays_what_comes_in_its_period_and_catches_up_after_it) {
  BackendLag lags;
  lags.add(HubId(1), {lag_minute(0), lag_minute(30)}, Duration::minutes(10));
  EXPECT_EQ(lags.read_at(HubId(1), lag_minute(-1)), lag_minute(-1));
  EXPECT_EQ(lags.read_at(HubId(1), lag_minute(0)), lag_minute(10));
  EXPECT_EQ(lags.read_at(HubId(1), lag_minute(29)), lag_minute(39));
  EXPECT_EQ(lags.read_at(HubId(1), lag_minute(35)), lag_minute(40));
  EXPECT_EQ(lags.read_at(HubId(1), lag_minute(41)), lag_minute(41));
  EXPECT_EQ(lags.read_at(HubId(0), lag_minute(10)), lag_minute(10)) << "another hub";
}

TEST(BackendLag, keeps_the_order_whatever_overlaps) {
  BackendLag lags;
  lags.add(HubId(0), {lag_minute(0), lag_minute(30)}, Duration::minutes(10));
  lags.add(HubId(0), {lag_minute(20), lag_minute(25)}, Duration::minutes(40));
  lags.add(HubId(0), {lag_minute(50), lag_minute(90)}, Duration::seconds(-5));
  Time last = lag_minute(-5);
  for (int s = -300; s < 6'000; s += 7) {
    const Time enqueued = test::kFaultStart + Duration::seconds(s);
    const Time read = lags.read_at(HubId(0), enqueued);
    EXPECT_GE(read, enqueued);
    EXPECT_GE(read, last);
    last = read;
  }
  EXPECT_EQ(lags.read_at(HubId(0), lag_minute(24)), lag_minute(64)) << "the longer of two";
}

}  // namespace
}  // namespace picket::sim
