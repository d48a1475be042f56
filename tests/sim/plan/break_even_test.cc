#include "sim/plan/break_even.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

/// A price for each started `step` devices, and so much a device.
FleetCost stairs(double step, double usd_step, double usd_device, double base = 0) {
  return [=](double devices) { return std::optional(base + std::ceil(devices / step) * usd_step + usd_device * devices); };
}

std::vector<double> ends_of(double step, double most) {
  std::vector<double> out;
  for (double end = step; end <= most; end += step) out.push_back(end);
  return out;
}

TEST(BreakEvenOfCosts, is_where_a_dear_base_with_cheap_devices_pays) {
  const FleetCost cheap_devices = [](double n) { return std::optional(100 + 0.5 * n); };
  const FleetCost no_base = [](double n) { return std::optional(1.5 * n); };
  const std::vector<BreakEven> got = break_even(cheap_devices, no_base, {}, 10'000).at;
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].devices, 101);  // at 100 both cost 150
  EXPECT_TRUE(got[0].first_is_cheaper);
  EXPECT_FALSE(break_even(no_base, cheap_devices, {}, 10'000).at.at(0).first_is_cheaper);
}

TEST(BreakEvenOfCosts, is_none_where_one_is_always_cheaper) {
  EXPECT_TRUE(break_even(stairs(10, 1, 0), stairs(10, 2, 0), ends_of(10, 100), 100).at.empty());
  EXPECT_TRUE(break_even(stairs(10, 1, 0), stairs(10, 1, 0), ends_of(10, 100), 100).at.empty());
}

TEST(BreakEvenOfCosts, says_who_is_cheaper_also_where_the_last_size_costs_the_same) {
  const FleetCost flat = [](double) { return std::optional(100.0); };
  const FleetCost rising = [](double n) { return std::optional(n); };
  const BreakEvens got = break_even(rising, flat, {}, 100);
  EXPECT_TRUE(got.at.empty());
  EXPECT_EQ(got.first_is_cheaper, true);
  EXPECT_TRUE(got.equal_somewhere);
  EXPECT_EQ(got.up_to_devices, 100);
  EXPECT_FALSE(break_even(flat, flat, {}, 100).first_is_cheaper.has_value());
}

TEST(BreakEvenOfCosts, ends_where_one_cannot_be_served) {
  const FleetCost first = [](double n) { return n > 50 ? std::nullopt : std::optional(100.0); };
  const FleetCost second = [](double n) { return std::optional(2 * n); };
  const BreakEvens got = break_even(first, second, {50}, 1'000);
  EXPECT_TRUE(got.at.empty());
  EXPECT_EQ(got.up_to_devices, 50);
  EXPECT_EQ(got.first_is_cheaper, false);
  EXPECT_TRUE(got.equal_somewhere) << "50 devices cost 100 under both";
  const FleetCost longer = [](double n) { return n > 70 ? std::nullopt : std::optional(100.0); };
  ASSERT_EQ(break_even(longer, second, {70}, 1'000).at.size(), 1U);
  EXPECT_EQ(break_even(longer, second, {70}, 1'000).up_to_devices, 70);
}

// Every fleet size in turn.
TEST(BreakEvenOfCosts, equals_trying_every_size) {
  RandomStream random(6, 0, 0, Purpose::kTest);
  for (int i = 0; i < 200; ++i) {
    const double step_a = 20 + random.below(200);
    const double step_b = 20 + random.below(200);
    const FleetCost a = stairs(step_a, 1 + random.below(30), 0.01 * random.below(30), random.below(20));
    const FleetCost b = stairs(step_b, 1 + random.below(30), 0.01 * random.below(30), random.below(20));
    constexpr double kMost = 1'500;
    std::vector<double> breaks = ends_of(step_a, kMost);
    for (const double end : ends_of(step_b, kMost)) breaks.push_back(end);
    std::vector<BreakEven> want;
    int standing = 0;
    for (double n = 1; n <= kMost; n += 1) {
      const double difference = a(n).value() - b(n).value();
      const int sign = std::abs(difference) < 0.005 ? 0 : difference < 0 ? -1 : 1;
      if (sign != 0 && standing != 0 && sign != standing) want.push_back({n, sign < 0});
      if (sign != 0) standing = sign;
    }
    const std::vector<BreakEven> got = break_even(a, b, breaks, kMost).at;
    ASSERT_EQ(got.size(), want.size()) << "seed 6, case " << i;
    for (std::size_t k = 0; k < want.size(); ++k) {
      EXPECT_EQ(got[k].devices, want[k].devices) << "seed 6, case " << i;
      EXPECT_EQ(got[k].first_is_cheaper, want[k].first_is_cheaper) << "seed 6, case " << i;
    }
  }
}

}  // namespace
}  // namespace picket::sim
