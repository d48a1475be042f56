// What happens to messages when the world strikes: lines that fail, agents that are killed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

/// An outage of ten minutes every twenty, the first at 20 min.
const std::vector<std::string> kOutages{"networks.line.outage_gap=20 min", "networks.line.outage_duration=10 min"};

TEST(CarryWorld, holds_a_message_through_an_outage_and_delivers_it_afterwards) {
  with_carry(2, 1, kOutages, [](CarryFixture& f) {
    ASSERT_FALSE(f.world.outages().empty());
    const Outage outage = f.world.outages()[0].outage;
    const Duration during = outage.start - f.world.start() + Duration::minutes(2);
    f.add(0, 0, during, 500);
    f.run_to(outage.end - f.world.start() - Duration::seconds(1));
    EXPECT_EQ(f.carry.counts().messages_accepted, 0U);
    EXPECT_EQ(f.carry.messages_held(), 1U);
    f.run_to(outage.end - f.world.start() + Duration::minutes(5));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    const AcceptedLabels& message = f.carry.accepted_labels().at({0, 0});
    EXPECT_GE(message.sent, outage.end);
    EXPECT_GT(message.reconnect, Duration());
    EXPECT_LE(message.reconnect, message.sent - message.created);
    EXPECT_TRUE(f.carry.labels_throttled().empty());
    EXPECT_GT(f.carry.counts().connects, 0U);
  });
}

// The message is at the hub, its answer is not: the client sends it again, the hub has it twice.
TEST(CarryWorld, counts_a_message_whose_answer_was_lost_as_a_duplicate) {
  std::vector<std::string> sets = kOutages;
  sets.push_back("networks.line.round_trip_time=4 s");
  with_carry(1, 1, sets, [](CarryFixture& f) {
    const Outage outage = f.world.outages()[0].outage;
    // On the line for less than a second, then 2 s on the way: it arrives before the line fails, the answer after.
    f.add(0, 0, outage.start - f.world.start() - Duration::seconds(4), 300);
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().duplicates_accepted, 1U);
    EXPECT_EQ(f.carry.counts().hits_accepted, 1U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    EXPECT_GT(f.carry.counts().uplink_retry_bytes, 0);
  });
}

// The line is back after 3 min, and a client that has noticed tries again within 100 s: before the hub has missed the device for
// 6 min (1.5 times the keep-alive of 4). The new connection takes over the old one, and the log says both. Nothing else is logged.
TEST(CarryWorld, logs_a_connection_that_takes_over_the_one_that_the_hub_still_holds) {
  with_carry(20, 1, {"networks.line.outage_gap=20 min", "networks.line.outage_duration=3 min"}, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_GT(hub.connections_replaced, 0);
    EXPECT_EQ(static_cast<std::int64_t>(f.carry.counts().operation_records), hub.connects + hub.connections_replaced);
  });
}

// The line is down for ten minutes. The clients notice within 5 and try in vain, each on a connection that the hub never hears of; of
// the old ones it hears nothing for 6 min, and logs their end.
TEST(CarryWorld, the_hub_misses_devices_in_a_long_outage_whatever_their_clients_do) {
  with_carry(8, 1, kOutages, [](CarryFixture& f) {
    const Duration begin = f.world.outages()[0].outage.start - f.world.start();
    const auto connected = [&f] {
      int n = 0;
      for (std::uint32_t d = 0; d < 8; ++d) n += f.carry.hubs()[0].connected({DeviceId(d), true}) ? 1 : 0;
      return n;
    };
    f.run_to(begin + Duration::seconds(359));
    EXPECT_EQ(connected(), 8);
    EXPECT_EQ(f.carry.counts().operation_records, 0U);
    EXPECT_GE(f.carry.counts().connects, 8U);
    f.run_to(begin + Duration::seconds(361));
    EXPECT_EQ(connected(), 0);
    EXPECT_EQ(f.carry.counts().operation_records, 8U);
    f.run_to(begin + Duration::minutes(15));
    EXPECT_EQ(connected(), 8);
    EXPECT_EQ(f.carry.hubs()[0].counts().connections_replaced, 0);
  });
}

