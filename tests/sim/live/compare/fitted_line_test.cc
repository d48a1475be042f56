#include "sim/live/compare/fitted_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/scenario/load.h"
#include "tests/sim/live/compare/made_fleet.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

constexpr LineCount kLossyLine{10, 1'000'000, 100'000, 4'000, 4'000, 3'000, 30};

TEST(FittedLine, covers_the_truth_that_delays_were_drawn_from_as_often_as_it_says) {
  // Of 200 intervals of 95 % about 190 cover; below 180 or with all of 200 they would be other ones (binomial, p < 0.002).
  int median = 0;
  int sigma = 0;
  constexpr int kSamples = 200;
  for (int seed = 1; seed <= kSamples; ++seed) {
    const auto line = fit_line(test::drawn_summary(0.042, 0.6, 60, static_cast<std::uint64_t>(seed)), true, kLossyLine);
    ASSERT_TRUE(line);
    median += line->median.contains(0.042) ? 1 : 0;
    sigma += line->sigma_interval.contains(0.6) ? 1 : 0;
  }
  EXPECT_GE(median, 180);
  EXPECT_LT(median, kSamples);
  EXPECT_GE(sigma, 180);
  EXPECT_LT(sigma, kSamples);
}

TEST(FittedLine, loss_is_the_share_of_segments_that_were_sent_again) {
  const FittedLine line = fit_line(test::drawn_summary(0.042, 0.6, 600, 1), true, kLossyLine).value();
  EXPECT_DOUBLE_EQ(line.loss_ratio.value(), 0.01);
  // Wilson's interval of 30 in 3,000, by hand: (p + z^2/2n -+ z sqrt(p q / n + z^2 / 4n^2)) / (1 + z^2 / n).
  EXPECT_NEAR(line.loss.low, 0.00702, 2e-5);
  EXPECT_NEAR(line.loss.high, 0.01424, 2e-5);
  EXPECT_FALSE(fit_line(test::drawn_summary(0.042, 0.6, 600, 1), false, {}).value().loss_ratio);
}

TEST(FittedLine, delays_that_resemble_the_one_before_count_as_fewer) {
  DelaySummary delays = test::drawn_summary(0.042, 0.6, 900, 1);
  delays.lag_one_log = 0;
  const FittedLine alone = fit_line(delays, false, {}).value();
  EXPECT_DOUBLE_EQ(alone.effective, 900);
  delays.lag_one_log = 0.8;
  const FittedLine alike = fit_line(delays, false, {}).value();
  EXPECT_NEAR(alike.effective, 100, 1e-9) << "900 (1 - 0.8) / (1 + 0.8)";
  EXPECT_NEAR(alike.effective_sigma, 900 * (1 - 0.64) / (1 + 0.64), 1e-9);
  EXPECT_GT(alike.median.half_width(), 2.9 * alone.median.half_width());
  delays.lag_one_log = -0.8;
  EXPECT_DOUBLE_EQ(fit_line(delays, false, {}).value().effective, 900) << "never more than there are";
  delays.lag_one_log = 0.999;
  EXPECT_FALSE(fit_line(delays, false, {})) << "less than five are left";
}

TEST(FittedLine, too_few_messages_give_no_fit) {
  EXPECT_FALSE(fit_line(test::drawn_summary(0.042, 0.6, kLeastFittedMessages - 1, 1), true, kLossyLine));
  EXPECT_FALSE(fit_line({}, false, {}));
}

TEST(FittedLine, says_when_delays_are_not_lognormal) {
  EXPECT_TRUE(fit_line(test::drawn_summary(0.042, 0.6, 5'000, 1), false, {}).value().fits());
  // One in fifty waits ten times as long: the logarithms' spread hardly tells, the 99th percentile does.
  DelayRecord record;
  for (int i = 0; i < 1'000; ++i) record.add(Duration::milliseconds(i % 50 == 0 ? 400 : 40 + i % 3));
  EXPECT_FALSE(fit_line(record.summary(), false, {}).value().fits());
}

constexpr const char* kIncludes = R"(
include: [here.yaml]
name: includes
title: A fitted line
seed: 1
replications: 1
warm_up: 10 min
duration: 1 h
policies:
  - {use: g2_linux}
fleet:
  - {device_class: kiosk, count: 3, sites: 1, access: {here: 1}}
hubs:
  - {name: hub}
client: c_sdk
prices: us_2026_11
)";

TEST(FittedLine, the_profile_is_a_line_that_a_scenario_includes) {
  const TemporaryFolder folder;
  const FittedLine line = fit_line(test::drawn_summary(0.042, 0.6, 3'000, 1), true, kLossyLine).value();
  const LineProfile profile{"here", "live/x/live_fleet.json", BitRate{20e6}, "ethernet", 1'000};
  std::ofstream(folder.file("here.yaml")) << line_profile_yaml(line, profile);
  std::ofstream(folder.file("scenario.yaml")) << kIncludes;
  Diagnostics diagnostics;
  const LoadResult loaded = load_scenario(folder.file("scenario.yaml"), {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text() << line_profile_yaml(line, profile);
  const AccessNetwork& read = loaded.scenario->networks.at("here");
  EXPECT_EQ(read.round_trip_time.kind, Distribution::Kind::kLognormal);
  EXPECT_NEAR(read.round_trip_time.a, line.median_seconds, 1e-6);
  EXPECT_NEAR(read.round_trip_time.b, line.sigma, 1e-6);
  EXPECT_TRUE(line.median.contains(read.round_trip_time.a) && line.median.contains(0.042)) << "the truth and what is written";
  EXPECT_NEAR(read.loss_ratio, 0.01, 1e-9);
  EXPECT_DOUBLE_EQ(read.uplink_bandwidth.bits_per_second, 20e6);
}

TEST(FittedLine, the_bandwidth_is_raised_where_a_message_is_long) {
  const FittedLine line = fit_line(test::drawn_summary(0.01, 0.2, 300, 1), false, {}).value();
  // 25,000 bytes take 20 ms at 10 Mbit/s, and the round trip of 10 ms has the message's own time in it: at 1 Gbit/s they take 0.2 ms.
  const std::string text = line_profile_yaml(line, {"here", "x", BitRate{10e6}, "ethernet", 25'000});
  EXPECT_NE(text.find("and raised"), std::string::npos) << text;
  EXPECT_EQ(text.find("uplink_bandwidth: 10 Mbit/s"), std::string::npos) << text;
  EXPECT_NE(line_profile_yaml(line, {"here", "x", BitRate{10e6}, "ethernet", 100}).find("uplink_bandwidth: 10 Mbit/s"), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
