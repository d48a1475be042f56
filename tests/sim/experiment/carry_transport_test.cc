// Clients over AMQP and HTTPS, on lines of 1,000 bytes a second whose ways are 50 ms, with messages made by hand; and the laws of a
// whole study over each transport.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_agents;
using test::with_carry;

std::vector<std::string> over_transport(const std::string& transport, std::vector<std::string> more = {}) {
  more.insert(more.begin(), "client.transport=" + transport);
  return more;
}

TransportWire wire_of_kiosk(const CarryFixture& f) {
  MqttIdentity identity;
  identity.device = static_cast<std::int64_t>(std::string("kiosk-000000").size());
  identity.module = static_cast<std::int64_t>(f.policy.module_name.size());
  return TransportWire(identity, wire_settings(f.scenario.client, AuthType::kSas));
}

void expect_balanced_hub(const CarryFixture& f) {
  const HubCounts& hub = f.carry.hubs()[0].counts();
  EXPECT_EQ(hub.connects, hub.connects_accepted + hub.connects_throttled + hub.connects_unknown_identity + hub.connects_bad_token +
                              hub.connects_unavailable);
  EXPECT_EQ(hub.sends, hub.messages_accepted + hub.refused_sends());
  const CarryCounts& carry = f.carry.counts();
  std::uint64_t dropped = 0;
  for (std::size_t reason = 0; reason < static_cast<std::size_t>(CarryDrop::kCount_); ++reason) {
    dropped += carry.messages_dropped[static_cast<CarryDrop>(reason)];
  }
  EXPECT_EQ(carry.messages_taken, carry.messages_accepted + dropped + f.carry.messages_held());
}

// The uplink carries a transfer, which is there half a round trip later.
TEST(CarryOverAmqp, a_message_is_a_transfer_on_the_open_connection) {
  for (const char* transport : {"amqp", "amqp_websocket"}) {
    with_carry(1, 1, over_transport(transport), [](CarryFixture& f) {
      f.add(0, 0, Duration::seconds(60), 500);
      f.run_to(Duration::minutes(2));
      const WireCost message = wire_of_kiosk(f).publish(Bytes(500));
      EXPECT_NEAR(f.arrived(0, 0), 60 + static_cast<double>(message.up.total().count()) / 1'000 + 0.05, 1e-5);
      EXPECT_EQ(f.carry.counts().uplink_payload_bytes + f.carry.counts().uplink_envelope_bytes, message.up.total().count());
      EXPECT_EQ(f.carry.hubs()[0].open_connections(), 1);
      EXPECT_EQ(f.carry.counts().connects, 0U);
      expect_balanced_hub(f);
    });
  }
}

// A life of 20 min with a margin of 5: each 15 min, and so four times an hour; no connection ends, and the hub logs nothing. Empty
// frames go out after 120 s of silence.
TEST(CarryOverAmqp, a_token_is_renewed_on_the_open_connection) {
  with_carry(3, 1, over_transport("amqp", {"client.token_life=20 min", "client.token_renewal_margin=5 min"}), [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(f.carry.counts().renewals, 12U);
    EXPECT_EQ(f.carry.counts().connects, 0U);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, 0);
    EXPECT_EQ(f.carry.counts().operation_records, 0U);
    f.carry.account_keep_alive(f.world.end());
    const TransportWire wire = wire_of_kiosk(f);
    const std::int64_t pings = f.carry.counts().uplink_upkeep_bytes - 12 * wire.renewal().up.total().count();
    EXPECT_EQ(pings % wire.ping().up.total().count(), 0);
    EXPECT_NEAR(static_cast<double>(pings / wire.ping().up.total().count()), 3 * (30 - 2), 6);
  });
}

