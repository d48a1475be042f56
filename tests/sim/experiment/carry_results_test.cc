// What the carry stage says of messages that are still on their way.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

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
    const LineUse& use = f.carry.line_meter().use();
    EXPECT_EQ(use.sessions, 0U);  // both are still open
    f.carry.account_keep_alive(f.world.end());
    EXPECT_EQ(use.sessions, 2U);
    EXPECT_GT(use.bytes, 12'445);
    EXPECT_GT(use.rounding_bytes, 0);
    EXPECT_LT(use.rounding_bytes, 2 * 10'000);
    EXPECT_EQ((use.bytes + use.rounding_bytes) % 10'000, 0);
    EXPECT_NEAR(use.rounding_usd, static_cast<double>(use.rounding_bytes) * 2e-6, 1e-12);
  });
}

TEST(CarryResults, rounds_nothing_on_lines_that_do_not_charge_by_volume) {
  with_carry(1, 1, {"prices.cellular_session_bytes=10 kB"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 12'345);
    f.run_to(Duration::minutes(60));
    f.carry.account_keep_alive(f.world.end());
    EXPECT_EQ(f.carry.line_meter().use().sessions, 0U);
    EXPECT_EQ(f.carry.line_meter().use().rounding_bytes, 0);
  });
}

// A token of an hour is renewed each 48 min, and the pings between are of the session in which they are sent: a dozen of 218 bytes
// fit 10,000 bytes together with a connect of 5,700, so that every session is paid as 10,000. If one had the pings of all, 180 in
// twelve hours, it would be paid as 50,000.
TEST(CarryResults, counts_pings_in_the_data_session_that_they_are_sent_in) {
  with_carry(1, 1, {"client.token_life=60 min", "duration=12 h", "networks.line.price_per_megabyte=2", "prices.cellular_session_bytes=10 kB"}, [](CarryFixture& f) {
    f.run_to(Duration::hours(12));
    f.carry.account_keep_alive(f.world.end());
    const LineUse& use = f.carry.line_meter().use();
    EXPECT_GE(f.carry.counts().renewals, 14U);
    EXPECT_GE(use.sessions, f.carry.counts().renewals);
    EXPECT_EQ(use.bytes + use.rounding_bytes, static_cast<std::int64_t>(use.sessions) * 10'000);
    EXPECT_GT(use.rounding_bytes, 0);
  });
}

/// A radio with whole watts: asleep it wakes up in 2 s at 4 W; 5 W to send, 3 W to receive, 2 W while it holds for 10 s.
const std::vector<std::string> kWholeWatts{"networks.line.wake_up=2 s",
                                      "networks.line.radio_power={transmit_watts: 5, receive_watts: 3, hold_watts: 2, wake_up_watts: 4, sleep_watts: 0}"};

// Two devices, no message: 15 pings each in an hour, far enough apart for the radio to sleep between them. A ping is 135 bytes up
// (83 and an acknowledgement of 52) and 83 down at 1,000 bytes a second, one round trip of 0.1 s, then 10 s of holding.
TEST(CarryResults, counts_what_the_radio_draws_for_pings) {
  with_carry(2, 1, kWholeWatts, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    f.carry.account_keep_alive(f.world.end());
    const WireModel wire(MqttIdentity{});
    const double pings = static_cast<double>(f.carry.counts().uplink_upkeep_bytes) / static_cast<double>(wire.ping().up.total().count());
    ASSERT_NEAR(pings, 30, 2);
    ASSERT_EQ(f.carry.line_meter().radios().size(), 1U);
    const ClassRadio& radio = f.carry.line_meter().radios()[0];
    EXPECT_EQ(radio.devices, 2U);
    EXPECT_NEAR(radio.energy.wake_up, pings * 8, 1e-6);
    EXPECT_NEAR(radio.energy.transmit, pings * static_cast<double>(wire.ping().up.total().count()) / 1'000 * 5, 1e-6);
    EXPECT_NEAR(radio.energy.receive, pings * static_cast<double>(wire.ping().down.total().count()) / 1'000 * 3, 1e-6);
    // The last ping of a device may come less than 10 s before the end.
    EXPECT_NEAR(radio.energy.hold, pings * (10 + 0.1) * 2, 2 * 10 * 2);
    EXPECT_LE(radio.energy.hold, pings * (10 + 0.1) * 2 + 1e-6);
  });
}

// Messages of 20 s apart each wake the radio, ten of 5 s apart wake it once: the same bytes, a tenth of the waking.
TEST(CarryResults, a_radio_that_is_still_awake_costs_no_waking) {
  const auto energy_of = [](std::int64_t seconds_apart) {
    double wake_up = 0;
    std::vector<std::string> sets = kWholeWatts;
    sets.insert(sets.end(), {"client.keep_alive=1767 s", "networks.line.uplink_bandwidth=1 Mbit/s"});
    with_carry(1, 1, sets, [&](CarryFixture& f) {
      for (std::uint32_t i = 0; i < 10; ++i) f.add(0, i, Duration::minutes(1) + Duration::seconds(seconds_apart * i), 300);
      f.run_to(Duration::minutes(20));
      f.carry.account_keep_alive(f.world.start() + Duration::minutes(20));
      EXPECT_EQ(f.carry.counts().messages_accepted, 10U);
      std::ofstream(testing::TempDir() + "picket_carry_energy") << f.carry.line_meter().radios().at(0).energy.wake_up;
    });
    std::ifstream(testing::TempDir() + "picket_carry_energy") >> wake_up;
    return wake_up;
  };
  const double apart = energy_of(20);
  const double together = energy_of(5);
  EXPECT_NEAR(apart - together, 9 * 8, 1e-6);
}

}  // namespace
}  // namespace picket::sim
