#include "sim/statistics/interval_estimate.h"

#include <gtest/gtest.h>

#include <vector>

#include "sim/statistics/mean_interval.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(IntervalEstimate, is_cut_to_where_the_truth_can_lie) {
  const IntervalEstimate wide{0.95, Interval{-0.1, 1.03}, 7};
  const IntervalEstimate cut = cut_to(Interval{0, 1}, wide);
  EXPECT_EQ(cut.interval->low, 0);
  EXPECT_EQ(cut.interval->high, 1);
  EXPECT_EQ(cut.value, 0.95);
  EXPECT_EQ(cut.n, 7U);
  EXPECT_EQ(cut_to(kShareDifferences, wide).interval->low, -0.1);
  EXPECT_FALSE(cut_to(Interval{0, 1}, {0.5, {}, 2}).interval);
}

// Shares near 1, whose intervals reach beyond it in most samples: what is cut off costs no coverage.
TEST(IntervalEstimate, covers_as_often_when_cut) {
  constexpr std::uint32_t kSamples = 1000;
  std::uint32_t plain = 0;
  std::uint32_t beyond = 0;
  const double cut = simulated_share(20261237, kSamples, [&](RandomStream& random) {
    std::vector<double> shares;
    for (int r = 0; r < 6; ++r) shares.push_back(random.uniform(0.8, 1));
    const IntervalEstimate estimate = mean_interval(shares);
    plain += estimate.interval->contains(0.9) ? 1 : 0;
    const IntervalEstimate clipped = cut_to(Interval{0, 1}, estimate);
    beyond += clipped.interval->high < estimate.interval->high ? 1 : 0;
    return clipped.interval->contains(0.9);
  });
  EXPECT_EQ(cut, static_cast<double>(plain) / kSamples) << "seed 20261237";
  EXPECT_GT(beyond, 0U) << "seed 20261237";
}

}  // namespace
}  // namespace picket::sim