// A hub that is upgraded closes each connection once: each client connects again, and one with a twin attaches its links again.
TEST(CarryOverAmqp, an_agent_with_a_twin_attaches_its_links_on_each_connection) {
  const std::string upgrade = "faults=[{name: upgrade, kind: hub_maintenance, start: 10 min, duration: 5 min, refusal: 0 s}]";
  for (const char* use : {"raw", "g2_linux"}) {
    with_agents(use, 2, 2, over_transport("amqp", {"networks.line.uplink_bandwidth=1 Mbit/s", upgrade}), [use](CarryFixture& f) {
      f.run_to(Duration::minutes(20));
      EXPECT_EQ(f.carry.counts().connects, 2U);
      EXPECT_EQ(f.carry.hubs()[0].open_connections(), 2);
      const TransportWire wire = wire_of_kiosk(f);
      const bool has_twin = std::string(use) == "g2_linux";
      WireCost each = wire.reconnect();
      if (has_twin) each += wire.subscribe();
      const std::int64_t twins = static_cast<std::int64_t>(f.carry.twin_operations().of(HubOperation::kDeviceTwinRead).uplink_bytes);
      EXPECT_EQ(twins > 0, has_twin);
      const std::int64_t pings = f.carry.counts().uplink_upkeep_bytes - 2 * each.up.total().count() - twins;
      EXPECT_GE(pings, 0);
      EXPECT_EQ(pings % wire.ping().up.total().count(), 0);
      expect_balanced_hub(f);
    });
  }
}

// 23:30 to midnight: what is sent at minute 20 is refused until minute 30, and the client, who is told, waits a minute to a minute and a
// half each time: 7 to 10 tries. Over MQTT each refusal ends the connection.
TEST(CarryOverAmqp, a_refusal_for_want_of_capacity_is_told_and_ends_no_connection) {
  const std::string spent = "faults=[{name: business, kind: quota_spent, start: 10 min}]";
  for (const char* transport : {"amqp", "https"}) {
    with_carry(4, 4, over_transport(transport, {"networks.line.uplink_bandwidth=1 Mbit/s", spent, "start_utc=2026-03-02T23:30:00Z"}),
               [transport](CarryFixture& f) {
                 for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(20), 500);
                 f.run_to(Duration::minutes(29));
                 const HubCounts& hub = f.carry.hubs()[0].counts();
                 const std::int64_t connections = std::string(transport) == "amqp" ? 4 : 0;
                 EXPECT_EQ(f.carry.messages_held(), 4U);
                 EXPECT_GE(hub.over_quota_403002, 4 * 6);
                 EXPECT_LE(hub.over_quota_403002, 4 * 10);
                 EXPECT_EQ(f.carry.hubs()[0].open_connections(), connections);
                 EXPECT_EQ(hub.connects, 0);
                 // An error of telemetry each, and no end of a connection.
                 EXPECT_EQ(static_cast<std::int64_t>(f.carry.counts().operation_records), hub.over_quota_403002);
                 std::uint64_t throttled = 0;
                 for (const auto& [step, events] : f.carry.labels_throttled()) throttled += events;
                 EXPECT_EQ(throttled, 4U);
                 f.run_to(Duration::minutes(45));
                 EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
                 EXPECT_EQ(f.carry.hubs()[0].open_connections(), connections);
                 expect_balanced_hub(f);
               });
  }
}

// 413001: over AMQP the link ends and is attached again, over HTTPS the status says so. Nothing is sent twice.
TEST(CarryOverAmqp, a_message_that_is_too_large_is_given_up_at_once) {
  for (const char* transport : {"amqp", "https"}) {
    with_carry(1, 1, over_transport(transport, {"networks.line.uplink_bandwidth=100 Mbit/s"}), [transport](CarryFixture& f) {
      f.add(0, 0, Duration::seconds(10), 300'000);
      f.add(0, 1, Duration::seconds(10), 100);
      f.run_to(Duration::seconds(12));
      EXPECT_EQ(f.carry.counts().messages_dropped[CarryDrop::kTooLarge], 1U);
      EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
      EXPECT_EQ(f.carry.counts().transmissions, 2U);
      EXPECT_EQ(f.carry.hubs()[0].counts().connects, 0);
      EXPECT_EQ(f.carry.hubs()[0].open_connections(), std::string(transport) == "amqp" ? 1 : 0);
      expect_balanced_hub(f);
    });
  }
}

// As over MQTT in carry_faults_test.cc: a clock that is 345 s off makes a token that is refused, here at the renewal on the open
// connection, which the hub then closes.
TEST(CarryOverAmqp, a_token_that_is_refused_ends_the_connection) {
  const std::string drift = "faults=[{name: no_ntp, kind: clock_drift, start: 1 min, duration: 50 min, drift_ppm: 100, unsynchronised: 40 days}]";
  with_carry(4, 1, over_transport("amqp", {"networks.line.uplink_bandwidth=1 Mbit/s", drift, "client.token_life=60 min"}), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(50), 500);
    f.run_to(Duration::seconds(50 * 60 + 30));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
    EXPECT_GE(f.carry.hubs()[0].counts().connects_bad_token, 8);
    EXPECT_EQ(f.carry.messages_held(), 4U);
    f.run_to(Duration::minutes(55));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
    EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
    expect_balanced_hub(f);
  });
}

