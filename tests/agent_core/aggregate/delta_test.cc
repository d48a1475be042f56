// delta: send on delta (Miskowicz 2006) over a flow's bytes, or over events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::kStart;
using test::ReducedDevice;
using test::reduction_of;
using testing::ElementsAre;
using testing::IsEmpty;

Reduction delta(std::uint32_t bytes) {
  Reduction r = reduction_of("delta");
  r.delta = bytes;
  r.count = CountReport::kNext;
  return r;
}

void flow(test::Device& device, double seconds, std::uint64_t bytes, std::uint32_t count = 1, double spacing = 1) {
  NetworkRecord r;
  r.local_address = IpAddress::v4(1);
  r.remote_address = IpAddress::v4(2);
  r.remote_port = 443;
  r.bytes_out = bytes;
  device.give({{kStart + Duration::from_seconds(seconds), r}, count, Duration::from_seconds(spacing), {}, 0, 0});
}

// Delta 1,000 bytes, flows of 300: the first is sent; 300, 600, 900 are held, 1,200 >= 1,000 sends four flows
// of 1,200 bytes.
TEST(Delta, sends_when_the_bytes_have_grown_by_delta) {
  ReducedDevice device(delta(1'000));
  flow(device, 0, 300, 11);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 4, 4));
  EXPECT_EQ(std::get<NetworkRecord>(device.sent[1].observations[0].record).bytes_out, 1'200U);
  EXPECT_EQ(device.held(), 2U);
  EXPECT_TRUE(device.balanced());
}

TEST(Delta, counts_events_of_other_kinds) {
  ReducedDevice device(delta(5));
  device.dns_run(0, 11, 1);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 5, 5));
}

TEST(Delta, a_period_bounds_the_silence) {
  Reduction r = delta(1'000'000);
  r.period = Duration::seconds(60);
  ReducedDevice device(r);
  flow(device, 0, 10, 100);  // held from 1; sent at 61: 60 flows; held from 61 on: at 121, 39
  device.until(200);
  EXPECT_THAT(device.hits(), ElementsAre(1, 60, 39));
}

TEST(Delta, without_a_count_small_growth_is_lost) {
  Reduction r = delta(1'000);
  r.count = CountReport::kNone;
  ReducedDevice device(r);
  flow(device, 0, 300, 11);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 1, 1));
  EXPECT_EQ(device.dropped[DropReason::kBelowThreshold], 8);
}

TEST(Delta, keeps_the_laws) {
  for (const CountReport count : {CountReport::kNone, CountReport::kNext}) {
    for (const std::int64_t period : {0, 20}) {
      for (const std::uint32_t bytes : {1U, 450U, 60'000U}) {
        Reduction r = delta(bytes);
        r.count = count;
        r.period = Duration::seconds(period);
        EXPECT_THAT(broken_laws(*test::made(r)), IsEmpty());
      }
    }
  }
}

TEST(Delta, refuses_no_delta) {
  EXPECT_EQ(find_primitive("delta")->problem(delta(0)), "delta must be 1 or more");
}

}  // namespace
}  // namespace picket
