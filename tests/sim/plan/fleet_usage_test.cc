#include "sim/plan/fleet_usage.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

/// Runs whose devices send `per_device` messages a day in replication r.
StratumRuns runs_of(const std::string& name, double devices, double sampled, const std::vector<double>& per_device, std::vector<double> bytes = {}) {
  StratumRuns out;
  out.name = name;
  out.devices = devices;
  out.sampled = sampled;
  for (const double value : per_device) {
    Usage usage;
    usage.devices = sampled;
    usage.messages_per_day = value * sampled;
    usage.blocks_per_day = 2 * value * sampled;
    usage.connects_per_day = 24 * sampled;
    out.usage.push_back(usage);
    out.hub_bytes.push_back(bytes);
  }
  out.step_seconds = 6 * 3'600;
  return out;
}

const UsageEstimate& estimate_named(const FleetUsage& usage, std::string_view name) {
  for (const UsageEstimate& one : usage.estimates) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no such quantity");
}

TEST(FleetUsageOfStrata, stands_for_every_device_of_each_stratum) {
  const FleetUsage got = fleet_usage(std::vector<StratumRuns>{runs_of("kiosk", 50'000, 100, {9, 10, 11, 10, 10}), runs_of("medical", 30, 30, {2, 2, 2, 2, 2})});
  EXPECT_DOUBLE_EQ(got.mean.devices, 50'030);
  EXPECT_DOUBLE_EQ(got.mean.messages_per_day, 500'060);
  ASSERT_EQ(got.replications.size(), 5U);
  EXPECT_DOUBLE_EQ(got.replications[0].messages_per_day, 450'060);
  EXPECT_DOUBLE_EQ(got.replications[2].blocks_per_day, 1'100'120);
  const StratifiedTotal& messages = estimate_named(got, "messages_per_day").total;
  ASSERT_TRUE(messages.total.interval);
  EXPECT_NEAR(messages.total.interval->half_width(), 2.7764451 * std::sqrt(0.5 / 5) * 50'000, 1);
  EXPECT_EQ(messages.variance_share, (std::vector<double>{1, 0}));
  const StratifiedTotal& devices = estimate_named(got, "devices").total;
  EXPECT_EQ(devices.total.interval.value().half_width(), 0);
}

// Two days of four steps: 1 4 2 1 and 1 6 0 1, sixteen together; the busiest step has three times the mean.
TEST(FleetUsageOfStrata, keeps_the_shape_of_the_days) {
  const FleetUsage got = fleet_usage(std::vector<StratumRuns>{runs_of("kiosk", 10, 10, {5, 5}, {100, 400, 200, 100, 100, 600, 0, 100})});
  ASSERT_EQ(got.shape.steps.size(), 8U);
  EXPECT_DOUBLE_EQ(got.shape.busiest_step(), 3);
  EXPECT_EQ(got.shape.days, (std::vector<double>{1, 1}));
  EXPECT_DOUBLE_EQ(got.mean.messages_busiest_second, 50 / 86'400.0 * 3);
  EXPECT_DOUBLE_EQ(got.mean.connects_busiest_second, 240 / 86'400.0 * 3);
  EXPECT_DOUBLE_EQ(got.mean.blocks_busiest_day, 100);
}

// From noon on: half a day, two days of which the second is three times as busy, and half a day.
TEST(FleetUsageOfStrata, has_the_days_of_the_quota_whenever_the_simulated_time_begins) {
  StratumRuns runs = runs_of("kiosk", 10, 10, {5}, {900, 900, 100, 100, 100, 100, 300, 300, 300, 300, 900, 900});
  runs.begin_second_of_day = 12 * 3'600;
  const FleetUsage got = fleet_usage(std::vector<StratumRuns>{runs});
  ASSERT_EQ(got.shape.days.size(), 2U);
  EXPECT_DOUBLE_EQ(got.shape.days[0], 0.5);
  EXPECT_DOUBLE_EQ(got.shape.days[1], 1.5);
  EXPECT_DOUBLE_EQ(got.mean.blocks_busiest_day, 150);
}

TEST(FleetUsageOfStrata, extrapolates_every_quantity_of_usage) {
  StratumRuns runs = runs_of("kiosk", 1'000, 10, {1, 1, 1, 1, 1}, {1});
  for (Usage& usage : runs.usage) {
    for (const UsageQuantity& quantity : kUsageQuantities) usage.*quantity.value = 2;
  }
  const FleetUsage got = fleet_usage(std::vector<StratumRuns>{runs});
  ASSERT_EQ(got.estimates.size(), kUsageQuantities.size());
  for (const UsageQuantity& quantity : kUsageQuantities) {
    EXPECT_DOUBLE_EQ(got.mean.*quantity.value, 200) << quantity.name;
    EXPECT_DOUBLE_EQ(got.replications[4].*quantity.value, 200) << quantity.name;
    EXPECT_DOUBLE_EQ(estimate_named(got, quantity.name).total.total.value, 200) << quantity.name;
  }
}

TEST(FleetUsageOfStrata, weighs_the_shapes_of_strata_by_what_they_stand_for) {
  // 1,000 devices by 10 that are busy in the first half, ten by ten in the second: 100 times 2 against 2 each.
  const FleetUsage got = fleet_usage(std::vector<StratumRuns>{runs_of("a", 1'000, 10, {1}, {2, 0}), runs_of("b", 10, 10, {1}, {0, 2})});
  EXPECT_DOUBLE_EQ(got.shape.steps[0], 2 * 200 / 202.0);
  EXPECT_TRUE(got.shape.days.empty());
  EXPECT_EQ(got.shape.busiest_day(), 1);
}

TEST(FleetUsageOfStrata, is_even_where_nothing_was_sent) {
  const FleetUsage got = fleet_usage(std::vector<StratumRuns>{runs_of("a", 100, 10, {0, 0}, {0, 0, 0, 0})});
  EXPECT_TRUE(got.shape.steps.empty());
  EXPECT_EQ(got.shape.busiest_step(), 1);
  EXPECT_EQ(got.mean.messages_busiest_second, 0);
}

// A made fleet of 30,000 devices in three classes whose true total is known; of each class fifty devices are drawn in each of ten
// replications. 300 fleets: the standard error of 0.95 is 0.0126, tolerance three of them and half a point for the approximation.
TEST(FleetUsageOfStrata, covers_the_whole_fleets_total_as_often_as_it_says) {
  const double counts[] = {20'000, 9'000, 1'000};
  const double means[] = {10, 40, 300};
  double truth = 0;
  for (int h = 0; h < 3; ++h) truth += counts[h] * means[h];
  int covered = 0;
  for (std::uint32_t fleet = 0; fleet < 300; ++fleet) {
    RandomStream random(31, fleet, 0, Purpose::kTest);
    std::vector<StratumRuns> strata;
    for (int h = 0; h < 3; ++h) {
      std::vector<double> per_device;
      for (int r = 0; r < 10; ++r) {
        double sum = 0;
        // A lognormal of sigma 0.5 has a mean of its median times exp(0.125).
        for (int d = 0; d < 50; ++d) sum += random.lognormal(means[h] * std::exp(-0.125), 0.5);
        per_device.push_back(sum / 50);
      }
      strata.push_back(runs_of("stratum", counts[h], 50, per_device));
    }
    const FleetUsage got = fleet_usage(strata);
    covered += estimate_named(got, "messages_per_day").total.total.interval.value().contains(truth) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 300.0, 0.95, 0.043) << "seed 31";
}

// A made group of 20,000 devices of which three quarters cost nothing by volume and a quarter 40 a day each. Known shares are no
// chance: by kind of line the interval holds the truth as often as it says and is a fraction of that of lines drawn by site.
TEST(FleetUsageOfStrata, knows_more_of_strata_by_line_than_of_lines_that_are_drawn) {
  const double truth = 5'000 * 40;
  int covered = 0;
  double by_line_width = 0;
  double drawn_width = 0;
  for (std::uint32_t fleet = 0; fleet < 300; ++fleet) {
    RandomStream random(32, fleet, 0, Purpose::kTest);
    const auto use_of = [&random](int devices) {
      double sum = 0;
      for (int d = 0; d < devices; ++d) sum += random.lognormal(40 * std::exp(-0.125), 0.5);
      return sum;
    };
    std::vector<double> metered;
    std::vector<double> drawn;
    for (int r = 0; r < 10; ++r) {
      metered.push_back(use_of(50) / 50);
      double sum = 0;
      for (int site = 0; site < 20; ++site) sum += random.chance(0.25) ? use_of(5) : 0;
      drawn.push_back(sum / 100);
    }
    const std::vector<double> none(10, 0.0);
    const FleetUsage by_line = fleet_usage(std::vector<StratumRuns>{runs_of("on ethernet", 15'000, 50, none), runs_of("on lte", 5'000, 50, metered)});
    const Interval interval = estimate_named(by_line, "messages_per_day").total.total.interval.value();
    covered += interval.contains(truth) ? 1 : 0;
    by_line_width += interval.half_width();
    drawn_width += estimate_named(fleet_usage(std::vector<StratumRuns>{runs_of("all", 20'000, 100, drawn)}), "messages_per_day").total.total.interval.value().half_width();
  }
  EXPECT_NEAR(covered / 300.0, 0.95, 0.043) << "seed 32";
  EXPECT_LT(by_line_width, 0.25 * drawn_width);
}

}  // namespace
}  // namespace picket::sim
