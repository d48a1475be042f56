#include "sim/experiment/client_wire.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

MqttIdentity kiosk(const CarryFixture& f, bool uses_token) {
  MqttIdentity identity;
  identity.device = 12;  // "kiosk-000000"
  identity.module = static_cast<std::int64_t>(f.policy.module_name.size());
  identity.uses_token = uses_token;
  return identity;
}

/// So many connections of such bytes; what is left is whole pings, as many up as down, at most one each 240 s of twenty devices' hour.
void expect_connections_and_pings(const CarryCounts& counts, std::int64_t connections, const WireCost& one, const WireCost& ping) {
  const std::int64_t up = counts.uplink_upkeep_bytes - connections * one.up.total().count();
  const std::int64_t pings = up / ping.up.total().count();
  EXPECT_EQ(up, pings * ping.up.total().count());
  EXPECT_EQ(counts.downlink_bytes, connections * one.down.total().count() + pings * ping.down.total().count());
  EXPECT_GE(pings, 0);
  EXPECT_LE(pings, 20 * 15);
}

// Twenty kiosks renew each 48 min, spread evenly over that: in an hour each once or twice, and nothing else happens.
void expect_renewals(std::vector<std::string> sets, const WireSettings& settings, bool uses_token) {
  sets.insert(sets.begin(), "client.token_life=60 min");
  with_carry(20, 1, sets, [&](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    const CarryCounts& counts = f.carry.counts();
    const WireModel wire(kiosk(f, uses_token), settings);
    EXPECT_GE(counts.renewals, 20U);
    EXPECT_EQ(counts.connects, counts.renewals);
    expect_connections_and_pings(counts, static_cast<std::int64_t>(counts.renewals), wire.renewal(), wire.ping());
  });
}

TEST(ClientWire, connects_as_the_preset_says) {
  WireSettings settings;
  expect_renewals({}, settings, true);
  settings.tls.version = TlsProtocol::kTls13;
  expect_renewals({"client.tls_version=tls_1_3"}, settings, true);
  settings.transport = Transport::kMqttWebSocket;
  expect_renewals({"client.tls_version=tls_1_3", "client.transport=mqtt_websocket"}, settings, true);
}

TEST(ClientWire, resource_logs_name_the_protocol_without_its_websocket) {
  EXPECT_EQ(hub_protocol(Transport::kMqtt), HubProtocol::kMqtt);
  EXPECT_EQ(hub_protocol(Transport::kMqttWebSocket), HubProtocol::kMqtt);
  EXPECT_EQ(hub_protocol(Transport::kAmqp), HubProtocol::kAmqp);
  EXPECT_EQ(hub_protocol(Transport::kAmqpWebSocket), HubProtocol::kAmqp);
  EXPECT_EQ(hub_protocol(Transport::kHttps), HubProtocol::kHttp);
}

TEST(ClientWire, says_of_estimates_that_they_are) {
  EXPECT_EQ(remark_on_sizes(Transport::kMqtt), "");
  EXPECT_EQ(remark_on_sizes(Transport::kMqttWebSocket), "");
  EXPECT_EQ(remark_on_sizes(Transport::kAmqpWebSocket).find("client.transport: amqp_websocket: the sizes of its frames and headers are own estimates"), 0U);
  EXPECT_NE(remark_on_sizes(Transport::kHttps), "");
}

TEST(ClientWire, takes_the_sizes_of_the_preset) {
  ClientPreset client;
  client.transport = Transport::kAmqp;
  client.amqp.transfer = Bytes(333);
  client.https.answer = Bytes(111);
  const WireSettings settings = wire_settings(client, AuthType::kSas);
  EXPECT_EQ(settings.transport, Transport::kAmqp);
  EXPECT_EQ(settings.amqp, client.amqp);
  EXPECT_EQ(settings.https, client.https);
}

TEST(ClientWire, resumes_tls_if_the_preset_says_so) {
  WireSettings settings;
  settings.resumes_tls = true;
  expect_renewals({"client.tls_resumption=true"}, settings, true);
}

