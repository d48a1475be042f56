#include "sim/network/loss.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

constexpr Duration kRoundTrip = Duration::milliseconds(50);

TEST(Loss, a_line_without_loss_adds_nothing) {
  const LossOutcome none = draw_losses(Bytes(100'000), 0, kRoundTrip, 0.999, {});
  EXPECT_EQ(none.lost_segments, 0U);
  EXPECT_EQ(none.extra_bytes, Bytes(0));
  EXPECT_EQ(none.delay, Duration());
}

// One segment at 10 %: with u = 0.95 the first transmission is lost (log u / log 0.9 = 0.49, no
// success before the loss); u = 0.89 gives one success and the end.
TEST(Loss, one_draw_decides_whether_the_first_transmission_is_lost) {
  EXPECT_GE(draw_losses(Bytes(500), 0.1, kRoundTrip, 0.95).lost_segments, 1U);
  EXPECT_EQ(draw_losses(Bytes(500), 0.1, kRoundTrip, 0.89).lost_segments, 0U);
}

// Of a transfer of one segment, losses are geometric: P(k) = p^k (1 - p), and k losses wait
// 1 + 2 + ... = 2^k - 1 seconds (below the limit of 60 s).
TEST(Loss, a_single_segment_waits_for_a_timer_that_doubles) {
  constexpr double kRatio = 0.3;
  constexpr int kTransfers = 200'000;
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::array<int, 40> seen{};
  for (int i = 0; i < kTransfers; ++i) {
    const LossOutcome o = draw_losses(Bytes(500), kRatio, kRoundTrip, random.uniform());
    ++seen.at(o.lost_segments);
    ASSERT_EQ(o.extra_bytes, Bytes(500) * o.lost_segments);
    if (o.lost_segments <= 5) {
      ASSERT_EQ(o.delay, Duration::seconds((1 << o.lost_segments) - 1));
    }
  }
  for (int k = 0; k < 8; ++k) {
    const double expected = kTransfers * std::pow(kRatio, k) * (1 - kRatio);
    EXPECT_NEAR(seen.at(static_cast<std::size_t>(k)), expected, 5 * std::sqrt(expected)) << k << " losses";
  }
}

// Six losses: 1 + 2 + 4 + 8 + 16 + 32 = 63 s; the seventh waits 60 s and not 64.
TEST(Loss, the_timer_stops_doubling_at_its_limit) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  int sevens = 0;
  for (int i = 0; i < 20'000; ++i) {
    const LossOutcome o = draw_losses(Bytes(500), 0.5, kRoundTrip, random.uniform());
    if (o.lost_segments != 7) continue;
    ++sevens;
    ASSERT_EQ(o.delay, Duration::seconds(63 + 60));
  }
  EXPECT_GT(sevens, 20);
}

// On a slow line three round trips are longer than a second.
TEST(Loss, the_timer_follows_a_long_round_trip) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  int ones = 0;
  for (int i = 0; i < 1'000; ++i) {
    const LossOutcome o = draw_losses(Bytes(500), 0.1, Duration::seconds(2), random.uniform());
    if (o.lost_segments != 1) continue;
    ++ones;
    ASSERT_EQ(o.delay, Duration::seconds(6));
  }
  EXPECT_GT(ones, 20);
}

// Losses before n successes are negative binomial: mean n p / (1 - p), variance n p / (1 - p)^2.
// The bounds are five standard errors of the mean.
TEST(Loss, losses_of_many_segments_have_the_mean_and_spread_of_the_law) {
  for (const double ratio : {0.001, 0.01, 0.05, 0.3}) {
    for (const std::int64_t segments : {1, 2, 3, 20, 175}) {
      constexpr int kTransfers = 40'000;
      RandomStream random(4, 0, static_cast<std::uint32_t>(segments), Purpose::kTest);
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < kTransfers; ++i) {
        const double n = draw_losses(Bytes(1'500 * segments), ratio, kRoundTrip, random.uniform()).lost_segments;
        sum += n;
        squares += n * n;
      }
      const double n = static_cast<double>(segments);
      const double mean = n * ratio / (1 - ratio);
      const double variance = mean / (1 - ratio);
      const double measured = sum / kTransfers;
      EXPECT_NEAR(measured, mean, 5 * std::sqrt(variance / kTransfers)) << ratio << ", " << segments;
      EXPECT_NEAR(squares / kTransfers - measured * measured, variance, 0.1 * variance + 5e-4)
          << ratio << ", " << segments;
    }
  }
}

// A long transfer that loses one segment early repairs it in a round trip; the last three cannot.
TEST(Loss, a_loss_with_three_segments_behind_it_costs_one_round_trip) {
  RandomStream random(5, 0, 0, Purpose::kTest);
  int fast = 0;
  int slow = 0;
  for (int i = 0; i < 50'000; ++i) {
    const LossOutcome o = draw_losses(Bytes(30'000), 0.002, kRoundTrip, random.uniform());
    if (o.lost_segments != 1) continue;
    ASSERT_TRUE(o.delay == kRoundTrip || o.delay == Duration::seconds(1)) << o.delay.to_seconds();
    ++(o.delay == kRoundTrip ? fast : slow);
  }
  EXPECT_NEAR(static_cast<double>(slow) / (fast + slow), 3.0 / 20, 0.04);  // 3 of 20 segments
}

}  // namespace
}  // namespace picket::sim
