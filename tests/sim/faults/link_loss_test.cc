#include "sim/faults/link_loss.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

using test::kFaultStart;
constexpr Time kEnd = kFaultStart + Duration::hours(24);

TEST(LinkLoss, is_one_from_the_start_on_without_a_gap) {
  Fault fault;
  fault.duration = Distribution::constant(900);
  const std::vector<Outage> losses = link_losses(fault, kFaultStart, kEnd, KeyedDraws(1));
  EXPECT_EQ(losses, (std::vector<Outage>{{kFaultStart, kFaultStart + Duration::minutes(15)}}));
}

// Up 100 s, down 20 s, over and over: the n-th begins at 100 + 120 n, 720 of them in a day of 86,400 s.
TEST(LinkLoss, comes_again_after_each_gap) {
  Fault fault;
  fault.duration = Distribution::constant(20);
  fault.gap = Distribution::constant(100);
  const std::vector<Outage> losses = link_losses(fault, kFaultStart, kEnd, KeyedDraws(1));
  ASSERT_EQ(losses.size(), 720U);
  for (std::size_t n = 0; n < losses.size(); ++n) {
    EXPECT_EQ(losses[n].start, kFaultStart + Duration::seconds(100 + 120 * static_cast<std::int64_t>(n)));
    EXPECT_EQ(losses[n].end - losses[n].start, Duration::seconds(20));
  }
}

TEST(LinkLoss, is_bounded_in_number_and_by_the_end) {
  Fault fault;
  fault.duration = Distribution::constant(1);
  fault.gap = Distribution::constant(1);
  EXPECT_EQ(link_losses(fault, kFaultStart, kEnd, KeyedDraws(1)).size(), kMostLosses);
  fault.gap.reset();
  fault.duration = Distribution::constant(1e9);
  EXPECT_EQ(link_losses(fault, kFaultStart, kEnd, KeyedDraws(1)).at(0).end, kEnd);
}

// The catalogue's median: of 999 sites half are back within 30 minutes, give or take three deviations (47).
TEST(LinkLoss, lasts_half_an_hour_in_the_median) {
  const Fault fault;
  int within = 0;
  for (std::uint64_t site = 0; site < 999; ++site) {
    const std::vector<Outage> losses = link_losses(fault, kFaultStart, kFaultStart + Duration::days(4), KeyedDraws(key_of(5, site)));
    within += losses.at(0).end - losses.at(0).start <= Duration::minutes(30) ? 1 : 0;
  }
  EXPECT_NEAR(within, 500, 47);
}

}  // namespace
}  // namespace picket::sim
