// What the carry stage says of messages that are still on their way.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(CarryResults, finds_every_message_that_is_on_its_way_with_its_events_and_labels) {
  with_carry(3, 1, {}, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 3; ++d) {
      for (std::uint32_t i = 0; i < 4; ++i) f.add(d, i, Duration::seconds(10), 1'000, 1 + d);
    }
    f.run_to(Duration::seconds(5));  // none is created yet
    EXPECT_EQ(f.carry.messages_held(), 12U);
    EXPECT_EQ(f.carry.hits_held(), 4U * (1 + 2 + 3));
    EXPECT_THAT(f.carry.labels_held(), ElementsAre(Pair(StepRef{0, 0}, 4U), Pair(StepRef{1, 0}, 8U), Pair(StepRef{2, 0}, 12U)));
    f.run_to(Duration::seconds(14));  // some are through: 1.3 s each
    const CarryCounts& counts = f.carry.counts();
    EXPECT_GT(counts.messages_accepted, 0U);
    EXPECT_EQ(counts.messages_accepted + f.carry.messages_held(), 12U);
    EXPECT_EQ(counts.hits_accepted + f.carry.hits_held(), 24U);
    f.run_to(Duration::minutes(5));
    EXPECT_EQ(counts.messages_accepted, 12U);
    EXPECT_EQ(counts.messages_submitted, 12U);
    EXPECT_THAT(f.carry.labels_held(), IsEmpty());
  });
}

// The hub takes a minute between arrival and enqueued time: the message is the hub's, not yet the pipeline's.
TEST(CarryResults, hands_a_message_to_the_pipeline_when_the_hub_has_enqueued_it) {
  with_carry(1, 1, {"hubs[0].ingress_latency=30 s", "networks.line.uplink_bandwidth=1 Mbit/s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 1'000, 5);
    f.run_to(Duration::seconds(20));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().messages_submitted, 0U);
    EXPECT_EQ(f.carry.enqueued_later(), 1U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    f.run_to(Duration::seconds(60));
    EXPECT_EQ(f.carry.counts().messages_submitted, 1U);
    EXPECT_EQ(f.carry.enqueued_later(), 0U);
    EXPECT_TRUE(f.carry.labels_enqueued_later().empty());
  });
}

TEST(CarryResults, counts_labels_that_are_enqueued_only_after_the_horizon) {
  with_carry(1, 1, {"hubs[0].ingress_latency=30 s", "networks.line.uplink_bandwidth=1 Mbit/s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::minutes(60) - Duration::seconds(10), 1'000, 5);
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.enqueued_later(), 1U);
    EXPECT_EQ(f.carry.labels_enqueued_later(), (std::map<StepRef, std::uint64_t>{{{0, 0}, 5}}));
  });
}

// A ping goes out after a keep-alive of silence; in an hour without a message that is 15 times 240 s.
TEST(CarryResults, books_the_pings_of_quiet_connections) {
  with_carry(2, 1, {}, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(f.carry.counts().uplink_upkeep_bytes, 0);
    f.carry.account_keep_alive(f.world.end());
    const WireModel wire(MqttIdentity{});
    EXPECT_NEAR(static_cast<double>(f.carry.counts().uplink_upkeep_bytes) / static_cast<double>(wire.ping().up.total().count()), 2 * 15, 2);
  });
}

// Whatever a session carried, what is paid for is a multiple of 10,000 bytes; the connection that stands from the start is one.
TEST(CarryResults, rounds_each_session_of_a_line_that_charges_by_volume_up) {
  with_carry(2, 1, {"networks.line.price_per_megabyte=2", "prices.cellular_session_bytes=10 kB"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 12'345);
    f.add(1, 0, Duration::seconds(20), 100);
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(f.carry.counts().metered_line_sessions, 0U);  // both are still open
    f.carry.account_keep_alive(f.world.end());
    const CarryCounts& c = f.carry.counts();
    EXPECT_EQ(c.metered_line_sessions, 2U);
    EXPECT_GT(c.metered_line_bytes, 12'445);
    EXPECT_GT(c.metered_line_rounding_bytes, 0);
    EXPECT_LT(c.metered_line_rounding_bytes, 2 * 10'000);
    EXPECT_EQ((c.metered_line_bytes + c.metered_line_rounding_bytes) % 10'000, 0);
    EXPECT_NEAR(c.metered_line_rounding_usd, static_cast<double>(c.metered_line_rounding_bytes) * 2e-6, 1e-12);
  });
}

TEST(CarryResults, rounds_nothing_on_lines_that_do_not_charge_by_volume) {
  with_carry(1, 1, {"prices.cellular_session_bytes=10 kB"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 12'345);
    f.run_to(Duration::minutes(60));
    f.carry.account_keep_alive(f.world.end());
    EXPECT_EQ(f.carry.counts().metered_line_sessions, 0U);
    EXPECT_EQ(f.carry.counts().metered_line_rounding_bytes, 0);
  });
}

}  // namespace
}  // namespace picket::sim
