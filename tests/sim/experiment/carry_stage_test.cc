#include "sim/experiment/carry_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

// One line carries 8 kbit/s = 1,000 bytes a second, half a round trip is 50 ms. A message of b bytes on
// the wire that is alone arrives b / 1000 + 0.05 s after it was created.

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr double kTick = 2e-6;  ///< two ends are told at whole microseconds

TEST(CarryStage, moves_a_lone_message_at_the_line_s_speed_and_takes_half_a_round_trip) {
  with_carry(1, 1, {}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 1'000);
    f.run_to(Duration::minutes(5));
    EXPECT_NEAR(f.arrived(0, 0), 10 + static_cast<double>(f.wire_bytes(1'000)) / 1'000 + 0.05, kTick);
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().uplink_payload_bytes, 1'000);
    EXPECT_EQ(f.carry.counts().uplink_payload_bytes + f.carry.counts().uplink_envelope_bytes, f.wire_bytes(1'000));
    EXPECT_EQ(f.carry.messages_held(), 0U);
  });
}

// The second of the site has to wait until the first is through; the third is at a site of its own.
TEST(CarryStage, serves_the_devices_of_a_site_one_after_the_other) {
  with_carry(3, 2, {}, [](CarryFixture& f) {
    std::vector<std::uint32_t> together;
    std::vector<std::uint32_t> alone;
    for (std::uint32_t s = 0; s < 2; ++s) {
      for (const DeviceId device : f.world.devices_of(SiteId(s))) (f.world.devices_of(SiteId(s)).size() == 2 ? together : alone).push_back(device.value());
    }
    ASSERT_EQ(together.size(), 2U);
    for (std::uint32_t d = 0; d < 3; ++d) f.add(d, 0, Duration::seconds(10), 1'000);
    f.run_to(Duration::minutes(5));
    const double transfer = static_cast<double>(f.wire_bytes(1'000)) / 1'000;
    EXPECT_NEAR(f.arrived(together[0], 0), 10 + transfer + 0.05, kTick);
    EXPECT_NEAR(f.arrived(together[1], 0), 10 + 2 * transfer + 0.05, kTick);
    EXPECT_NEAR(f.arrived(alone[0], 0), 10 + transfer + 0.05, kTick);
  });
}

// One message is in flight at a time: the next starts when the answer is there, half a round trip after
// the arrival.
TEST(CarryStage, sends_a_device_s_next_message_when_the_last_is_acknowledged) {
  with_carry(1, 1, {}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 1'000);
    f.add(0, 1, Duration::seconds(10), 500);
    f.run_to(Duration::minutes(5));
    const double first = 10 + static_cast<double>(f.wire_bytes(1'000)) / 1'000 + 0.05;
    EXPECT_NEAR(f.arrived(0, 0), first, kTick);
    EXPECT_NEAR(f.arrived(0, 1), first + 0.05 + static_cast<double>(f.wire_bytes(500)) / 1'000 + 0.05, 2 * kTick);
    const AcceptedLabels& second = f.carry.accepted_labels().at({0, 1});
    EXPECT_NEAR((second.sent - second.created).to_seconds(), first + 0.05 - 10, kTick);
  });
}

TEST(CarryStage, wakes_a_sleeping_radio_and_lets_the_air_take_its_time) {
  with_carry(1, 1, {"networks.line.wake_up=2 s", "networks.line.device_bandwidth=80 kbit/s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 1'000);
    f.run_to(Duration::minutes(5));
    const auto bytes = static_cast<double>(f.wire_bytes(1'000));
    EXPECT_NEAR(f.arrived(0, 0), 10 + 2 + bytes / 10'000 + bytes / 1'000 + 0.05, 2 * kTick);
  });
}

// The tier S1 takes 100 sends a second; a burst of one second is 100 tokens. 200 messages come at the same
// instant from 200 sites: the first 100 pass, number k of the others waits k / 100 s.
TEST(CarryStage, shows_the_wait_at_a_throttled_hub_between_arrival_and_enqueued_time) {
  with_carry(200, 200, {"networks.line.uplink_bandwidth=1 Gbit/s", "hubs[0].throttle_burst_seconds=1"}, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 200; ++d) f.add(d, 0, Duration::seconds(10), 100);
    f.run_to(Duration::minutes(5));
    std::vector<double> waits;
    for (const auto& [key, message] : f.carry.accepted_labels()) waits.push_back((message.enqueued - message.arrived).to_seconds());
    ASSERT_EQ(waits.size(), 200U);
    for (const auto& [key, message] : f.carry.accepted_labels()) {
      EXPECT_NEAR((message.enqueued - message.arrived - message.shaping).to_seconds(), 0, kTick) << "the hub has no other latency";
    }
    std::sort(waits.begin(), waits.end());
    for (int k = 0; k < 100; ++k) {
      EXPECT_NEAR(waits[static_cast<std::size_t>(k)], 0, kTick);
      EXPECT_NEAR(waits[static_cast<std::size_t>(100 + k)], 0.01 * (k + 1), 1e-3);
    }
  });
}

TEST(CarryStage, refuses_the_newest_when_the_client_s_queue_is_full_and_says_whose_events_went) {
  with_carry(1, 1, {"client.max_queued_messages=2"}, [](CarryFixture& f) {
    for (std::uint32_t i = 0; i < 5; ++i) f.add(0, i, Duration::seconds(10), 1'000, 10 + i);
    f.run_to(Duration::minutes(5));
    EXPECT_EQ(f.carry.counts().messages_accepted, 2U);
    EXPECT_EQ(f.carry.counts().messages_dropped[CarryDrop::kQueueFull], 3U);
    EXPECT_EQ(f.carry.counts().hits_dropped[CarryDrop::kQueueFull], 12U + 13 + 14);
    EXPECT_THAT(f.carry.labels_dropped(), ElementsAre(Pair(Pair(StepRef{0, 0}, CarryDrop::kQueueFull), 39U)));
    EXPECT_EQ(f.carry.counts().hits_accepted, 10U + 11);
  });
}

// The first takes 2.3 s on the line; then the second is older than its timeout.
TEST(CarryStage, drops_what_waited_longer_than_the_timeout_and_delivers_what_did_not) {
  with_carry(1, 1, {"policy_templates.raw.message_timeout=2 s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 2'000);
    f.add(0, 1, Duration::seconds(10), 100);
    f.add(0, 2, Duration::seconds(12), 100);
    f.run_to(Duration::minutes(5));
    EXPECT_EQ(f.carry.counts().messages_accepted, 2U);
    EXPECT_EQ(f.carry.counts().messages_dropped[CarryDrop::kExpired], 1U);
    EXPECT_TRUE(f.carry.accepted_labels().contains({0, 2}));
  });
}

TEST(CarryStage, gives_up_a_message_that_the_hub_finds_too_large_and_goes_on_with_the_next) {
  with_carry(1, 1, {"networks.line.uplink_bandwidth=100 Mbit/s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 300'000);
    f.add(0, 1, Duration::seconds(10), 100);
    f.run_to(Duration::minutes(10));
    EXPECT_EQ(f.carry.counts().messages_dropped[CarryDrop::kTooLarge], 1U);
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_GE(f.carry.counts().connects, 1U);  // the hub refuses by closing
    EXPECT_EQ(f.carry.hubs()[0].counts().too_large_413001, 1);
  });
}

// F1: 8,000 blocks of 512 bytes a day. Messages of 200 bytes and properties of 58 are one block each.
TEST(CarryStage, keeps_what_a_spent_quota_refuses_and_tries_again) {
  with_carry(10, 10, {"networks.line.uplink_bandwidth=100 Mbit/s", "hubs[0].sku=F1", "hubs[0].throttle_burst_seconds=3600"}, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 10; ++d) {
      for (std::uint32_t i = 0; i < 850; ++i) f.add(d, i, Duration::seconds(10), 200);
    }
    f.run_to(Duration::minutes(30));
    EXPECT_EQ(f.carry.counts().messages_accepted, 8'000U);
    EXPECT_EQ(f.carry.messages_held(), 500U);
    EXPECT_EQ(f.carry.hits_held(), 500U);
    std::uint64_t throttled = 0;
    for (const auto& [step, events] : f.carry.labels_throttled()) throttled += events;
    EXPECT_EQ(throttled, 500U);
    EXPECT_TRUE(f.carry.labels_held().empty()) << "all wait behind the quota";
    EXPECT_GT(f.carry.hubs()[0].counts().over_quota_403002, 10);
  });
}

TEST(CarryStage, does_not_care_how_the_way_is_cut_into_windows) {
  const auto digest_with = [](Duration step) {
    std::uint64_t seen = 0;
    with_carry(4, 2, {"networks.line.loss_ratio=0.2"}, [&](CarryFixture& f) {
      for (std::uint32_t d = 0; d < 4; ++d) {
        for (std::uint32_t i = 0; i < 20; ++i) f.add(d, i, Duration::seconds(10 + 7 * i), 300 + 40 * i);
      }
      for (Duration t = step; t <= Duration::minutes(30); t += step) f.run_to(t);
      EXPECT_EQ(f.carry.counts().messages_accepted, 80U);
      Digest digest;
      f.carry.add_to(digest);
      for (const auto& [key, message] : f.carry.accepted_labels()) digest.add(message.arrived.unix_microseconds());
      std::ofstream(testing::TempDir() + "picket_carry_digest") << digest.value();
    });
    std::ifstream(testing::TempDir() + "picket_carry_digest") >> seen;
    return seen;
  };
  const std::uint64_t once = digest_with(Duration::minutes(30));
  EXPECT_NE(once, 0U);
  EXPECT_EQ(digest_with(Duration::seconds(10)), once);
  EXPECT_EQ(digest_with(Duration::minutes(3)), once);
}

TEST(CarryStage, answers_no_agents_with_silence) {
  test::in_child([] {
    const Scenario scenario = test::small_scenario();
    const World world(scenario, 0);
    const auto content = PipelineContent::Builder().build();
    PipelineCore pipeline(content, PipelineSettings{}, world.texts());
    CarryStage carry(world, scenario.policy_templates.at("agentless"), {Backend::kFast, Sharing::kFifo, {{Sku::kS1, 0}}}, pipeline);
    carry.run_until(world.end());
    carry.account_keep_alive(world.end());
    EXPECT_EQ(carry.counts().transmissions, 0U);
    EXPECT_EQ(carry.counts().connects, 0U);
    EXPECT_EQ(carry.counts().uplink_upkeep_bytes, 0);
    EXPECT_EQ(carry.hubs()[0].identities(), 90);
  });
}

}  // namespace
}  // namespace picket::sim
