// throttle: the token bucket of Vector's throttle and of Falco, the sliding window of Fluent Bit's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::ReducedDevice;
using test::reduction_of;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

// Falco's rate .03333 and max_burst 10: ten pass at once, then one each 30 s. 100 events a second apart:
// 0..9 pass; a token has come back at 30 (30 s after the bucket began to refill at 0), 60 and 90.
TEST(Throttle, a_bucket_passes_its_burst_and_then_its_rate) {
  Reduction r = reduction_of("throttle");
  r.events = 1;
  r.period = Duration::seconds(30);
  r.burst = 10;
  ReducedDevice device(r);
  device.dns_run(0, 100, 1);
  device.until(200);
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 60, 90));
  EXPECT_EQ(device.dropped[DropReason::kRateLimited], 87);
  EXPECT_TRUE(device.balanced());
}

// Three in a second: the parts of a token are whole numbers, so 1/3 s is no 0.333: after the burst at 0
// tokens are there at 333.3, 666.7 and 1,000 ms; looked at each ms, at 334, 667, 1000.
TEST(Throttle, keeps_thirds_of_a_period) {
  Reduction r = reduction_of("throttle");
  r.events = 3;
  r.period = Duration::seconds(1);
  ReducedDevice device(r);
  device.dns_run(0, 1'100, 0.001);
  device.until(10);
  EXPECT_THAT(device.times(), ElementsAre(0, 0.001, 0.002, 0.334, 0.667, 1.0));
}

// Fluent Bit's rate 1, window 5, interval 1: five events within five panes; all five may be in the first.
// Ten events a second for 12 s: five at 0..0.4; the pane of second 0 leaves the window when second 5 opens.
TEST(Throttle, a_sliding_window_lets_its_whole_sum_pass_in_one_pane) {
  Reduction r = reduction_of("throttle");
  r.events = 1;
  r.period = Duration::seconds(1);
  r.panes = 5;
  ReducedDevice device(r);
  device.dns_run(0, 120, 0.1);
  device.until(30);
  EXPECT_THAT(device.times(), ElementsAre(0, 0.1, 0.2, 0.3, 0.4, 5, 5.1, 5.2, 5.3, 5.4, 10, 10.1, 10.2, 10.3, 10.4));
  EXPECT_EQ(device.dropped[DropReason::kRateLimited], 105);
}

// Whatever happens, no more than burst + rate * time pass, and no more than the window's sum in any window.
TEST(Throttle, never_passes_more_than_it_says) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Reduction bucket = reduction_of("throttle");
    bucket.events = 2;
    bucket.period = Duration::seconds(10);
    bucket.burst = 4;
    Reduction window = reduction_of("throttle");
    window.events = 2;
    window.period = Duration::seconds(10);
    window.panes = 3;
    ReducedDevice a(bucket);
    ReducedDevice b(window);
    double now = 0;
    for (int i = 0; i < 400; ++i) {
      now += random.chance(0.9) ? random.uniform(0, 2) : random.uniform(0, 60);
      a.dns(now);
      b.dns(now);
    }
    a.until(now + 10);
    b.until(now + 10);
    const std::vector<double> at = a.times();
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t j = i; j < at.size(); ++j) {
        ASSERT_LE(static_cast<double>(j - i + 1), 4 + (at[j] - at[i]) * 0.2 + 1e-3) << "seed " << seed;
      }
    }
    const std::vector<double> bt = b.times();
    for (std::size_t i = 6; i < bt.size(); ++i) {
      ASSERT_GT(bt[i] - bt[i - 6], 20) << "seven events in three panes, seed " << seed;
    }
    EXPECT_TRUE(a.balanced());
    EXPECT_TRUE(b.balanced());
  }
}

TEST(Throttle, keeps_the_laws) {
  for (const CountReport count : {CountReport::kNone, CountReport::kNext}) {
    for (const std::uint32_t panes : {0U, 1U, 3U, 8U}) {
      Reduction r = reduction_of("throttle");
      r.events = 3;
      r.period = Duration::seconds(7);
      r.panes = panes;
      r.count = count;
      EXPECT_THAT(broken_laws(*test::made(r)), IsEmpty()) << panes;
    }
  }
}

TEST(Throttle, refuses_what_makes_no_sense) {
  Reduction r = reduction_of("throttle");
  EXPECT_FALSE(find_primitive("throttle")->problem(r).empty()) << "no period";
  r.period = Duration::seconds(1);
  EXPECT_TRUE(find_primitive("throttle")->problem(r).empty());
  r.panes = 9;
  EXPECT_FALSE(find_primitive("throttle")->problem(r).empty());
  r.panes = 8;
  r.events = 10'000;
  EXPECT_FALSE(find_primitive("throttle")->problem(r).empty()) << "80,000 do not fit 16 bits";
}

}  // namespace
}  // namespace picket
