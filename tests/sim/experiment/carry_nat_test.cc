// Connections that a line forgets after two minutes of silence, of a client that pings each four minutes: each ping is sent in
// vain, and what comes after two minutes is, too. Opening a connection takes 4 round trips of 100 ms and its bytes at 1,000 a second.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

const std::vector<std::string> kTwoMinutes{"networks.line.nat_timeout=2 min"};

std::vector<std::string> two_minutes_and(const std::vector<std::string>& more) {
  std::vector<std::string> sets = kTwoMinutes;
  sets.insert(sets.end(), more.begin(), more.end());
  return sets;
}

/// The whole second by which the only device has pinged in vain for the first time. A client that was online before pings within
/// 240 s of the start, at a moment that is drawn.
std::int64_t first_loss(CarryFixture& f) {
  for (std::int64_t second = 1; second <= 241; ++second) {
    f.run_to(Duration::seconds(second));
    if (f.carry.counts().connections_lost_by_nat > 0) return second;
  }
  ADD_FAILURE() << "no connection was lost";
  return 0;
}

double connect_seconds(const CarryFixture& f) {
  MqttIdentity identity;
  identity.device = static_cast<std::int64_t>(std::string("kiosk-000000").size());
  identity.module = static_cast<std::int64_t>(f.policy.module_name.size());
  return static_cast<double>(WireModel(identity).reconnect().up.total().count()) / 1'000 + 4 * 0.1;
}

// An idle client pings 240 s after it has connected, waits 60 s for the answer, and connects: one loss each 300 s and a connect. The
// hub, which waits 360 s, still holds the old connection when the new one comes, and writes that it was replaced.
TEST(CarryNat, an_idle_client_loses_a_connection_with_each_ping) {
  with_carry(1, 1, kTwoMinutes, [](CarryFixture& f) {
    EXPECT_EQ(f.carry.nat_bindings().devices(), 1U);
    const auto first = static_cast<double>(first_loss(f));
    const double cycle = 300 + connect_seconds(f);
    for (std::uint64_t k = 1; k <= 10; ++k) {
      const double next = first + static_cast<double>(k) * cycle;
      f.run_to(Duration::from_seconds(next - 3));
      EXPECT_EQ(f.carry.counts().connections_lost_by_nat, k);
      EXPECT_EQ(f.carry.counts().connects, k);
      f.run_to(Duration::from_seconds(next + 3));
      EXPECT_EQ(f.carry.counts().connections_lost_by_nat, k + 1);
    }
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_EQ(hub.connects, 10);
    EXPECT_EQ(hub.connections_replaced, 10);
    EXPECT_EQ(f.carry.counts().operation_records, 20U);
    EXPECT_TRUE(f.carry.hubs()[0].connected({DeviceId(0), true})) << "it does not know of the last loss";
  });
}

// Sent in vain 130 s after the connection began; given up after acknowledge_timeout, 60 s; sent again when connected.
TEST(CarryNat, a_message_after_the_silence_is_sent_again_when_its_answer_does_not_come) {
  with_carry(1, 1, kTwoMinutes, [](CarryFixture& f) {
    const std::int64_t created = first_loss(f) + 62 + 130;
    f.add(0, 0, Duration::seconds(created), 500);
    f.run_to(Duration::seconds(created + 120));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().transmissions, 2U);
    EXPECT_EQ(f.carry.counts().duplicates_accepted, 0U) << "the first never arrived";
    EXPECT_GT(f.carry.counts().uplink_retry_bytes, 0);
    EXPECT_EQ(f.carry.counts().connections_lost_by_nat, 2U);
    const double transfer = static_cast<double>(f.wire_bytes(500)) / 1'000 + 0.05;
    EXPECT_NEAR(f.arrived(0, 0), static_cast<double>(created) + 60 + connect_seconds(f) + transfer, 0.01);
  });
}

// 110 s after the connection began the line knows it still, and the message begins the silence anew.
TEST(CarryNat, a_message_within_the_time_out_keeps_the_connection) {
  with_carry(1, 1, kTwoMinutes, [](CarryFixture& f) {
    const std::int64_t first = first_loss(f) + 62;
    f.add(0, 0, Duration::seconds(first + 110), 500);
    f.add(0, 1, Duration::seconds(first + 220), 500);
    f.run_to(Duration::seconds(first + 330));
    EXPECT_EQ(f.carry.counts().messages_accepted, 2U);
    EXPECT_EQ(f.carry.counts().transmissions, 2U);
    EXPECT_EQ(f.carry.counts().connections_lost_by_nat, 1U);
  });
}