// Told a keep-alive of 1,767 s, the hub misses a device after as long, not after 1.5 times that, 44 min.
TEST(CarryWorld, the_hub_misses_a_device_after_half_an_hour_at_most) {
  with_carry(20, 1, {"client.keep_alive=1767 s", "networks.line.outage_gap=10 min", "networks.line.outage_duration=40 min"}, [](CarryFixture& f) {
    const Duration begin = f.world.outages()[0].outage.start - f.world.start();
    const auto connected = [&f] { return f.carry.hubs()[0].connected({DeviceId(0), true}); };
    f.run_to(begin + Duration::seconds(1'766));
    EXPECT_TRUE(connected());
    f.run_to(begin + Duration::seconds(1'768));
    EXPECT_FALSE(connected());
  });
}

/// Two of four devices have a clock that is two hours behind, from minute 1 to minute 55. Tokens are renewed each 48 min.
std::vector<std::string> wrong_clocks(const std::string& auth_type) {
  return {"client.token_life=60 min", "fleet[0].identities={auth_type: " + auth_type + "}",
          "attack_templates={turn: {id: X, title: x, memory_only: false, phases: [{id: turn, duration: 54 min, clock: {shift: -2 h}}]}}",
          "attacks=[{name: turn, use: turn, start: 1 min, targets: {count: 2}}]"};
}

// Each renews once before minute 49, and the hub takes no token from a clock that is more than 5 min off; it says so in a
// record for each try. From minute 55 on the next try, at most 150 s later, connects, and what was made meanwhile arrives.
TEST(CarryWorld, refuses_the_tokens_of_a_clock_that_is_wrong_until_it_is_right_again) {
  with_carry(4, 1, wrong_clocks("sas"), [](CarryFixture& f) {
    const auto& units = f.world.attacks().units();
    ASSERT_EQ(units.size(), 2U);
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(50), 500);
    f.run_to(Duration::minutes(54));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_EQ(f.carry.messages_held(), 2U);
    std::size_t refused = 0;
    for (std::uint32_t d = 0; d < 4; ++d) {
      const auto& evidence = f.carry.hub_acts().evidence_of(DeviceId(d));
      const bool attacked = f.world.attacks().under_attack(DeviceId(d));
      EXPECT_EQ(f.carry.hubs()[0].connected({DeviceId(d), true}), !attacked);
      EXPECT_EQ(evidence.empty(), !attacked);
      refused += evidence.size();
      for (const HubEvidence& record : evidence) {
        EXPECT_EQ(units[record.unit].device, DeviceId(d));
        EXPECT_EQ(record.result_type, hub_code::kUnauthorized);
        EXPECT_TRUE(record.fault);
      }
    }
    EXPECT_EQ(static_cast<std::int64_t>(refused), hub.connects_bad_token);
    f.run_to(Duration::minutes(59));
    EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    EXPECT_EQ(hub.connects, hub.connects_accepted + hub.connects_throttled + hub.connects_unknown_identity + hub.connects_bad_token);
  });
}

// A certificate is shown when a connection was lost: the line fails from minute 20 to minute 30.
TEST(CarryWorld, asks_no_certificate_for_the_time) {
  std::vector<std::string> sets = wrong_clocks("x509");
  sets.insert(sets.end(), kOutages.begin(), kOutages.end());
  with_carry(4, 1, sets, [](CarryFixture& f) {
    ASSERT_EQ(f.world.attacks().units().size(), 2U);
    f.run_to(Duration::minutes(59));
    EXPECT_EQ(f.carry.hubs()[0].counts().connects_bad_token, 0);
    EXPECT_GE(f.carry.hubs()[0].counts().connects_accepted, 4);
    for (std::uint32_t d = 0; d < 4; ++d) EXPECT_TRUE(f.carry.hub_acts().evidence_of(DeviceId(d)).empty());
  });
}

// The line is so slow that a transfer outlives the wait for its answer: what the old connection sent still
// goes through the line, and its bytes are measured once, as its own.
TEST(CarryWorld, measures_a_transfer_that_outlives_its_connection) {
  with_carry(1, 1, {"networks.line.uplink_bandwidth=100 bit/s", "networks.line.wake_up=1 s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 2'000);
    f.run_to(Duration::minutes(60));
    f.carry.account_keep_alive(f.world.end());
    EXPECT_GT(f.carry.counts().transmissions + f.carry.counts().connects, 2U);
    // Never more than the line can carry: 12.5 bytes a second.
    EXPECT_LE(f.carry.site_throughput().at(0).peak_hour().count(), 12.5 * 3'600 + 1);
    EXPECT_LE(f.carry.site_throughput().at(0).peak_minute().count(), 12.5 * 60 + 13);
    EXPECT_GT(f.carry.site_throughput().at(0).total().count(), 12.5 * 3'000);
  });
}

}  // namespace
}  // namespace picket::sim
