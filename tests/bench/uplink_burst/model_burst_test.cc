// The model's side of the comparison with ns-3, against closed formulas: n messages of S bytes on an uplink of C bytes/s.
// In line the k-th is there at k S / C + half a round trip; sharing equally, all are at n S / C + half a round trip.

#include "tests/bench/uplink_burst/model_burst.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "sim/network/tls_tcp.h"

namespace picket::sim {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::SizeIs;

constexpr double kMicrosecond = 1e-6;  // the kernel tells ends at whole ones

/// `n` devices with a message of 1,250 bytes at one instant: a millisecond each on 10 Mbit/s.
UplinkBurst burst_at_once(std::size_t n) {
  UplinkBurst burst;
  burst.starts.assign(n, 0);
  burst.message_line_bytes = 1'250;
  burst.opening_line_bytes = 2'500;
  return burst;
}

class ModelBursts : public ::testing::TestWithParam<Backend> {
 protected:
  std::vector<double> completions(const UplinkBurst& burst, Sharing sharing = Sharing::kFifo) const {
    return in_child_process([&] { return model_completion_seconds(burst, GetParam(), sharing); });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ModelBursts, ::testing::Values(Backend::kS4u, Backend::kFast),
                         [](const auto& each) { return each.param == Backend::kS4u ? "s4u" : "fast"; });

TEST_P(ModelBursts, in_line_the_kth_message_ends_after_k_messages_and_half_a_round_trip) {
  const std::vector<double> seconds = completions(burst_at_once(50));
  ASSERT_THAT(seconds, SizeIs(50));
  for (std::size_t k = 1; k <= seconds.size(); ++k) {
    EXPECT_NEAR(seconds[k - 1], 0.001 * static_cast<double>(k) + 0.015, kMicrosecond) << k;
  }
}

TEST_P(ModelBursts, sharing_equally_all_messages_end_with_the_last) {
  const std::vector<double> seconds = completions(burst_at_once(50), Sharing::kFair);
  ASSERT_THAT(seconds, SizeIs(50));
  EXPECT_THAT(seconds, Each(DoubleNear(0.050 + 0.015, kMicrosecond)));
}

// 2 ms of the opening's bytes, four round trips of 30 ms, a millisecond of the message and half a round trip.
TEST_P(ModelBursts, a_connection_of_its_own_takes_its_bytes_and_round_trips) {
  UplinkBurst burst = burst_at_once(1);
  burst.connected_before = false;
  EXPECT_THAT(completions(burst), Each(DoubleNear(0.002 + 0.120 + 0.001 + 0.015, kMicrosecond)));
}

TEST_P(ModelBursts, lines_do_not_touch_each_other) {
  UplinkBurst burst = burst_at_once(20);
  burst.lines = 20;
  EXPECT_THAT(completions(burst), Each(DoubleNear(0.016, kMicrosecond)));
}

// Counted from each device's own start: a message every 2 ms finds the line free.
TEST_P(ModelBursts, times_count_from_the_start_of_each_device) {
  UplinkBurst burst = burst_at_once(20);
  for (std::size_t i = 0; i < burst.starts.size(); ++i) burst.starts[i] = 0.002 * static_cast<double>(i);
  EXPECT_THAT(completions(burst), Each(DoubleNear(0.016, kMicrosecond)));
}

// A message of one segment that is lost waits for the timer: a second, or what is least.
TEST_P(ModelBursts, a_lost_message_waits_for_the_least_timeout) {
  BurstSetting setting{.loss_ratio = 0.2};
  const auto lost = [&](double least) {
    setting.least_timeout_seconds = least;
    std::vector<double> late = completions(make_burst(setting, 1, 1));
    late.erase(std::remove_if(late.begin(), late.end(), [](double s) { return s < 0.1; }), late.end());
    return late;
  };
  const std::vector<double> after_a_second = lost(1.0);
  const std::vector<double> as_linux = lost(0.2);
  EXPECT_THAT(after_a_second.size(), ::testing::AllOf(::testing::Ge(8U), ::testing::Le(32U)));  // of 100, 3 sigma
  EXPECT_EQ(as_linux.size(), after_a_second.size());
  EXPECT_NEAR(*std::min_element(after_a_second.begin(), after_a_second.end()), 1.017, 0.001);
  EXPECT_NEAR(*std::min_element(as_linux.begin(), as_linux.end()), 0.217, 0.001);
}

TEST(MakeBurst, gives_the_model_and_ns3_the_same_bytes) {
  const UplinkBurst burst = make_burst({.body_bytes = 10'000}, 1, 1);
  // The model's line bytes are ns-3's stream in segments, and the acknowledgement of the PUBACK.
  EXPECT_EQ(burst.message_line_bytes, tcp_bytes(burst.message.up) + kAckSegment);
  EXPECT_GT(burst.message.up, 10'000);
  // SYN, ACK and the three flights are in the model's opening; what else it has are acknowledgements.
  const std::int64_t flights = std::accumulate(burst.opening.begin(), burst.opening.end(), kSynSegment + kAckSegment,
                                               [](std::int64_t sum, const BurstExchange& e) { return sum + tcp_bytes(e.up); });
  EXPECT_EQ((burst.opening_line_bytes - flights) % kAckSegment, 0);
  EXPECT_THAT((burst.opening_line_bytes - flights) / kAckSegment, ::testing::AllOf(::testing::Ge(1), ::testing::Le(4)));
  EXPECT_EQ(burst.opening_round_trips, 1 + static_cast<int>(burst.opening.size()));
}

TEST(MakeBurst, repeats_few_devices_on_lines_of_their_own) {
  for (const std::int64_t devices : {1, 10, 100, 1'000}) {
    const UplinkBurst burst = make_burst({.devices = devices}, 1, 1);
    EXPECT_EQ(burst.devices_per_line(), static_cast<std::size_t>(devices));
    EXPECT_GE(burst.starts.size(), 100U);
  }
}

TEST(MakeBurst, draws_starts_within_the_time_by_seed_and_replication) {
  const BurstSetting setting{.devices = 100, .within_seconds = 2};
  const std::vector<double> starts = make_burst(setting, 1, 1).starts;
  EXPECT_THAT(starts, Each(::testing::AllOf(::testing::Gt(0), ::testing::Lt(2))));
  EXPECT_EQ(make_burst(setting, 1, 1).starts, starts);
  EXPECT_NE(make_burst(setting, 1, 2).starts, starts);
  EXPECT_NE(make_burst(setting, 2, 1).starts, starts);
}

}  // namespace
}  // namespace picket::sim