// The line is down from minute 20 to minute 30: agents connect anew once it is back, and try before. But for pings nothing else
// happens: no token is renewed.
TEST(ClientWire, an_x509_identity_proves_itself_in_the_handshake_and_renews_nothing) {
  const std::vector<std::string> sets{"client.token_life=60 min", "fleet[0].identities={auth_type: x509}", "networks.line.outage_gap=20 min",
                                      "networks.line.outage_duration=10 min"};
  with_carry(20, 1, sets, [](CarryFixture& f) {
    f.run_to(Duration::minutes(45));
    const CarryCounts& counts = f.carry.counts();
    EXPECT_EQ(counts.renewals, 0U);
    EXPECT_GE(counts.connects, 20U);
    WireSettings settings;
    settings.tls.client = kRsaClientChain;
    const WireModel wire(kiosk(f, false), settings);
    const std::int64_t ping = wire.ping().up.total().count();
    const std::int64_t rest = counts.uplink_upkeep_bytes - static_cast<std::int64_t>(counts.connects) * wire.reconnect().up.total().count();
    EXPECT_GE(rest, 0);
    EXPECT_EQ(rest % ping, 0);
  });
}

// Four idle hours: sixty pings of each device, and with a token a connect each 48 min as well.
TEST(ClientWire, a_certificate_saves_what_renewals_cost) {
  for (const bool certificate : {false, true}) {
    std::vector<std::string> sets{"client.token_life=60 min", "duration=4 h"};
    if (certificate) sets.emplace_back("fleet[0].identities={auth_type: x509}");
    with_carry(20, 1, sets, [certificate](CarryFixture& f) {
      f.run_to(Duration::hours(4));
      f.carry.account_keep_alive(f.world.end());
      const CarryCounts& counts = f.carry.counts();
      const WireModel wire(kiosk(f, !certificate), WireSettings());
      EXPECT_EQ(counts.renewals > 0, !certificate);
      EXPECT_EQ(counts.connects, counts.renewals);
      EXPECT_EQ(f.carry.hubs()[0].counts().connects > 0, !certificate);
      if (certificate) {
        EXPECT_EQ(counts.uplink_upkeep_bytes, 20 * 60 * wire.ping().up.total().count());
      }
    });
  }
}

TEST(ClientWire, a_client_with_a_certificate_has_no_token) {
  const ClientPreset client;
  EXPECT_EQ(client_of(client, AuthType::kSas), client);
  ClientPreset without = client;
  without.token_life = Duration();
  EXPECT_EQ(client_of(client, AuthType::kX509), without);
}

// An agent that was stopped has no session to resume: its first connect is a full one.
TEST(ClientWire, a_new_process_has_no_session_to_resume) {
  const std::vector<std::string> sets{"client.tls_resumption=true", "device_classes.kiosk.reboots_per_30_days=700",
                                      "device_classes.kiosk.reboot_at_night=false"};
  with_carry(20, 1, sets, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    const CarryCounts& counts = f.carry.counts();
    WireSettings settings;
    settings.resumes_tls = true;
    const WireModel wire(kiosk(f, true), settings);
    EXPECT_GT(counts.connects, 0U);
    expect_connections_and_pings(counts, static_cast<std::int64_t>(counts.connects), wire.connect(), wire.ping());
    EXPECT_NE(wire.connect(), wire.reconnect());
  });
}

TEST(ClientWire, takes_the_settings_of_the_preset) {
  ClientPreset client;
  EXPECT_EQ(wire_settings(client, AuthType::kSas), WireSettings{});
  client.transport = Transport::kMqttWebSocket;
  client.tls_version = TlsProtocol::kTls13;
  client.tls_resumption = true;
  const WireSettings settings = wire_settings(client, AuthType::kX509);
  EXPECT_EQ(settings.transport, Transport::kMqttWebSocket);
  EXPECT_EQ(settings.tls.version, TlsProtocol::kTls13);
  EXPECT_TRUE(settings.resumes_tls);
  EXPECT_EQ(settings.tls.client, kRsaClientChain);
}

// SYN, SYN-ACK, two round trips of TLS, CONNECT: seven ways; TLS 1.3 or a resumed session saves two.
TEST(ClientWire, the_hub_has_a_connect_after_as_many_ways_as_round_trips_need) {
  EXPECT_EQ(ways_to_connect(WireModel{MqttIdentity{}}.connect_round_trips()), 7);
  WireSettings settings;
  settings.tls.version = TlsProtocol::kTls13;
  EXPECT_EQ(ways_to_connect(WireModel(MqttIdentity{}, settings).connect_round_trips()), 5);
}

}  // namespace
}  // namespace picket::sim
