#include "sim/network/latency.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace picket::sim {
namespace {

TEST(Latency, one_way_is_half_of_a_round_trip) {
  AccessNetwork network;
  network.round_trip_time = Distribution::constant(0.05);
  RandomStream random(1, 0, 0, Purpose::kTest);
  EXPECT_EQ(draw_round_trip(network, random), Duration::milliseconds(50));
  EXPECT_EQ(draw_one_way_delay(network, random), Duration::milliseconds(25));
}

TEST(Latency, a_round_trip_is_never_zero) {
  AccessNetwork network;
  network.round_trip_time = Distribution::constant(0);
  RandomStream random(1, 0, 0, Purpose::kTest);
  EXPECT_EQ(draw_round_trip(network, random), Duration::microseconds(1));
}

// 50 ms at the median and 300 ms at the 99th percentile, with sigma = ln(6) / 2.326 = 0.77.
TEST(Latency, draws_have_the_published_median_and_tail) {
  AccessNetwork network;
  network.round_trip_time = {Distribution::Kind::kLognormal, 0.05, 0.77};
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::vector<double> draws;
  for (int i = 0; i < 100'000; ++i) draws.push_back(draw_round_trip(network, random).to_seconds());
  std::sort(draws.begin(), draws.end());
  EXPECT_NEAR(draws[50'000], 0.050, 0.001);
  EXPECT_NEAR(draws[99'000], 0.300, 0.015);
}

TEST(Latency, a_radio_wakes_up_only_after_silence) {
  AccessNetwork network;
  network.wake_up = Duration::seconds(2);
  EXPECT_EQ(wake_up_delay(network, Duration::seconds(10)), Duration());
  EXPECT_EQ(wake_up_delay(network, Duration::seconds(11)), Duration::seconds(2));
  network.radio_hold = Duration::seconds(20);
  EXPECT_EQ(wake_up_delay(network, Duration::seconds(11)), Duration());
}

// 7,500 bytes are 60,000 bits.
TEST(Latency, the_air_interface_takes_bits_over_its_speed) {
  AccessNetwork network;
  EXPECT_EQ(air_time(network, Bytes(7'500)), Duration());
  network.device_bandwidth = BitRate{60e3};
  EXPECT_EQ(air_time(network, Bytes(7'500)), Duration::seconds(1));
}

}  // namespace
}  // namespace picket::sim
