// Vector of R 4.2.2: poisson.test(7, 100).
#include "sim/statistics/event_rate.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

TEST(EventRate, poisson_interval_agrees_with_r) {
  const Interval interval = poisson_rate(7, 100);
  EXPECT_NEAR(interval.low, 0.02814363, 5e-9);
  EXPECT_NEAR(interval.high, 0.14422675, 5e-9);
}

TEST(EventRate, no_event_still_has_an_upper_bound) {
  EXPECT_EQ(poisson_rate(0, 10).low, 0);
  EXPECT_NEAR(poisson_rate(0, 10, 0.9).high, 0.29957, 1e-5);
}

TEST(EventRate, replications_without_events_get_the_poisson_interval) {
  const IntervalEstimate rate = replicated_rate(std::vector<RateCount>(10, RateCount{0, 5}));
  EXPECT_EQ(rate.value, 0);
  EXPECT_EQ(rate.interval->low, 0);
  EXPECT_NEAR(rate.interval->high, poisson_rate(0, 50).high, 1e-15);
}

TEST(EventRate, gives_no_interval_below_five_replications) {
  EXPECT_FALSE(replicated_rate(std::vector<RateCount>(4, RateCount{1, 5})).interval);
}

TEST(EventRate, dispersion_tells_bursts_from_a_poisson_process) {
  EXPECT_NEAR(dispersion(std::vector<RateCount>{{0, 1}, {10, 1}}), 10, 1e-12);  // variance 50, mean 5
  EXPECT_EQ(dispersion(std::vector<RateCount>{{0, 1}, {0, 1}}), 1);
}

// Bursty alarms: negative binomial with mean 5 and k = 1, variance 30. The Poisson interval of the
// totals is sqrt(6) times too narrow and covers about 58 %.
TEST(EventRate, replications_cover_the_truth_of_bursts_where_poisson_does_not) {
  int covered = 0;
  int poisson_covered = 0;
  for (std::uint32_t sample = 0; sample < 2000; ++sample) {
    RandomStream random(20250105, sample, 0, Purpose::kTest);
    std::vector<RateCount> counts(20);
    std::uint64_t total = 0;
    for (RateCount& count : counts) {
      count = {random.negative_binomial(5, 1), 10};
      total += count.events;
    }
    covered += replicated_rate(counts).interval->contains(0.5) ? 1 : 0;
    poisson_covered += poisson_rate(total, 200).contains(0.5) ? 1 : 0;
  }
  EXPECT_GT(covered / 2000.0, 0.90) << "seed 20250105";
  EXPECT_LT(covered / 2000.0, 0.97) << "seed 20250105";
  EXPECT_NEAR(poisson_covered / 2000.0, 0.58, 0.05) << "seed 20250105";
}

}  // namespace
}  // namespace picket::sim
