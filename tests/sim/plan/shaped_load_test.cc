// A rate of 100 a second, a bucket of 90 s and a queue of 60 s of it: 9,000 and 6,000 messages.
#include "sim/plan/shaped_load.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/hub/throttle.h"

namespace picket::sim {
namespace {

constexpr double kMinute = 60;

ShapedLoad shaped(const std::vector<double>& per_second, double rate, double quantile = 0.99, const ThrottleDepths& shaping = {}) {
  return shape_load({per_second, kMinute}, rate, shaping, quantile);
}

TEST(ShapeLoad, lets_pass_what_is_below_the_rate) {
  const ShapedLoad got = shaped({99, 10, 0, 50}, 100);
  EXPECT_EQ(got.refused_share, 0);
  EXPECT_EQ(got.delay_seconds_quantile, 0);
}

// 200/s against 100/s: the bucket lasts 90 s; in the third half minute the queue fills by 100/s.
TEST(ShapeLoad, takes_a_burst_from_the_bucket_first) {
  EXPECT_EQ(shaped({200, 0, 0, 0}, 100).delay_seconds_quantile, 0);
  // Two minutes: 3,000 of 24,000 messages wait, the last one 30 s. The longest hundredth waits beyond 30 s * (1 - 240 / 6,000): in
  // these thirty seconds 6,000 come, and 240 of them are the last hundredth of all.
  const ShapedLoad two = shaped({200, 200, 0, 0, 0, 0}, 100);
  EXPECT_EQ(two.refused_share, 0);
  EXPECT_NEAR(two.delay_seconds_quantile, 30 * (1 - 240.0 / 6'000), 1e-6);
}

// Three minutes of 200/s: after 150 s bucket and queue are full, and of the last 6,000 messages half are refused.
TEST(ShapeLoad, refuses_what_neither_bucket_nor_queue_hold) {
  const ShapedLoad got = shaped({200, 200, 200, 0, 0, 0, 0}, 100);
  EXPECT_NEAR(got.refused_share, 3'000.0 / 36'000, 1e-12);
  EXPECT_NEAR(got.delay_seconds_quantile, 60, 1e-6);
}

TEST(ShapeLoad, refuses_half_of_twice_the_rate_for_ever) {
  const ShapedLoad got = shaped({200, 200}, 100, 0.5);
  EXPECT_NEAR(got.refused_share, 0.5, 1e-12);
  EXPECT_NEAR(got.delay_seconds_quantile, 60, 1e-6);
}

// A night that is too short to empty the queue: the second day finds it as the first left it.
TEST(ShapeLoad, carries_over_what_a_period_leaves) {
  const std::vector<double> demand{150, 150, 150, 150, 60};
  const ShapedLoad once = shape_load({demand, kMinute}, 150.0 * 4 / 5 + 60.0 / 5, {}, 0.5);  // the mean: never emptied
  EXPECT_EQ(once.refused_share, 0);
  const ShapedLoad less = shape_load({demand, kMinute}, 125, {}, 0.5);
  EXPECT_NEAR(less.refused_share, (4 * 150.0 + 60 - 5 * 125) / (4 * 150.0 + 60), 1e-9);
}

TEST(ShapeLoad, holds_with_no_bucket_and_with_no_queue) {
  EXPECT_NEAR(shaped({200, 0}, 100, 0.99, {0, 0, 60}).refused_share, 0.5, 1e-12);
  EXPECT_NEAR(shaped({200, 0}, 100, 0.99, {0, 60, 30}).refused_share, (100 * 60 - 3'000) / 12'000.0, 1e-12);
}

struct Counted {
  double refused_share = 0;
  double delay = 0;
};

/// The hub's own throttle, message by message, over the last of a few periods.
Counted counted(const std::vector<double>& per_second, double step, std::int64_t rate, const ThrottleDepths& shaping, double quantile) {
  Throttle throttle(RateLimit::per_second(rate), shaping.burst_seconds, shaping.queue_seconds, shaping.wait_seconds);
  constexpr int kPeriods = 6;
  std::vector<double> waits;
  double came = 0;
  double refused = 0;
  for (int period = 0; period < kPeriods; ++period) {
    for (std::size_t s = 0; s < per_second.size(); ++s) {
      const double begin = (period * static_cast<double>(per_second.size()) + static_cast<double>(s)) * step;
      const double n = per_second[s] * step;
      for (double i = 0.5; i < n; i += 1) {
        const Throttle::Answer answer = throttle.request(Time::from_unix_microseconds(static_cast<std::int64_t>(1e6 * (begin + i / n * step))));
        if (period + 1 < kPeriods) continue;
        came += 1;
        if (answer.outcome == Throttle::Outcome::kAdmitted) {
          waits.push_back(answer.wait.to_seconds());
        } else {
          refused += 1;
        }
      }
    }
  }
  std::sort(waits.begin(), waits.end());
  return {refused / came, waits.empty() ? 0 : waits[static_cast<std::size_t>(quantile * static_cast<double>(waits.size() - 1))]};
}

// The fluid against the throttle itself: at 60 messages a second and more, one message is less than a thousandth of what counts.
TEST(ShapeLoad, agrees_with_the_hubs_throttle_message_by_message) {
  RandomStream random(7, 0, 0, Purpose::kTest);
  for (int i = 0; i < 40; ++i) {
    std::vector<double> demand(6);
    for (double& d : demand) d = 300 * random.uniform() * random.uniform();
    const ThrottleDepths shaping{30 * random.uniform() + 1, 40 * random.uniform(), 40 * random.uniform()};
    const auto rate = static_cast<std::int64_t>(60 + 60 * random.uniform());
    const ShapedLoad fluid = shape_load({demand, 20}, static_cast<double>(rate), shaping, 0.9);
    const Counted truth = counted(demand, 20, rate, shaping, 0.9);
    EXPECT_NEAR(fluid.refused_share, truth.refused_share, 0.002) << "seed 7, case " << i;
    EXPECT_NEAR(fluid.delay_seconds_quantile, truth.delay, 0.25) << "seed 7, case " << i;
  }
}

TEST(RequiredRate, is_the_least_that_keeps_to_the_goals) {
  RandomStream random(8, 0, 0, Purpose::kTest);
  for (int i = 0; i < 200; ++i) {
    std::vector<double> demand(12);
    for (double& d : demand) d = 1'000 * random.uniform() * random.uniform();
    const DemandProfile profile{demand, 300};
    const DelayGoals goals{0.05 * random.uniform(), 30 * random.uniform(), 0.9 + 0.099 * random.uniform()};
    const double rate = required_rate(profile, {}, goals);
    const auto keeps = [&](double r) {
      const ShapedLoad got = shape_load(profile, r, {}, goals.delay_quantile);
      return got.refused_share <= goals.max_refused && got.delay_seconds_quantile <= goals.max_delay_seconds + 1e-9;
    };
    EXPECT_TRUE(keeps(rate)) << "seed 8, case " << i;
    EXPECT_FALSE(keeps(rate * 0.999)) << "seed 8, case " << i;
  }
}

TEST(RequiredRate, grows_in_proportion_to_the_demand) {
  const std::vector<double> demand{5, 80, 40, 10};
  std::vector<double> more;
  for (const double d : demand) more.push_back(37 * d);
  const double one = required_rate({demand, 600}, {}, {});
  EXPECT_NEAR(required_rate({more, 600}, {}, {}), 37 * one, 37 * one * 1e-8);
}

TEST(RequiredRate, of_an_even_demand_is_the_demand_and_of_none_is_none) {
  EXPECT_NEAR(required_rate({std::vector<double>(24, 42.0), 3'600}, {}, {0, 0, 0.99}), 42, 1e-6);
  EXPECT_EQ(required_rate({std::vector<double>(24, 0.0), 3'600}, {}, {}), 0);
  EXPECT_EQ(required_rate({{}, 3'600}, {}, {}), 0);
}

}  // namespace
}  // namespace picket::sim