// The line is down from minute 20 to 30, and the hub's idle time-out is 240 s.
TEST(CarryOverAmqp, the_hub_misses_who_is_silent_for_its_idle_time_out) {
  with_carry(3, 1, over_transport("amqp", {"networks.line.outage_gap=20 min", "networks.line.outage_duration=10 min"}), [](CarryFixture& f) {
    const Outage& outage = f.world.outages().front().outage;
    f.run_to(outage.start - f.world.start() + Duration::seconds(239));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 3);
    f.run_to(outage.start - f.world.start() + Duration::seconds(241));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
  });
}

// TCP and TLS are three round trips and the request goes half of one; the connection is closed after the answer. The hub knows of no
// connection, and nothing is sent in between.
TEST(CarryOverHttps, a_message_opens_a_connection_of_its_own) {
  with_carry(1, 1, over_transport("https", {"client.token_life=20 min", "client.token_renewal_margin=5 min"}), [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(60), 500);
    f.add(0, 1, Duration::minutes(10), 700);
    f.run_to(Duration::minutes(60));
    f.carry.account_keep_alive(f.world.end());
    const TransportWire wire = wire_of_kiosk(f);
    const WireCost opening = wire.reconnect();
    const WireCost message = wire.publish(Bytes(500));
    EXPECT_NEAR(f.arrived(0, 0), 60 + static_cast<double>((opening.up.total() + message.up.total()).count()) / 1'000 + 7 * 0.05, 1e-5);
    const CarryCounts& counts = f.carry.counts();
    EXPECT_EQ(counts.uplink_payload_bytes + counts.uplink_envelope_bytes, (message.up.total() + wire.publish(Bytes(700)).up.total()).count());
    EXPECT_EQ(counts.uplink_upkeep_bytes, 2 * (opening.up.total() + wire.disconnect().up.total()).count());
    EXPECT_EQ(counts.downlink_bytes, 2 * (opening.down.total() + wire.disconnect().down.total() + message.down.total()).count());
    EXPECT_EQ(counts.connects, 2U);
    EXPECT_EQ(counts.renewals, 0U);
    EXPECT_EQ(counts.operation_records, 0U) << "no connection, no record of one";
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, 0);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
    expect_balanced_hub(f);
  });
}

// Within a minute of an answer the next request goes over the same connection: of three messages the second does.
TEST(CarryOverHttps, a_connection_is_kept_for_the_idle_time_out) {
  with_carry(1, 1, over_transport("https", {"client.https.idle_timeout=60 s"}), [](CarryFixture& f) {
    f.add(0, 0, Duration::seconds(60), 500);
    f.add(0, 1, Duration::seconds(100), 500);
    f.add(0, 2, Duration::seconds(200), 500);
    f.run_to(Duration::minutes(5));
    EXPECT_EQ(f.carry.counts().messages_accepted, 3U);
    EXPECT_EQ(f.carry.counts().connects, 2U);
    const double message = static_cast<double>(wire_of_kiosk(f).publish(Bytes(500)).up.total().count()) / 1'000;
    EXPECT_NEAR(f.arrived(0, 1), 100 + message + 0.05, 1e-5);
  });
}

// A request with a wrong token is refused each time; none is a message to the hub.
TEST(CarryOverHttps, each_request_carries_its_token) {
  const std::string drift = "faults=[{name: no_ntp, kind: clock_drift, start: 1 min, duration: 50 min, drift_ppm: 100, unsynchronised: 40 days}]";
  with_carry(4, 1, over_transport("https", {"networks.line.uplink_bandwidth=1 Mbit/s", drift, "client.token_life=60 min"}), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(49), 500);
    f.run_to(Duration::minutes(50));
    EXPECT_EQ(f.carry.hubs()[0].counts().sends, 0);
    EXPECT_GE(f.carry.hubs()[0].counts().connects_bad_token, 4 * 4);
    EXPECT_EQ(f.carry.messages_held(), 4U);
    f.run_to(Duration::minutes(55));
    EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
    expect_balanced_hub(f);
  });
}

