#include "sim/faults/sim_throttle.h"

#include <gtest/gtest.h>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

// 64 kbit/s are 8,000 bytes a second.
TEST(SimThrottle, takes_a_second_for_eight_thousand_bytes_at_64_kbit_a_second) {
  const Time start = test::kFaultStart;
  SimThrottle sims;
  EXPECT_EQ(sims.time_of(SiteId(2), start, Bytes(8'000)), Duration());
  sims.add(SiteId(2), {start, start + Duration::hours(1)}, BitRate{64'000});
  EXPECT_EQ(sims.time_of(SiteId(2), start, Bytes(8'000)), Duration::seconds(1));
  EXPECT_EQ(sims.time_of(SiteId(2), start, Bytes(200)), Duration::milliseconds(25));
  EXPECT_EQ(sims.time_of(SiteId(2), start + Duration::hours(1), Bytes(8'000)), Duration());
  EXPECT_EQ(sims.time_of(SiteId(1), start, Bytes(8'000)), Duration());
  sims.add(SiteId(2), {start, start + Duration::minutes(1)}, BitRate{16'000});
  EXPECT_EQ(sims.time_of(SiteId(2), start, Bytes(8'000)), Duration::seconds(4)) << "the slower of two";
}

}  // namespace
}  // namespace picket::sim