// A client that waits ten minutes for its answer has sent in vain 200 s after the last packet. 360 s after that packet the hub misses
// it. The ping 240 s after the message has no answer within 60 s either, and ends the wait.
TEST(CarryNat, the_hub_misses_a_client_that_waits_too_long_and_a_ping_ends_the_wait) {
  with_carry(1, 1, two_minutes_and({"client.acknowledge_timeout=10 min"}), [](CarryFixture& f) {
    const std::int64_t connected = first_loss(f) + 62;
    const std::int64_t created = connected + 200;
    f.add(0, 0, Duration::seconds(created), 500);
    f.run_to(Duration::seconds(connected + 357));
    EXPECT_TRUE(f.carry.hubs()[0].connected({DeviceId(0), true}));
    const std::uint64_t records = f.carry.counts().operation_records;
    f.run_to(Duration::seconds(connected + 362));
    EXPECT_FALSE(f.carry.hubs()[0].connected({DeviceId(0), true}));
    EXPECT_EQ(f.carry.counts().operation_records, records + 1);
    f.run_to(Duration::seconds(created + 299));
    EXPECT_EQ(f.carry.counts().connects, 1U);
    EXPECT_EQ(f.carry.counts().messages_accepted, 0U);
    f.run_to(Duration::seconds(created + 310));
    EXPECT_EQ(f.carry.counts().connects, 2U);
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().connections_lost_by_nat, 2U) << "a connection is lost once, whatever is sent on it";
  });
}

// The hub answers after 20 s, when the line has forgotten the connection for 10: the message is there, its answer is lost, and the
// client sends it again.
TEST(CarryNat, an_answer_that_comes_too_late_makes_a_duplicate) {
  with_carry(1, 1, {"networks.line.nat_timeout=10 s", "hubs[0].ingress_latency=20 s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 500);
    f.run_to(Duration::minutes(4));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().hits_accepted, 1U);
    EXPECT_GE(f.carry.counts().duplicates_accepted, 1U);
  });
  with_carry(1, 1, {"hubs[0].ingress_latency=20 s"}, [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(10), 500);
    f.run_to(Duration::minutes(4));
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.counts().duplicates_accepted, 0U);
  });
}

// Tokens are renewed each three minutes. The hub does not hear the old connection's farewell, so that the new one replaces it.
TEST(CarryNat, the_hub_does_not_hear_who_renews_a_token_on_a_forgotten_connection) {
  const std::vector<std::string> renewing{"client.token_life=15 min"};
  with_carry(1, 1, two_minutes_and(renewing), [](CarryFixture& f) {
    f.run_to(Duration::minutes(59));
    const CarryCounts& counts = f.carry.counts();
    EXPECT_GE(counts.renewals, 17U);
    EXPECT_GE(counts.connections_lost_by_nat + 1, counts.renewals);
    EXPECT_GE(f.carry.hubs()[0].counts().connections_replaced + 1, static_cast<std::int64_t>(counts.connections_lost_by_nat));
  });
  with_carry(1, 1, renewing, [](CarryFixture& f) {
    f.run_to(Duration::minutes(59));
    EXPECT_GE(f.carry.counts().renewals, 17U);
    EXPECT_EQ(f.carry.hubs()[0].counts().connections_replaced, 0);
  });
}

TEST(CarryNat, a_client_that_pings_within_the_time_out_loses_nothing) {
  for (const char* ping : {"client.ping_interval=75 s", "networks.line.nat_timeout=0 s"}) {
    with_carry(1, 1, two_minutes_and({ping}), [](CarryFixture& f) {
      f.add(0, 0, Duration::minutes(30), 500);
      f.run_to(Duration::minutes(59));
      EXPECT_EQ(f.carry.counts().connections_lost_by_nat, 0U);
      EXPECT_EQ(f.carry.counts().connects, 0U);
      EXPECT_EQ(f.carry.counts().transmissions, 1U);
    });
  }
}

}  // namespace
}  // namespace picket::sim