// 503 while the hub is down, from minute 10 to 15; it closes nothing, since nothing is open.
TEST(CarryOverHttps, a_hub_that_is_down_answers_and_the_client_tries_again) {
  const std::string down = "faults=[{name: region, kind: hub_outage, start: 10 min, duration: 5 min}]";
  with_carry(4, 4, over_transport("https", {"networks.line.uplink_bandwidth=1 Mbit/s", down}), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(11), 500);
    f.run_to(Duration::minutes(14));
    EXPECT_GE(f.carry.hubs()[0].counts().unavailable_503005, 4 * 3);
    EXPECT_EQ(f.carry.counts().operation_records, 0U) << "a hub that is down writes nothing";
    f.run_to(Duration::minutes(20));
    EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
    expect_balanced_hub(f);
  });
}

TEST(CarryOverHttps, holds_a_message_through_an_outage) {
  with_carry(3, 1, over_transport("https", {"networks.line.outage_gap=20 min", "networks.line.outage_duration=10 min"}), [](CarryFixture& f) {
    const Outage& outage = f.world.outages().front().outage;
    const Duration start = outage.start - f.world.start();
    for (std::uint32_t d = 0; d < 3; ++d) f.add(d, 0, start + Duration::seconds(1), 500);
    f.run_to(outage.end - f.world.start());
    EXPECT_EQ(f.carry.messages_held(), 3U);
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(f.carry.counts().messages_accepted, 3U);
    expect_balanced_hub(f);
  });
}

TEST(CarryOverHttps, agents_ask_for_no_twin) {
  for (const char* use : {"g1_c", "g2_linux"}) {
    with_agents(use, 2, 1, over_transport("https"), [](CarryFixture& f) {
      f.add(0, 0, Duration::seconds(60), 500);
      f.run_to(Duration::minutes(60));
      for (const HubOperation operation : kTwinOperations) EXPECT_EQ(f.carry.twin_operations().of(operation).asked, 0U);
      EXPECT_EQ(f.carry.hubs()[0].counts().blocks, 1);
    });
  }
}

// Who has lost its assignment registers before its next request: 3 s at least, as in carry_faults_test.cc.
TEST(CarryOverHttps, registers_before_a_request) {
  const std::string reset = "faults=[{name: reset, kind: registration_storm, start: 10 min, duration: 0 s}]";
  with_carry(2, 2, over_transport("https", {"networks.line.uplink_bandwidth=1 Mbit/s", reset}), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 2; ++d) f.add(d, 0, Duration::minutes(11), 500);
    f.run_to(Duration::seconds(659));
    EXPECT_EQ(f.carry.registrations().counts().begun, 0U) << "nothing to send";
    f.run_to(Duration::minutes(20));
    EXPECT_EQ(f.carry.registrations().counts().completed, 2U);
    EXPECT_EQ(f.carry.counts().messages_accepted, 2U);
    for (std::uint32_t d = 0; d < 2; ++d) EXPECT_GT(f.arrived(d, 0), 660 + 3);
    EXPECT_EQ(f.carry.counts().connects, 2U);
    expect_balanced_hub(f);
  });
}

// A run checks its books at its end and fails if they do not balance. Each policy's messages are the same over each transport: what the
// agents do does not depend on it.
TEST(StudyOverTransports, balances_its_books_over_each) {
  const auto run_over = [](const std::string& transport) {
    return test::run_small({"client.transport=" + transport, "policies=[{use: raw}, {use: picket}]", "reference_policy=raw", "duration=1 h",
                            "networks.lte.outage_gap=1 h", "networks.lte.outage_duration=5 min"});
  };
  const test::SmallStudy mqtt = run_over("mqtt");
  for (const char* transport : {"amqp", "https"}) {
    const test::SmallStudy study = run_over(transport);
    ASSERT_EQ(study.lanes.size(), mqtt.lanes.size()) << transport;
    for (const char* policy : {"raw", "picket"}) {
      EXPECT_EQ(study.lane(policy).raw_events, mqtt.lane(policy).raw_events) << transport;
    }
    bool warned = false;
    for (const std::string& warning : study.outcome.result.warnings) warned = warned || warning.find("client.transport: " + std::string(transport)) == 0;
    EXPECT_TRUE(warned) << "the sizes are estimates";
  }
}

}  // namespace
}  // namespace picket::sim
